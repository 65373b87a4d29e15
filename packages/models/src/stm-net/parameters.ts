import type { PartParameters } from "../architecture/architecture.js";
import { gridSide, type Modality, type StmNetConfig, stmStride } from "./config.js";

/** Channels of each modality's input. */
export const CHANNELS: Readonly<Record<Modality, number>> = { image: 3, motion: 2, residual: 3 };

/** How many trainable parameters each part of an STM-Net has, in the order of the data; nothing is built. */
export function stmNetParameters(config: StmNetConfig): PartParameters[] {
  const { d, nf, gc, depth, rrdbs, classes, triplets, mlpRatio, modalities, patch, stm } = config;
  const temporal = modalities.filter((modality) => modality !== "image");
  const tokens = modalities.length * gridSide(config) ** 2;
  const hidden = mlpRatio * d;
  const convolution = (side: number, inputs: number, outputs: number) => side * side * inputs * outputs + outputs;
  const block = 4 * d + linear(d, 3 * d) + linear(d, d) + linear(d, hidden) + linear(hidden, d);
  const denseBlock = [0, 1, 2, 3, 4].reduce((sum, i) => sum + convolution(3, nf + i * gc, i < 4 ? gc : nf), 0);
  return [
    ...temporal.map((modality) => ({ part: `stm_${modality}`, parameters: stmParameters(config, CHANNELS[modality]) })),
    ...modalities.map((modality) => ({
      part: `patch_${modality}`,
      parameters:
        modality === "image" ? convolution(patch, 3, d) : convolution(patch / stmStride(config), stm.width, d),
    })),
    { part: "encoding", parameters: (tokens + triplets) * d },
    { part: "blocks", parameters: depth * block },
    { part: "norm", parameters: 2 * d },
    { part: "mixer", parameters: convolution(3, d, nf) + convolution(1, nf + temporal.length * d, nf) },
    { part: "rrdbs", parameters: rrdbs * 3 * denseBlock },
    { part: "head", parameters: linear(nf, classes) },
  ];
}

/** How many trainable parameters an STM-Net has. */
export function stmNetParameterCount(config: StmNetConfig): number {
  return stmNetParameters(config).reduce((sum, { parameters }) => sum + parameters, 0);
}

function linear(inputs: number, outputs: number): number {
  return inputs * outputs + outputs;
}

/** Kernels without bias, and one threshold and one leak per layer. */
function stmParameters({ stm: { width, strides, kernel } }: StmNetConfig, channels: number): number {
  const inputs = channels + (strides.length - 1) * width;
  return kernel ** 2 * inputs * width + 2 * strides.length;
}
