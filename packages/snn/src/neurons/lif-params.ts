import * as tf from "@tensorflow/tfjs-core";
import type { FiringOptions, FiringRule } from "./firing-rule.js";
import { firingRule } from "./firing-rule.js";
import { FINITE, FRACTION, type Parameter, POSITIVE, parameterTensor } from "./parameter.js";

/** How a LIF neuron resets and spikes as the fused kernel takes it: the value of a reset is a number. */
export interface LifRule extends FiringRule {
  readonly resetValue: number;
}

/** Parameters of a LIF layer. The defaults are the paper's: delayed, detached subtraction, strict comparison, arctan(100). */
export interface LifParams<P extends Parameter = Parameter> extends FiringOptions<P> {
  /** λ, in [0, 1]: the part of the potential that a step keeps. 1 makes it an integrate-and-fire neuron. */
  readonly leak: P;
  /** v_th > 0, in the input's unit. */
  readonly threshold: P;
  /** Factor on the input, 1 by default (1/τ where the input decays as well). */
  readonly gain?: P;
  /** Potential that the leak pulls towards, 0 by default: (1 − λ)·rest is added at each step. */
  readonly rest?: P;
  /** Potential before the first step where the state is null, 0 by default. */
  readonly initial?: P;
}

/** State between two steps. */
export interface LifState {
  /** u, of the shape of one step's input. */
  readonly potential: tf.Tensor;
}

/** Params as the recurrence reads them, each of `axes` or fewer; call inside `tf.tidy`. */
export function resolveLif(params: LifParams, axes: readonly number[]) {
  const leak = parameterTensor("leak", params.leak, axes, FRACTION);
  const threshold = parameterTensor("threshold", params.threshold, axes, POSITIVE);
  return { leak, threshold, rule: firingRule(params) };
}

/** What a step adds to the potential: g·x + (1 − λ)·rest, as float32; `input` itself where that is all. */
export function drive(
  input: tf.Tensor,
  leak: tf.Tensor,
  { gain = 1, rest = 0 }: Pick<LifParams, "gain" | "rest">,
  axes: readonly number[],
): tf.Tensor {
  let x = input.dtype === "float32" ? input : tf.cast(input, "float32");
  if (gain !== 1) x = tf.mul(x, parameterTensor("gain", gain, axes, FINITE));
  if (rest !== 0) x = tf.add(x, tf.mul(tf.sub(1, leak), parameterTensor("rest", rest, axes, FINITE)));
  return x;
}

/** The potential before the first step: the state's, or `initial` everywhere, or null for 0. */
export function startingPotential(
  state: LifState | null,
  initial: Parameter | undefined,
  shape: readonly number[],
): tf.Tensor | null {
  if (state) return state.potential;
  if (initial === undefined || initial === 0) return null;
  return tf.broadcastTo(parameterTensor("initial", initial, shape, FINITE), [...shape]);
}
