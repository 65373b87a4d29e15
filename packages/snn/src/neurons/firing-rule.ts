import type * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError } from "../errors.js";
import type { Comparison } from "../spike.js";
import type { SurrogateSpec } from "../surrogates/registry.js";
import { surrogate } from "../surrogates/registry.js";
import type { Surrogate } from "../surrogates/surrogate.js";
import type { Parameter } from "./parameter.js";

/**
 * When a spike resets the potential.
 * - `"delayed"`: in the next step; the potential returned is the one before the reset (the paper; snnTorch's default).
 * - `"same-step"`: at once; the potential returned is the one after the reset (SpikingJelly, Norse, NIR).
 * - `"compensated"`: snnTorch's `reset_delay=False`: both resets, H(u[t−1] − v_th) before the step and
 *   o[t] − H(u[t−1] − v_th) after it. It differs from `"same-step"` where the potential stays above the threshold.
 */
export type ResetTiming = "delayed" | "same-step" | "compensated";

/** How a neuron spikes and resets, as options; the defaults are the paper's: delayed, detached subtraction, `>`, arctan(100). */
export interface FiringOptions<P extends Parameter = Parameter> {
  /** What a spike does to the potential: `"subtract"` v_th, set it to a value (`"zero"` is 0), or `"none"`. */
  readonly reset?: "subtract" | "zero" | "none" | P;
  readonly timing?: ResetTiming;
  /** True (default): no gradient through the spike that resets. */
  readonly detachReset?: boolean;
  /**
   * Does a delayed reset to a value drop the input of its step as well? False (default): u = x + λ·(u[t−1] set to the
   * value), as snnTorch's `Leaky`. True: (x + λ·u[t−1]) set to the value, as its `Synaptic`, `RLeaky` and `Lapicque`.
   */
  readonly resetDropsInput?: boolean;
  /** `">"` (default) or `">="`: does a potential equal to v_th spike? */
  readonly comparison?: Comparison;
  readonly surrogate?: SurrogateSpec | Surrogate;
}

/** The same with the defaults filled in. */
export interface FiringRule {
  /** `"subtract"` v_th, set to `"value"`, or `"none"`. */
  readonly reset: "subtract" | "value" | "none";
  /** Where `reset: "value"` sets the potential. */
  readonly resetValue: number | tf.Tensor;
  readonly timing: ResetTiming;
  /** True: no gradient through the spike that resets. (In `"compensated"` the reset before the step never has one.) */
  readonly detachReset: boolean;
  readonly resetDropsInput: boolean;
  readonly comparison: Comparison;
  readonly surrogate: Surrogate;
}

/** The rule of some options. @throws InvalidOptionError */
export function firingRule(options: FiringOptions): FiringRule {
  const { reset = "subtract", timing = "delayed", comparison = ">", detachReset = true } = options;
  oneOf("timing", timing, ["delayed", "same-step", "compensated"]);
  oneOf("comparison", comparison, [">", ">="]);
  if (typeof reset === "string") oneOf("reset", reset, ["subtract", "zero", "none"]);
  if (typeof reset === "number" && !Number.isFinite(reset)) {
    throw new InvalidOptionError("reset", reset, "subtract, zero, none, a finite number");
  }
  return {
    reset: reset === "subtract" || reset === "none" ? reset : "value",
    resetValue: typeof reset === "string" ? 0 : reset,
    timing,
    detachReset,
    resetDropsInput: options.resetDropsInput ?? false,
    comparison,
    surrogate: surrogate(options.surrogate ?? "arctan"),
  };
}

/** @throws InvalidOptionError unless `value` is one of `allowed` */
export function oneOf(option: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw new InvalidOptionError(option, value, allowed.join(", "));
}
