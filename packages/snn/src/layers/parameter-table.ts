import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError } from "../errors.js";
import type { Interval } from "../neurons/parameter.js";
import { FINITE, FRACTION } from "../neurons/parameter.js";
import { LEAK_RANGE, type Range, THRESHOLD_RANGE } from "../parameter-range.js";

/** Where a learned parameter may lie, and how it is kept there. */
export interface Bounds {
  /** What the constructor takes. */
  readonly allowed: Interval;
  /** Where a stored weight is clipped to; null: anywhere. */
  readonly range: Range | null;
  /** The wider bounds of a parameter that is not learned, where there are such. */
  readonly fixed?: Pick<Bounds, "allowed" | "range">;
  /** parameter = forward(weight), weight = inverse(parameter): with `keepInRange: "reparametrize"`. */
  readonly forward: (weight: tf.Tensor) => tf.Tensor;
  readonly inverse: (value: number) => number;
}

/** λ and its like, in (0, 1], or 0 where it is not learned: the sigmoid of a weight. */
export const LEAK: Bounds = {
  allowed: { contains: (v) => v > 0 && v <= 1, text: "(0, 1], or 0 where it is not learned" },
  range: LEAK_RANGE,
  fixed: { allowed: FRACTION, range: { minimum: 0, maximum: 1 } },
  forward: (w) => tf.sigmoid(w),
  inverse: (v) => Math.log(v / (1 - v)),
};

/** {@link LEAK} without 0 and 1, whose logarithms are −∞ and 0. */
export const LEAK_BELOW_ONE: Bounds = {
  forward: LEAK.forward,
  inverse: LEAK.inverse,
  allowed: { contains: (v) => v > 0 && v < 1, text: "(0, 1)" },
  range: { minimum: 1e-4, maximum: 1 - 1e-4 },
};

/** v_th, time constants and their like, above 0: the softplus of a weight. */
export const ABOVE_ZERO: Bounds = {
  allowed: { contains: (v) => v > 0 && Number.isFinite(v), text: "> 0" },
  range: THRESHOLD_RANGE,
  forward: (w) => tf.softplus(w),
  inverse: (v) => v + Math.log(-Math.expm1(-v)),
};

/** Any finite number, kept as it is. */
export const ANY: Bounds = { allowed: FINITE, range: null, forward: (w) => w, inverse: (v) => v };

/** One learnable parameter of a layer's neurons. */
export interface ParameterSpec {
  readonly initial: number;
  readonly bounds: Bounds;
  /** Is it learned unless the options say otherwise? */
  readonly learn: boolean;
}

/** The learnable parameters of a kind of neuron, by their names in its functional params, in the order of the weights. */
export type ParameterTable<N extends string> = Readonly<Record<N, ParameterSpec>>;

/** The options of a table's parameters: initial values (one, or one per channel), and whether each is learned. */
export type ParameterArgs<N extends string> = { readonly [K in N]?: number | readonly number[] } & {
  readonly [K in N as `learn${Capitalize<K>}`]?: boolean;
};

/** A parameter of a layer, its options read. */
export interface DeclaredParameter extends ParameterSpec {
  readonly values: readonly number[];
  /** One value for each channel, given as a list. */
  readonly listed: boolean;
}

/** Name of the option that says whether a parameter is learned. */
export function learnOption(name: string): string {
  return `learn${name[0]!.toUpperCase()}${name.slice(1)}`;
}

/** The parameters of a table with the options of a constructor. @throws InvalidOptionError for a value out of bounds */
export function declareParameters<N extends string>(
  table: ParameterTable<N>,
  args: ParameterArgs<N>,
  reparametrized: boolean,
): Record<N, DeclaredParameter> {
  const given = args as Readonly<Record<string, unknown>>;
  const declared = Object.entries<ParameterSpec>(table).map(([name, spec]) => {
    const value = given[name] ?? spec.initial;
    const learn = (given[learnOption(name)] ?? spec.learn) as boolean;
    const bounds = learn ? spec.bounds : { ...spec.bounds, ...spec.bounds.fixed };
    const { allowed, inverse } = bounds;
    if (typeof value !== "number" && !Array.isArray(value)) {
      throw new InvalidOptionError(name, value, `${allowed.text}: a number, or a list of them, one per channel`);
    }
    const values: number[] = [value].flat();
    for (const v of values) {
      if (!allowed.contains(v)) throw new InvalidOptionError(name, v, allowed.text);
      if (reparametrized && !Number.isFinite(inverse(v))) {
        throw new InvalidOptionError(name, v, `${allowed.text}, its end excluded where it is reparametrized`);
      }
    }
    return [name, { ...spec, bounds, learn, values, listed: typeof value !== "number" }];
  });
  return Object.fromEntries(declared) as Record<N, DeclaredParameter>;
}
