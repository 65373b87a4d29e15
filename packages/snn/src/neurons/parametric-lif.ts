import * as tf from "@tensorflow/tfjs-core";
import { scoped } from "../scoped.js";
import type { LifStep } from "./lif.js";
import { lifStep } from "./lif.js";
import type { LifParams, LifState } from "./lif-params.js";
import { lifFinal, lifSequence } from "./lif-sequence.js";
import type { SequenceOptions } from "./over-time.js";
import { ABOVE_ONE, FINITE, type Parameter, parameterTensor, requireNumber } from "./parameter.js";

/** Parameters of parametric LIF neurons: those of LIF, the leak and the gain coming from one learned weight. */
export interface ParametricLifParams<P extends Parameter = Parameter> extends Omit<LifParams<P>, "leak" | "gain"> {
  /** w, any number: 1/τ = sigmoid(w). {@link weightOfTimeConstant} gives it for a τ. */
  readonly weight: P;
  /** Is the input divided by τ too? True by default. */
  readonly decayInput?: boolean;
}

/**
 * One step of parametric LIF neurons, whose time constant τ = 1/sigmoid(w), in steps, is learned through w and so stays
 * above 1 (Fang et al., “Incorporating Learnable Membrane Time Constant …”, ICCV 2021, Eq. 4 and 9).
 *
 * u[t] = u[t−1] + (x[t] − (u[t−1] − rest)) · sigmoid(w), or with x outside of the bracket (`decayInput: false`); then
 * o[t] and the reset as in {@link lifStep}
 *
 * @param input  x[t], shape [batch, …]
 * @param state  of the step before, or null (u = `initial`, 0 by default)
 * @returns tensors of `input`'s shape; the caller owns them
 * @throws ShapeMismatchError, InvalidOptionError
 * @example parametricLifStep(x, null, { weight: weightOfTimeConstant(2), threshold: 1, timing: "same-step" });
 */
export function parametricLifStep(input: tf.Tensor, state: LifState | null, params: ParametricLifParams): LifStep {
  return scoped(() => lifStep(input, state, asLif(params, input.shape)));
}

/** All T steps of {@link parametricLifStep}: [B, T, …] → `potential` and `spikes` [B, T, …], and the last state. */
export function parametricLifSequence(
  input: tf.Tensor,
  state: LifState | null,
  params: ParametricLifParams,
  options: SequenceOptions = {},
): LifStep {
  return scoped(() => lifSequence(input, state, asLif(params, input.shape), options));
}

/** {@link parametricLifSequence} without the sequences: the state after the last step. */
export function parametricLifFinal(
  input: tf.Tensor,
  state: LifState | null,
  params: ParametricLifParams,
  options: SequenceOptions = {},
): LifState {
  return scoped(() => lifFinal(input, state, asLif(params, input.shape), options));
}

/** The w of a time constant τ in steps: −ln(τ − 1). @throws InvalidOptionError unless τ > 1 */
export function weightOfTimeConstant(tau: number): number {
  return Math.log(1 / (requireNumber("tau", tau, ABOVE_ONE) - 1));
}

/** λ = 1 − sigmoid(w), gain sigmoid(w) or 1. */
function asLif({ weight, decayInput = true, ...rest }: ParametricLifParams, axes: readonly number[]): LifParams {
  const inverseTau = tf.sigmoid(parameterTensor("weight", weight, axes, FINITE));
  return { ...rest, leak: tf.sub(1, inverseTau), ...(decayInput ? { gain: inverseTau } : {}) };
}
