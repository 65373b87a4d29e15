import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError } from "../errors.js";
import type { Comparison } from "../spike.js";
import type { SurrogateSpec } from "../surrogates/registry.js";
import { surrogate } from "../surrogates/registry.js";
import type { Surrogate } from "../surrogates/surrogate.js";

/** A number or a tensor: one value for the layer, or a tensor of the trailing axes of the input (e.g. per channel). */
export type Parameter = number | tf.Tensor;

/**
 * When a spike resets the potential.
 * - `"delayed"`: in the next step; the potential returned is the one before the reset (the paper; snnTorch's default).
 * - `"same-step"`: at once; the potential returned is the one after the reset (SpikingJelly, Norse, NIR).
 * - `"compensated"`: snnTorch's `reset_delay=False`: both resets, H(u[t−1] − v_th) before the step and
 *   o[t] − H(u[t−1] − v_th) after it. It differs from `"same-step"` where the potential stays above the threshold.
 */
export type ResetTiming = "delayed" | "same-step" | "compensated";

/** How a LIF neuron resets and spikes, all of it; see {@link LifParams} for the defaults. */
export interface LifRule {
  /** `"subtract"` v_th, set to `"value"`, or `"none"`. */
  readonly reset: "subtract" | "value" | "none";
  /** Where `reset: "value"` sets the potential. */
  readonly resetValue: number;
  readonly timing: ResetTiming;
  /** True: no gradient through the spike that resets. (In `"compensated"` the reset before the step never has one.) */
  readonly detachReset: boolean;
  readonly comparison: Comparison;
  readonly surrogate: Surrogate;
}

/** Parameters of a LIF layer. The defaults are the paper's: delayed, detached subtraction, strict comparison, arctan(100). */
export interface LifParams {
  /** λ, in (0, 1]: the part of the potential that a step keeps. */
  readonly leak: Parameter;
  /** v_th > 0, in the input's unit. */
  readonly threshold: Parameter;
  /** What a spike does to the potential; a number is the value it is set to, `"zero"` is 0. */
  readonly reset?: "subtract" | "zero" | "none" | number;
  readonly timing?: ResetTiming;
  readonly detachReset?: boolean;
  readonly comparison?: Comparison;
  readonly surrogate?: SurrogateSpec | Surrogate;
  /** Factor on the input, 1 by default (1/τ where the input decays as well). */
  readonly gain?: Parameter;
  /** Potential that the leak pulls towards, 0 by default: (1 − λ)·rest is added at each step. */
  readonly rest?: Parameter;
}

/** State between two steps. */
export interface LifState {
  /** u, of the shape of one step's input. */
  readonly potential: tf.Tensor;
}

/** The rule of some params, defaults filled in. */
export function lifRule(params: Omit<LifParams, "leak" | "threshold">): LifRule {
  const { reset = "subtract", timing = "delayed", comparison = ">", detachReset = true } = params;
  oneOf("timing", timing, ["delayed", "same-step", "compensated"]);
  oneOf("comparison", comparison, [">", ">="]);
  if (typeof reset !== "number") oneOf("reset", reset, ["subtract", "zero", "none"]);
  return {
    reset: reset === "subtract" || reset === "none" ? reset : "value",
    resetValue: typeof reset === "number" ? reset : 0,
    timing,
    detachReset,
    comparison,
    surrogate: surrogate(params.surrogate ?? "arctan"),
  };
}

/** Params as the recurrence reads them; call inside `tf.tidy`. */
export function resolveLif(params: LifParams) {
  const leak = asTensor(params.leak);
  const { gain = 1, rest = 0 } = params;
  const drive = (input: tf.Tensor): tf.Tensor => {
    let x = input.dtype === "float32" ? input : tf.cast(input, "float32");
    if (gain !== 1) x = tf.mul(x, gain);
    if (rest !== 0) x = tf.add(x, tf.mul(tf.sub(1, leak), rest));
    return x;
  };
  return { leak, threshold: asTensor(params.threshold), rule: lifRule(params), drive };
}

function asTensor(p: Parameter): tf.Tensor {
  return typeof p === "number" ? tf.scalar(p) : p;
}

function oneOf(option: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw new InvalidOptionError(option, value, allowed.join(", "));
}
