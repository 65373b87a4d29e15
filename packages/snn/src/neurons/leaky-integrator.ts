import * as tf from "@tensorflow/tfjs-core";
import { scoped } from "../scoped.js";
import { sameShape } from "./lif.js";
import type { LifParams, LifState } from "./lif-params.js";
import { drive, startingPotential } from "./lif-params.js";
import { lifFinal, lifPotential } from "./lif-sequence.js";
import type { SequenceOptions } from "./over-time.js";
import { FRACTION, type Parameter, parameterTensor } from "./parameter.js";

/** Parameters of a leaky integrator. */
export type LeakyIntegratorParams<P extends Parameter = Parameter> = Pick<
  LifParams<P>,
  "leak" | "gain" | "rest" | "initial"
>;

/** What a leaky integrator gives: it never spikes. */
export interface LeakyIntegratorStep {
  readonly potential: tf.Tensor;
  readonly state: LifState;
}

/**
 * One step of a layer of leaky integrators, neurons that never spike: an analog readout, or a synapse's current.
 *
 * u[t] = λ·u[t−1] + g·x[t] + (1 − λ)·rest     (NIR `LI` by Euler: λ = 1 − dt/τ, g = r·dt/τ; with λ = 1 its `I`)
 *
 * @param input  x[t], shape [batch, …]
 * @param state  of the step before, or null (u = `initial`, 0 by default)
 * @returns `potential` of `input`'s shape, which is `state.potential`; the caller owns it
 * @throws ShapeMismatchError, InvalidOptionError
 * @example const { potential, state } = leakyIntegratorStep(x, null, { leak: 0.95 });
 */
export function leakyIntegratorStep(
  input: tf.Tensor,
  state: LifState | null,
  params: LeakyIntegratorParams,
): LeakyIntegratorStep {
  sameShape("state.potential", state?.potential, input.shape);
  const potential = tf.tidy(() => {
    const leak = parameterTensor("leak", params.leak, input.shape, FRACTION);
    const x = drive(input, leak, params, input.shape);
    const u = startingPotential(state, params.initial, input.shape);
    return u ? tf.add(tf.mul(leak, u), x) : tf.clone(x);
  });
  return { potential, state: { potential } };
}

/** All T steps of {@link leakyIntegratorStep}: [B, T, …] → `potential` [B, T, …] and the state after the last step. */
export function leakyIntegratorSequence(
  input: tf.Tensor,
  state: LifState | null,
  params: LeakyIntegratorParams,
  options: SequenceOptions = {},
): LeakyIntegratorStep {
  return scoped(() => lifPotential(input, state, { ...params, threshold: 1, reset: "none" }, options));
}

/** {@link leakyIntegratorSequence} without the sequence: the potential after the last step. */
export function leakyIntegratorFinal(
  input: tf.Tensor,
  state: LifState | null,
  params: LeakyIntegratorParams,
  options: SequenceOptions = {},
): LifState {
  return lifFinal(input, state, { ...params, threshold: 1, reset: "none" }, options);
}
