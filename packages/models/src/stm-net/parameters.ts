import type { PartParameters } from "../architecture/architecture.js";
import type { Modality, StmNetConfig } from "./config.js";
import {
  hasModulators,
  modulatorInput,
  modulatorStrides,
  modulatorWidth,
  patchesOf,
  patchInput,
  temporalModalities,
} from "./geometry.js";

/** How many trainable parameters each part of an STM-Net has, in the order of the data; nothing is built. */
export function stmNetParameters(config: StmNetConfig): PartParameters[] {
  const { d, nf, gc, depth, rrdbs, classes, triplets, mlpRatio, modalities, encoder } = config;
  const [rows, columns] = patchesOf(config);
  const tokens = modalities.length * rows * columns;
  const hidden = mlpRatio * d;
  const encoders = encoder === "unified" ? 1 : modalities.length;
  const block = 4 * d + linear(d, 3 * d) + linear(d, d) + linear(d, hidden) + linear(hidden, d);
  const denseBlock = [0, 1, 2, 3, 4].reduce((sum, i) => sum + convolution(3, nf + i * gc, i < 4 ? gc : nf), 0);
  const token = config.pooling === "class-token" ? 3 * nf + linear(nf, 3 * nf) + linear(nf, nf) : 0;
  return [
    ...modulators(config),
    ...modalities.map((modality) => {
      const { side, channels } = patchInput(config, modality);
      return { part: `patch_${modality}`, parameters: convolution(side, channels, d) };
    }),
    { part: "encoding", parameters: (tokens + triplets) * d },
    { part: "blocks", parameters: encoders * depth * block },
    { part: "norm", parameters: encoders * 2 * d },
    { part: "mixer", parameters: mixer(config) },
    { part: "rrdbs", parameters: rrdbs * 3 * denseBlock },
    ...(token > 0 ? [{ part: "class_token", parameters: token }] : []),
    { part: "head", parameters: linear(nf, classes) },
  ];
}

/** How many trainable parameters an STM-Net has. */
export function stmNetParameterCount(config: StmNetConfig): number {
  return stmNetParameters(config).reduce((sum, { parameters }) => sum + parameters, 0);
}

function modulators(config: StmNetConfig): PartParameters[] {
  if (!hasModulators(config)) return [];
  const streams = temporalModalities(config);
  const name = config.modulator === "stm" ? "stm" : "lstm";
  if (config.stm.common) return [{ part: name, parameters: modulator(config, streams[0]!) }];
  return streams.map((modality) => ({ part: `${name}_${modality}`, parameters: modulator(config, modality) }));
}

/** STM: kernels without bias, and where learned one threshold and one leak per layer. ConvLSTM: four gates with biases. */
function modulator(config: StmNetConfig, modality: Modality): number {
  const [width, layers] = [modulatorWidth(config), modulatorStrides(config).length];
  const area = config.stm.kernel ** 2;
  const inputs = modulatorInput(config, modality) + (layers - 1) * width;
  if (config.modulator === "stm") return area * inputs * width + (config.stm.learned ? 2 * layers : 0);
  return 4 * width * (area * (inputs + layers * width) + layers);
}

function mixer(config: StmNetConfig): number {
  const { d, nf } = config;
  if (config.mixer === "none") return linear(d, nf);
  const skips = config.mixer === "full" ? temporalModalities(config).length : 0;
  return convolution(3, d, nf) + convolution(1, nf + skips * d, nf);
}

function convolution(side: number, inputs: number, outputs: number): number {
  return side * side * inputs * outputs + outputs;
}

function linear(inputs: number, outputs: number): number {
  return inputs * outputs + outputs;
}
