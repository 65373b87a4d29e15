import { checkFields, list, MOST_BLOCKS, oneOf, positive, seed, upTo, whole } from "../architecture/fields.js";
import { InvalidConfigError } from "../errors.js";

/** One row of EfficientNet's table: MBConv blocks in a row, the first of which may shrink the map. */
export interface EfficientNetStage {
  /** width of the blocks' inside, in units of the channels that come in */
  readonly expand: number;
  /** k of the depthwise convolutions, odd */
  readonly kernel: number;
  /** of the first block: 1 or 2 */
  readonly stride: number;
  /** channels out, at width 1 */
  readonly channels: number;
  /** blocks, at depth 1 */
  readonly layers: number;
}

/** What batch norms normalise by in training: each batch (and running statistics move), or what is there already. */
export const BATCH_NORM_MODES = ["train", "partial", "frozen"] as const;

/** "partial": only the first batch norm sees the batches (TSN's partial batch norm); "frozen": none does. */
export type BatchNormMode = (typeof BATCH_NORM_MODES)[number];

/** What defines the convolutional part of an EfficientNet. */
export interface EfficientNetTrunk {
  /** factor of all channels, which are then rounded to multiples of 8 */
  readonly width: number;
  /** factor of the blocks of each stage, rounded up */
  readonly depth: number;
  /** channels of the first convolution, at width 1 */
  readonly stem: number;
  readonly stages: readonly EfficientNetStage[];
  /** channels of the last convolution; null: four times the last stage's */
  readonly top: number | null;
  /** probability with which training drops the last residual branch; it grows linearly from 0 */
  readonly stochasticDepth: number;
  readonly batchNorm: BatchNormMode;
  /** ε of the batch norms */
  readonly bnEpsilon: number;
  /** how far running statistics move towards each batch's (PyTorch's momentum) */
  readonly bnMomentum: number;
}

/** Everything that defines an EfficientNet (Tan & Le 2019); plain JSON. */
export interface EfficientNetConfig extends EfficientNetTrunk {
  /** S: side of the square input, pixels */
  readonly size: number;
  /** of the input: 3 for pictures and residuals, 2 for motion vectors */
  readonly channels: number;
  readonly classes: number;
  /** probability, before the classifier; training only */
  readonly dropout: number;
  /** of the initial weights, of dropout and of stochastic depth */
  readonly seed: number;
}

/** Fields of a config that differ from a named setting. */
export type EfficientNetOverrides = Partial<EfficientNetConfig>;

/**
 * `base` with `overrides`, checked field by field.
 *
 * @throws InvalidConfigError for an unknown field or a value outside its range
 */
export function efficientNetConfig(
  base: EfficientNetConfig,
  overrides: EfficientNetOverrides = {},
): EfficientNetConfig {
  const config = checkFields(base, overrides);
  for (const field of ["size", "channels", "classes"] as const) whole(field, config[field], 1);
  upTo("dropout", config.dropout, 1);
  seed(config.seed);
  return { ...config, ...efficientNetTrunk(config) };
}

/**
 * The fields of the convolutional part alone, checked.
 *
 * @throws InvalidConfigError for a value outside its range
 */
export function efficientNetTrunk(config: EfficientNetTrunk): EfficientNetTrunk {
  const { width, depth, stem, stages, top, stochasticDepth, batchNorm, bnEpsilon, bnMomentum } = config;
  for (const [field, value] of Object.entries({ width, depth, bnEpsilon })) positive(field, value);
  whole("stem", stem, 1);
  if (top !== null) whole("top", top, 1);
  upTo("stochasticDepth", stochasticDepth, 1);
  positive("bnMomentum", bnMomentum, 1);
  oneOf("batchNorm", batchNorm, BATCH_NORM_MODES);
  list("stages", stages);
  for (const stage of stages) {
    checkStage(stage);
    whole("depth × stages.layers", Math.ceil(depth * stage.layers), 1, MOST_BLOCKS);
  }
  return { width, depth, stem, stages, top, stochasticDepth, batchNorm, bnEpsilon, bnMomentum };
}

const STAGE_FIELDS = ["expand", "kernel", "stride", "channels", "layers"] as const;

function checkStage(stage: EfficientNetStage): void {
  const fields = typeof stage === "object" && stage !== null ? Object.keys(stage) : [];
  if (fields.length !== STAGE_FIELDS.length || !STAGE_FIELDS.every((field) => fields.includes(field)))
    throw new InvalidConfigError("stages", stage, `objects { ${STAGE_FIELDS.join(", ")} }`);
  if (!(typeof stage.expand === "number" && stage.expand >= 1 && Number.isFinite(stage.expand)))
    throw new InvalidConfigError("stages.expand", stage.expand, "at least 1");
  for (const field of ["kernel", "stride", "channels", "layers"] as const) whole(`stages.${field}`, stage[field], 1);
  if (stage.kernel % 2 === 0) throw new InvalidConfigError("stages.kernel", stage.kernel, "odd numbers");
  if (stage.stride > 2) throw new InvalidConfigError("stages.stride", stage.stride, "1, 2");
}
