import { type SurrogateSpec, surrogate } from "@cvar/snn";
import { InvalidConfigError } from "../errors.js";

/** What a compressed video gives to look at: the I-frame, its accumulated motion vectors, its accumulated residuals. */
export type Modality = "image" | "motion" | "residual";

/** The modalities in the order of the network's tokens. */
export const MODALITIES: readonly Modality[] = ["image", "motion", "residual"];

/** A spiking temporal modulator: ConvLIF layers in a row, one per stride. */
export interface StmConfig {
  /** channels of every layer */
  readonly width: number;
  /** stride of each layer, first to last */
  readonly strides: readonly number[];
  /** side of the kernels, odd */
  readonly kernel: number;
  /** v_th that each layer starts from, above 0 */
  readonly threshold: number;
  /** λ that each layer starts from, in (0, 1] */
  readonly leak: number;
  /** surrogate gradient of the spikes: a name that `@cvar/snn` knows, or `{ name, …parameters }` */
  readonly surrogate: SurrogateSpec;
}

/** Everything that defines an STM-Net (Das Biswas et al.); plain JSON. */
export interface StmNetConfig {
  /** S: side of the square input, pixels */
  readonly size: number;
  /** T: P-frames of a triplet */
  readonly steps: number;
  /** which streams the network has; at least one, in any order */
  readonly modalities: readonly Modality[];
  /** side of a patch in input pixels; a multiple of the product of the STM's strides */
  readonly patch: number;
  /** where `patch` does not divide `size`: drop the remainder, or pad it with zeros to one more patch */
  readonly remainder: "crop" | "pad";
  /** features of a token */
  readonly d: number;
  /** transformer blocks */
  readonly depth: number;
  /** attention heads, a divisor of d */
  readonly heads: number;
  /** width of the blocks' MLP, in units of d */
  readonly mlpRatio: number;
  /** the spiking temporal modulator of motion, and another one like it of residuals */
  readonly stm: StmConfig;
  /** channels of the mixer's output and of the dense blocks */
  readonly nf: number;
  /** channels that each convolution of a dense block adds */
  readonly gc: number;
  /** residual-in-residual dense blocks */
  readonly rrdbs: number;
  readonly classes: number;
  /** triplets sampled from a video, each with a time encoding */
  readonly triplets: number;
  /** probability, in the transformer blocks and before the classifier; training only */
  readonly dropout: number;
  /** of the initial weights and of dropout */
  readonly seed: number;
}

/** Fields of a config that differ from a named setting; `stm` may be given in part. */
export type StmNetOverrides = Partial<Omit<StmNetConfig, "stm">> & { readonly stm?: Partial<StmConfig> };

/**
 * `base` with `overrides`, checked field by field.
 *
 * @throws InvalidConfigError for an unknown field or a value outside its range
 */
export function stmNetConfig(base: StmNetConfig, overrides: StmNetOverrides = {}): StmNetConfig {
  for (const field of Object.keys(overrides)) {
    if (!Object.hasOwn(base, field))
      throw new InvalidConfigError(field, "…", `the fields ${Object.keys(base).join(", ")}`);
  }
  const given = Object.fromEntries(
    Object.entries(overrides).filter(([, value]) => value !== undefined),
  ) as StmNetOverrides;
  const config: StmNetConfig = { ...base, ...given, stm: { ...base.stm, ...given.stm } };
  const { modalities, stm, d, heads, patch, size, remainder, dropout, mlpRatio, seed } = config;
  for (const field of ["size", "steps", "patch", "d", "heads", "nf", "gc", "classes", "triplets"] as const)
    whole(field, config[field], 1);
  for (const field of ["depth", "rrdbs"] as const) whole(field, config[field], 0);
  if (!Number.isSafeInteger(seed)) throw new InvalidConfigError("seed", seed, "whole numbers");
  if (d % heads !== 0) throw new InvalidConfigError("heads", heads, `divisors of d = ${d}`);
  whole("mlpRatio × d", mlpRatio * d, 1);
  if (!(dropout >= 0 && dropout < 1)) throw new InvalidConfigError("dropout", dropout, "[0, 1)");
  if (remainder !== "crop" && remainder !== "pad")
    throw new InvalidConfigError("remainder", remainder, '"crop", "pad"');
  if (size < patch && remainder === "crop")
    throw new InvalidConfigError("size", size, `at least one patch of ${patch}`);
  checkStm(stm, patch);
  return { ...config, modalities: checkModalities(modalities) };
}

/** Sides of the square grid of patches: rows = columns. */
export function gridSide({ size, patch, remainder }: StmNetConfig): number {
  return remainder === "pad" ? Math.ceil(size / patch) : Math.floor(size / patch);
}

/** By how much the STM shrinks its input: the product of its strides. */
export function stmStride({ stm }: StmNetConfig): number {
  return stm.strides.reduce((product, stride) => product * stride, 1);
}

function checkModalities(modalities: readonly Modality[]): Modality[] {
  const known = Array.isArray(modalities) && modalities.every((modality) => MODALITIES.includes(modality));
  if (!known || modalities.length === 0 || new Set(modalities).size !== modalities.length) {
    throw new InvalidConfigError("modalities", modalities, `at least one of ${MODALITIES.join(", ")}, each once`);
  }
  return MODALITIES.filter((modality) => modalities.includes(modality));
}

const STM_FIELDS: readonly string[] = ["width", "strides", "kernel", "threshold", "leak", "surrogate"];

function checkStm(stm: StmConfig, patch: number): void {
  if (typeof stm !== "object" || stm === null) throw new InvalidConfigError("stm", stm, `{ ${STM_FIELDS.join(", ")} }`);
  for (const field of Object.keys(stm)) {
    if (!STM_FIELDS.includes(field))
      throw new InvalidConfigError(`stm.${field}`, "…", `the fields ${STM_FIELDS.join(", ")}`);
  }
  if (!(stm.threshold > 0)) throw new InvalidConfigError("stm.threshold", stm.threshold, "> 0");
  if (!(stm.leak > 0 && stm.leak <= 1)) throw new InvalidConfigError("stm.leak", stm.leak, "(0, 1]");
  try {
    surrogate(stm.surrogate);
  } catch (cause) {
    throw new InvalidConfigError("stm.surrogate", stm.surrogate, (cause as Error).message);
  }
  whole("stm.width", stm.width, 1);
  whole("stm.kernel", stm.kernel, 1);
  if (stm.kernel % 2 === 0) throw new InvalidConfigError("stm.kernel", stm.kernel, "odd numbers");
  if (!Array.isArray(stm.strides) || stm.strides.length === 0) {
    throw new InvalidConfigError("stm.strides", stm.strides, "the stride of each layer, at least one");
  }
  for (const stride of stm.strides) whole("stm.strides", stride, 1);
  const total = stm.strides.reduce((product, stride) => product * stride, 1);
  if (patch % total !== 0) throw new InvalidConfigError("patch", patch, `multiples of the STM's stride ${total}`);
}

function whole(field: string, value: unknown, minimum: number): void {
  if (!Number.isSafeInteger(value) || (value as number) < minimum) {
    throw new InvalidConfigError(field, value, `whole numbers from ${minimum}`);
  }
}
