import { ConvNorm, MBConv } from "@cvar/fusion";
import type * as tfl from "@tensorflow/tfjs-layers";
import { efficientNetBlocks } from "./blocks.js";
import { type EfficientNetTrunk, efficientNetTrunk } from "./config.js";

/** How the convolutional part joins a model. */
export interface FeatureOptions {
  /** before the names of its layers, so that one model can hold several: "image_" */
  readonly prefix?: string;
  /** called with each layer before it makes its weights */
  readonly prepare?: (layer: tfl.layers.Layer) => void;
  /** seed of each layer, in their order */
  readonly seed?: () => number;
}

/**
 * The convolutional part of an EfficientNet (Tan & Le 2019, Table 1, up to the last 1×1 convolution), as PyTorch's
 * torchvision has it: `features`.
 *
 * Layers: `{prefix}stem`, `{prefix}stage{s}_block{i}` with s from 1 and i from 0, `{prefix}top`.
 *
 * @param input  [B, H, W, C], any size and any number of channels
 * @param trunk  the fields of a config; others are not read
 * @returns feature maps [B, ⌈H/32⌉, ⌈W/32⌉, F] (for EfficientNet's strides), F = 1280 for B0 and B1
 * @throws InvalidConfigError for a value outside its range
 */
export function efficientNetFeatures(
  input: tfl.SymbolicTensor,
  trunk: EfficientNetTrunk,
  options: FeatureOptions = {},
): tfl.SymbolicTensor {
  return chain(efficientNetLayers(trunk, options), input);
}

/**
 * The layers of {@link efficientNetFeatures}, to be applied one after the other: to several inputs where they share a network.
 *
 * @throws InvalidConfigError for a value outside its range
 */
export function efficientNetLayers(
  trunk: EfficientNetTrunk,
  { prefix = "", prepare = () => {}, seed = countFrom(0) }: FeatureOptions = {},
): tfl.layers.Layer[] {
  const { batchNorm, bnEpsilon: epsilon, bnMomentum: momentum } = efficientNetTrunk(trunk);
  const { stem, blocks, top } = efficientNetBlocks(trunk);
  const options = (name: string, frozen: boolean) => ({
    name: `${prefix}${name}`,
    epsilon,
    momentum,
    frozen,
    seed: seed(),
  });
  const frozen = batchNorm !== "train";
  const first = { ...options("stem", batchNorm === "frozen"), filters: stem, kernelSize: 3, stride: 2 };
  const layers: tfl.layers.Layer[] = [
    new ConvNorm({ ...first, activation: "swish" }),
    ...blocks.map(({ stage, index, filters, expanded, squeezed, kernel, stride, drop }) => {
      const block = { filters, expanded, squeezed, kernelSize: kernel, stride, drop };
      return new MBConv({ ...options(`stage${stage}_block${index}`, frozen), ...block });
    }),
    new ConvNorm({ ...options("top", frozen), filters: top, kernelSize: 1, activation: "swish" }),
  ];
  for (const layer of layers) prepare(layer);
  return layers;
}

/** Layers one after the other. */
export function chain(layers: readonly tfl.layers.Layer[], input: tfl.SymbolicTensor): tfl.SymbolicTensor {
  return layers.reduce((x, layer) => layer.apply(x) as tfl.SymbolicTensor, input);
}

/** first, first + 1, … */
export function countFrom(first: number): () => number {
  let next = first;
  return () => next++;
}
