import type { PartParameters } from "../architecture/architecture.js";
import { efficientNetBlocks } from "../efficientnet/blocks.js";
import { efficientNetFeatureParameters } from "../efficientnet/parameters.js";
import { CHANNELS } from "../stm-net/geometry.js";
import type { AttpConfig } from "./config.js";
import { modalityPairs } from "./model.js";

/** How many trainable parameters each part of an ATTP network has, in the order of the data; nothing is built. */
export function attpParameters(config: AttpConfig): PartParameters[] {
  const { modalities, fusion, dims, factors, sketch, classes } = config;
  const { top } = efficientNetBlocks(config);
  const sum = (parts: PartParameters[]) => parts.reduce((total, { parameters }) => total + parameters, 0);
  const head = (features: number) => features * classes + classes;
  const streams = modalities.map((part) => ({
    part,
    parameters: sum(efficientNetFeatureParameters(config, CHANNELS[part])),
  }));
  switch (fusion) {
    case "late":
      return [...streams, { part: "heads", parameters: modalities.length * head(top) }];
    case "bilinear":
      return [...streams, { part: "heads", parameters: modalityPairs(modalities).length * head(sketch) }];
    default:
      return [
        ...streams,
        { part: "pooling", parameters: 3 * top * dims * factors },
        { part: "head", parameters: head(dims) },
      ];
  }
}
