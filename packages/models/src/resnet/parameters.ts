import type { PartParameters } from "../architecture/architecture.js";
import { normalisedParameters } from "../architecture/normalised-parameters.js";
import { innerChannels, type ResNetConfig, stageChannels } from "./config.js";

/** How many trainable parameters each part of a ResNet has, in the order of the data; nothing is built. */
export function resNetParameters(config: ResNetConfig): PartParameters[] {
  const { channels, classes, width, layers } = config;
  let inputs = width;
  const stages = layers.map((blocks, stage) => {
    const filters = stageChannels(config, stage);
    let parameters = stage > 0 || inputs !== filters ? normalisedParameters(inputs, filters) : 0; // the shortcut
    for (let index = 0; index < blocks; index++) {
      parameters += blockParameters(config, stage, inputs);
      inputs = filters;
    }
    return { part: `stage${stage + 1}`, parameters };
  });
  return [
    { part: "stem", parameters: normalisedParameters(49 * channels, width) },
    ...stages,
    { part: "head", parameters: inputs * classes + classes },
  ];
}

function blockParameters(config: ResNetConfig, stage: number, inputs: number): number {
  const filters = stageChannels(config, stage);
  if (config.block === "basic")
    return normalisedParameters(9 * inputs, filters) + normalisedParameters(9 * filters, filters);
  const inner = innerChannels(config, stage);
  return (
    normalisedParameters(inputs, inner) + normalisedParameters(9 * inner, inner) + normalisedParameters(inner, filters)
  );
}
