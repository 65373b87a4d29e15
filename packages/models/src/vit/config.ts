import { checkFields, MOST_BLOCKS, positive, seed, upTo, whole } from "../architecture/fields.js";
import { InvalidConfigError } from "../errors.js";

/** Everything that defines a vision transformer (Dosovitskiy et al. 2021); plain JSON. */
export interface VitConfig {
  /** S: side of the square input, pixels; a multiple of `patch` */
  readonly size: number;
  /** of the input: 3 for pictures and residuals, 2 for motion vectors */
  readonly channels: number;
  readonly classes: number;
  /** side of a patch, pixels */
  readonly patch: number;
  /** features of a token */
  readonly d: number;
  /** transformer blocks */
  readonly depth: number;
  /** attention heads, a divisor of d */
  readonly heads: number;
  /** width of the blocks' MLP, in units of d */
  readonly mlpRatio: number;
  /** probability, on the output of each attention and MLP; training only */
  readonly dropout: number;
  /** ε of the layer norms */
  readonly lnEpsilon: number;
  /** of the initial weights and of dropout */
  readonly seed: number;
}

/** Fields of a config that differ from a named setting. */
export type VitOverrides = Partial<VitConfig>;

/**
 * `base` with `overrides`, checked field by field.
 *
 * @throws InvalidConfigError for an unknown field or a value outside its range
 */
export function vitConfig(base: VitConfig, overrides: VitOverrides = {}): VitConfig {
  const config = checkFields(base, overrides);
  const { size, patch, d, heads, mlpRatio } = config;
  for (const field of ["size", "channels", "classes", "patch", "d", "heads"] as const) whole(field, config[field], 1);
  whole("depth", config.depth, 1, MOST_BLOCKS);
  if (size % patch !== 0) throw new InvalidConfigError("size", size, `multiples of patch = ${patch}`);
  if (d % heads !== 0) throw new InvalidConfigError("heads", heads, `divisors of d = ${d}`);
  positive("mlpRatio", mlpRatio);
  whole("mlpRatio × d", mlpRatio * d, 1);
  upTo("dropout", config.dropout, 1);
  positive("lnEpsilon", config.lnEpsilon);
  seed(config.seed);
  return config;
}
