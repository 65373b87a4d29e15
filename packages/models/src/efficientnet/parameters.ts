import type { PartParameters } from "../architecture/architecture.js";
import { type EfficientNetBlock, efficientNetBlocks } from "./blocks.js";
import type { EfficientNetConfig, EfficientNetTrunk } from "./config.js";

/** How many trainable parameters each part of an EfficientNet has, in the order of the data; nothing is built. */
export function efficientNetParameters(config: EfficientNetConfig): PartParameters[] {
  const { top } = efficientNetBlocks(config);
  return [
    ...efficientNetFeatureParameters(config, config.channels),
    { part: "head", parameters: top * config.classes + config.classes },
  ];
}

/** The same of the convolutional part alone. */
export function efficientNetFeatureParameters(trunk: EfficientNetTrunk, channels: number): PartParameters[] {
  const { stem, blocks, top } = efficientNetBlocks(trunk);
  const stages = trunk.stages.map((_, at) => ({
    part: `stage${at + 1}`,
    parameters: blocks.filter(({ stage }) => stage === at + 1).reduce((sum, block) => sum + blockParameters(block), 0),
  }));
  return [
    { part: "stem", parameters: normalised(9 * channels, stem) },
    ...stages,
    { part: "top", parameters: normalised(blocks.at(-1)!.filters, top) },
  ];
}

function blockParameters({ inputs, expanded, squeezed, filters, kernel }: EfficientNetBlock): number {
  const expand = expanded === inputs ? 0 : normalised(inputs, expanded);
  const excitation = 2 * expanded * squeezed + squeezed + expanded;
  return expand + normalised(kernel ** 2, expanded) + excitation + normalised(expanded, filters);
}

/** A convolution without bias, and γ and β of its batch norm. */
function normalised(perFilter: number, filters: number): number {
  return perFilter * filters + 2 * filters;
}
