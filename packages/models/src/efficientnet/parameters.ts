import type { PartParameters } from "../architecture/architecture.js";
import { normalisedParameters } from "../architecture/normalised-parameters.js";
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
    { part: "stem", parameters: normalisedParameters(9 * channels, stem) },
    ...stages,
    { part: "top", parameters: normalisedParameters(blocks.at(-1)!.filters, top) },
  ];
}

function blockParameters({ inputs, expanded, squeezed, filters, kernel }: EfficientNetBlock): number {
  const expand = expanded === inputs ? 0 : normalisedParameters(inputs, expanded);
  const excitation = 2 * expanded * squeezed + squeezed + expanded;
  return expand + normalisedParameters(kernel ** 2, expanded) + excitation + normalisedParameters(expanded, filters);
}
