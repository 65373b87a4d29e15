import { surrogate } from "@cvar/snn";
import {
  checkFields,
  seed as checkSeed,
  fieldsOnly,
  list,
  MOST_BLOCKS,
  oneOf,
  positive,
  upTo,
  whole,
} from "../architecture/fields.js";
import { InvalidConfigError } from "../errors.js";
import {
  type Context,
  type EncoderKind,
  MODALITIES,
  type Modulator,
  type StmConfig,
  type StmNetConfig,
  type StmNetOverrides,
} from "./config.js";

const CONTEXTS: readonly Context[] = ["temporal", "local", "global"];
const MODULATORS: readonly Modulator[] = ["stm", "conv-lstm", "channels", "mean", "last"];
const ENCODERS: readonly EncoderKind[] = ["unified", "separate", "cross-attention"];
const STM_FIELDS: readonly string[] = [
  "width",
  "strides",
  "kernel",
  "threshold",
  "leak",
  "surrogate",
  "learned",
  "common",
];

/**
 * `base` with `overrides`, checked field by field.
 *
 * @throws InvalidConfigError for an unknown field or a value outside its range
 */
export function stmNetConfig(base: StmNetConfig, overrides: StmNetOverrides = {}): StmNetConfig {
  fieldsOnly("overrides", overrides);
  const { stm = {}, ...rest } = overrides;
  fieldsOnly("stm", stm);
  const config: StmNetConfig = { ...checkFields<StmNetConfig>(base, rest), stm: { ...base.stm, ...stm } };
  checkStmNet(config);
  return { ...config, modalities: MODALITIES.filter((modality) => config.modalities.includes(modality)) };
}

function checkStmNet(config: StmNetConfig): void {
  const { modalities, d, heads, dropout, mlpRatio, seed, nf } = config;
  for (const field of ["steps", "patch", "d", "heads", "nf", "gc", "classes", "triplets"] as const)
    whole(field, config[field], 1);
  for (const field of ["depth", "rrdbs"] as const) whole(field, config[field], 0, MOST_BLOCKS);
  checkSeed(seed);
  if (d % heads !== 0) throw new InvalidConfigError("heads", heads, `divisors of d = ${d}`);
  positive("mlpRatio", mlpRatio);
  whole("mlpRatio × d", mlpRatio * d, 1);
  upTo("dropout", dropout, 1);
  oneOf("remainder", config.remainder, ["crop", "pad"]);
  oneOf("modulator", config.modulator, MODULATORS);
  oneOf("encoder", config.encoder, ENCODERS);
  oneOf("mixer", config.mixer, ["full", "without-skips", "none"]);
  oneOf("pooling", config.pooling, ["average", "class-token"]);
  if (config.pooling === "class-token" && nf % heads !== 0)
    throw new InvalidConfigError("heads", heads, `divisors of nf = ${nf}, which the class token reads`);
  someOf("modalities", modalities, MODALITIES);
  if (config.encoder === "cross-attention" && modalities.length < 2)
    throw new InvalidConfigError("encoder", config.encoder, "unified or separate, for one modality");
  checkSize(config);
  checkOrder(config);
  checkStm(config);
}

function checkSize({ size, patch, remainder }: StmNetConfig): void {
  const sides = Array.isArray(size) ? size : [size, size];
  if (sides.length !== 2) throw new InvalidConfigError("size", size, "a side, or [height, width]");
  for (const side of sides) {
    whole("size", side, 1);
    if (side < patch && remainder === "crop")
      throw new InvalidConfigError("size", size, `at least one patch of ${patch}`);
  }
}

function checkOrder({ order, modulator }: StmNetConfig): void {
  someOf("order", order, CONTEXTS);
  if (order.length !== CONTEXTS.length || order.indexOf("local") > order.indexOf("global"))
    throw new InvalidConfigError("order", order, '"temporal", "local" and "global", "local" before "global"');
  if (order[0] !== "temporal" && modulator === "channels")
    throw new InvalidConfigError("modulator", modulator, '"stm", "conv-lstm", "mean", "last" where patches come first');
}

function checkStm(config: StmNetConfig): void {
  const { stm, patch } = config;
  for (const field of Object.keys(stm)) {
    if (!STM_FIELDS.includes(field))
      throw new InvalidConfigError(
        `stm.${field}`,
        (stm as unknown as Record<string, unknown>)[field],
        `the fields ${STM_FIELDS.join(", ")}`,
      );
  }
  checkNeurons(stm);
  whole("stm.width", stm.width, 1);
  whole("stm.kernel", stm.kernel, 1);
  if (stm.kernel % 2 === 0) throw new InvalidConfigError("stm.kernel", stm.kernel, "odd numbers");
  list("stm.strides", stm.strides);
  for (const stride of stm.strides) whole("stm.strides", stride, 1);
  const total = stm.strides.reduce((product, stride) => product * stride, 1);
  if (patch % total !== 0) throw new InvalidConfigError("patch", patch, `multiples of the STM's stride ${total}`);
}

function checkNeurons(stm: StmConfig): void {
  positive("stm.threshold", stm.threshold);
  positive("stm.leak", stm.leak, 1);
  for (const field of ["learned", "common"] as const) {
    if (typeof stm[field] !== "boolean") throw new InvalidConfigError(`stm.${field}`, stm[field], "true, false");
  }
  try {
    surrogate(stm.surrogate);
  } catch (cause) {
    throw new InvalidConfigError("stm.surrogate", stm.surrogate, (cause as Error).message);
  }
}

function someOf(field: string, values: unknown, allowed: readonly string[]): void {
  const known = Array.isArray(values) && values.every((value) => allowed.includes(value));
  if (!known || values.length === 0 || new Set(values).size !== values.length) {
    throw new InvalidConfigError(field, values, `at least one of ${allowed.join(", ")}, each once`);
  }
}
