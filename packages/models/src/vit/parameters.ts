import type { PartParameters } from "../architecture/architecture.js";
import type { VitConfig } from "./config.js";

/** How many trainable parameters each part of a vision transformer has, in the order of the data; nothing is built. */
export function vitParameters({ size, channels, classes, patch, d, depth, mlpRatio }: VitConfig): PartParameters[] {
  const linear = (inputs: number, outputs: number) => inputs * outputs + outputs;
  const hidden = mlpRatio * d;
  const tokens = (size / patch) ** 2 + 1;
  const block = 4 * d + linear(d, 3 * d) + linear(d, d) + linear(d, hidden) + linear(hidden, d);
  return [
    { part: "patch", parameters: linear(patch ** 2 * channels, d) },
    { part: "sequence", parameters: (tokens + 1) * d },
    { part: "blocks", parameters: depth * block },
    { part: "norm", parameters: 2 * d },
    { part: "head", parameters: linear(d, classes) },
  ];
}
