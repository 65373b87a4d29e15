import * as tf from "@tensorflow/tfjs-core";
import { scoped } from "../scoped.js";
import { integrateAndFire } from "./integrate-and-fire.js";
import { sameShape } from "./lif.js";
import type { LifParams } from "./lif-params.js";
import { drive, resolveLif, startingPotential } from "./lif-params.js";
import type { NeuronStep, SequenceOptions } from "./over-time.js";
import { overTime } from "./over-time.js";
import { FINITE, FRACTION, type Parameter, parameterTensor } from "./parameter.js";

/** Parameters of adaptive-threshold LIF neurons: those of LIF, and how the threshold moves. */
export interface AdaptiveLifParams<P extends Parameter = Parameter> extends LifParams<P> {
  /** ρ, in [0, 1]: the part of the adaptation that a step keeps, exp(−dt/τ_a). */
  readonly adaptationLeak: P;
  /** β ≥ 0: how far one spike raises the threshold. */
  readonly adaptationStrength: P;
}

/** State between two steps, all of one step's shape. */
export interface AdaptiveLifState {
  readonly potential: tf.Tensor;
  /** a, the spikes remembered; the threshold is v_th + β·a. */
  readonly adaptation: tf.Tensor;
  /** o of the last step: it raises the threshold of the next. */
  readonly spikes: tf.Tensor;
}

/**
 * One step of adaptive-threshold LIF neurons (ALIF), in the convention of Bellec et al. 2020, “A solution to the learning
 * dilemma for recurrent networks of spiking neurons”, the neurons of an LSNN.
 *
 * a[t] = ρ·a[t−1] + o[t−1],   A[t] = v_th + β·a[t],   u[t] = λ·u[t−1] + g·x[t] − v_th·o[t−1],   o[t] = H(u[t] − A[t])
 *
 * A subtraction takes v_th, not A[t]; other resets are as in {@link lifStep}. The gradient goes through the adaptation,
 * whether the reset is detached or not.
 *
 * @param input  x[t], shape [batch, …]
 * @param state  of the step before, or null at rest (a = 0)
 * @returns tensors of `input`'s shape; the caller owns them
 * @throws ShapeMismatchError, InvalidOptionError
 * @example adaptiveLifStep(x, null, { leak: 0.95, threshold: 1, adaptationLeak: 0.99, adaptationStrength: 0.07 });
 */
export function adaptiveLifStep(
  input: tf.Tensor,
  state: AdaptiveLifState | null,
  params: AdaptiveLifParams,
): NeuronStep<AdaptiveLifState> {
  for (const [name, tensor] of Object.entries(state ?? {})) sameShape(`state.${name}`, tensor, input.shape);
  return scoped(() => {
    const axes = input.shape;
    const { leak, threshold, rule } = resolveLif(params, axes);
    const ρ = parameterTensor("adaptationLeak", params.adaptationLeak, axes, FRACTION);
    const β = parameterTensor("adaptationStrength", params.adaptationStrength, axes, FINITE);
    const adaptation = state ? tf.add(tf.mul(ρ, state.adaptation), state.spikes) : tf.zeros(axes);
    const raised = (a: tf.Tensor) => tf.add(threshold, tf.mul(β, a));
    const x = drive(input, leak, params, axes);
    const { potential, spikes } = integrateAndFire({
      previous: startingPotential(state, params.initial, axes),
      threshold: raised(adaptation),
      ...(state ? { previousThreshold: raised(state.adaptation) } : {}),
      drop: threshold,
      rule,
      charge: (u) => (u ? tf.add(x, tf.mul(leak, u)) : tf.clone(x)),
    });
    return { potential, spikes, state: { potential, adaptation, spikes } };
  });
}

/** All T steps of {@link adaptiveLifStep}: [B, T, …] → `potential` and `spikes` [B, T, …], and the last state. */
export function adaptiveLifSequence(
  input: tf.Tensor,
  state: AdaptiveLifState | null,
  params: AdaptiveLifParams,
  options: SequenceOptions = {},
): NeuronStep<AdaptiveLifState> {
  return overTime(input, state, options, (x, before) => adaptiveLifStep(x, before, params));
}
