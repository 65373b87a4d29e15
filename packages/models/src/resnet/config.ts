import { checkFields, list, MOST_BLOCKS, oneOf, positive, seed, upTo, whole } from "../architecture/fields.js";
import { BATCH_NORM_MODES, type BatchNormMode } from "../efficientnet/config.js";
import { InvalidConfigError } from "../errors.js";

/** What a ResNet is made of: two 3×3 convolutions, or 1×1, 3×3, 1×1. */
export const RESIDUAL_BLOCKS = ["basic", "bottleneck"] as const;

/** Everything that defines a ResNet (He et al. 2016); plain JSON. */
export interface ResNetConfig {
  /** S: side of the square input, pixels */
  readonly size: number;
  /** of the input: 3 for pictures and residuals, 2 for motion vectors */
  readonly channels: number;
  readonly classes: number;
  readonly block: (typeof RESIDUAL_BLOCKS)[number];
  /** blocks of each stage; each stage but the first halves the map and doubles the channels */
  readonly layers: readonly number[];
  /** channels of the first stage (a bottleneck gives out four times as many) */
  readonly width: number;
  /** channels inside the bottlenecks of the first stage, at width 64; 128: a wide ResNet */
  readonly widthPerGroup: number;
  /** probability, before the classifier; training only */
  readonly dropout: number;
  /** each block's last γ begins at zero */
  readonly zeroInit: boolean;
  readonly batchNorm: BatchNormMode;
  /** ε of the batch norms */
  readonly bnEpsilon: number;
  /** how far running statistics move towards each batch's (PyTorch's momentum) */
  readonly bnMomentum: number;
  /** of the initial weights and of dropout */
  readonly seed: number;
}

/** Fields of a config that differ from a named setting. */
export type ResNetOverrides = Partial<ResNetConfig>;

/**
 * `base` with `overrides`, checked field by field.
 *
 * @throws InvalidConfigError for an unknown field or a value outside its range
 */
export function resNetConfig(base: ResNetConfig, overrides: ResNetOverrides = {}): ResNetConfig {
  const config = checkFields(base, overrides);
  for (const field of ["size", "channels", "classes", "width", "widthPerGroup"] as const)
    whole(field, config[field], 1);
  oneOf("block", config.block, RESIDUAL_BLOCKS);
  list("layers", config.layers);
  for (const blocks of config.layers) whole("layers", blocks, 1, MOST_BLOCKS);
  if (config.block === "basic" && config.widthPerGroup !== 64)
    throw new InvalidConfigError("widthPerGroup", config.widthPerGroup, "64, where the blocks are basic");
  if (innerChannels(config, 0) < 1)
    throw new InvalidConfigError("widthPerGroup", config.widthPerGroup, "what leaves a channel inside a bottleneck");
  upTo("dropout", config.dropout, 1);
  if (typeof config.zeroInit !== "boolean") throw new InvalidConfigError("zeroInit", config.zeroInit, "true, false");
  oneOf("batchNorm", config.batchNorm, BATCH_NORM_MODES);
  positive("bnEpsilon", config.bnEpsilon);
  positive("bnMomentum", config.bnMomentum, 1);
  seed(config.seed);
  return config;
}

/** Channels of the 3×3 convolution inside a bottleneck of a stage, from 0. */
export function innerChannels({ width, widthPerGroup }: ResNetConfig, stage: number): number {
  return Math.floor((width * 2 ** stage * widthPerGroup) / 64);
}

/** Channels that the blocks of a stage give out, from 0. */
export function stageChannels({ width, block }: ResNetConfig, stage: number): number {
  return width * 2 ** stage * (block === "bottleneck" ? 4 : 1);
}
