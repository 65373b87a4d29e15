import * as tf from "@tensorflow/tfjs-core";
import { scoped } from "../scoped.js";
import type { FiringOptions } from "./firing-rule.js";
import { firingRule } from "./firing-rule.js";
import { integrateAndFire } from "./integrate-and-fire.js";
import { sameShape } from "./lif.js";
import type { LifParams, LifState } from "./lif-params.js";
import { startingPotential } from "./lif-params.js";
import type { NeuronStep, SequenceOptions } from "./over-time.js";
import { overTime } from "./over-time.js";
import { FINITE, type Interval, type Parameter, POSITIVE, parameterTensor } from "./parameter.js";

/** What neurons with a nonlinear membrane have in common. */
interface NonlinearParams<P extends Parameter> extends FiringOptions<P>, Pick<LifParams<P>, "gain" | "initial"> {
  /** τ > 0, membrane time constant in steps. */
  readonly timeConstant: P;
  /** v_th: where a spike is emitted; any finite number. */
  readonly threshold: P;
  /** Potential at rest, 0 by default. */
  readonly rest?: P;
}

/** Parameters of quadratic integrate-and-fire neurons. */
export interface QuadraticIfParams<P extends Parameter = Parameter> extends NonlinearParams<P> {
  /** u_c: above it the potential runs away by itself; 0.8 by default. */
  readonly critical?: P;
  /** a0 > 0, steepness of the parabola; 1 by default. */
  readonly curvature?: P;
}

/** Parameters of exponential integrate-and-fire neurons. */
export interface ExponentialIfParams<P extends Parameter = Parameter> extends NonlinearParams<P> {
  /** Δ_T > 0, sharpness of the spike's onset; 1 by default. */
  readonly sharpness?: P;
  /** θ_rh, rheobase threshold; 0.8 by default. */
  readonly rheobase?: P;
}

/**
 * One step of quadratic integrate-and-fire neurons (QIF), by Euler (Gerstner et al., Neuronal Dynamics, Eq. 5.16).
 *
 * u[t] = u[t−1] + (g·x[t] + a0·(u[t−1] − rest)·(u[t−1] − u_c)) / τ, reset;   o[t] = H(u[t] − v_th)
 *
 * Without a reset the potential grows to infinity once it is above u_c.
 *
 * @param input  x[t], shape [batch, …]
 * @param state  of the step before, or null (u = `initial`, 0 by default)
 * @returns tensors of `input`'s shape; the caller owns them
 * @throws ShapeMismatchError, InvalidOptionError
 * @example quadraticIfStep(x, null, { timeConstant: 2, threshold: 1, reset: -0.1, timing: "same-step" });
 */
export function quadraticIfStep(
  input: tf.Tensor,
  state: LifState | null,
  params: QuadraticIfParams,
): NeuronStep<LifState> {
  return nonlinearStep(input, state, params, (u, read) => {
    const { rest = 0, critical = 0.8, curvature = 1 } = params;
    const toRest = tf.sub(u, read("rest", rest, FINITE));
    const toCritical = tf.sub(u, read("critical", critical, FINITE));
    return tf.mul(read("curvature", curvature, POSITIVE), tf.mul(toRest, toCritical));
  });
}

/**
 * One step of exponential integrate-and-fire neurons (EIF), by Euler (Fourcaud-Trocmé et al. 2003; Neuronal Dynamics,
 * Eq. 5.2).
 *
 * u[t] = u[t−1] + (g·x[t] + rest − u[t−1] + Δ_T·exp((u[t−1] − θ_rh)/Δ_T)) / τ, reset;   o[t] = H(u[t] − v_th)
 *
 * @param input  x[t], shape [batch, …]
 * @param state  of the step before, or null (u = `initial`, 0 by default)
 * @returns tensors of `input`'s shape; the caller owns them
 * @throws ShapeMismatchError, InvalidOptionError
 * @example exponentialIfStep(x, null, { timeConstant: 2, threshold: 1, reset: -0.1, timing: "same-step" });
 */
export function exponentialIfStep(
  input: tf.Tensor,
  state: LifState | null,
  params: ExponentialIfParams,
): NeuronStep<LifState> {
  return nonlinearStep(input, state, params, (u, read) => {
    const { rest = 0, sharpness = 1, rheobase = 0.8 } = params;
    const Δ = read("sharpness", sharpness, POSITIVE);
    const onset = tf.mul(Δ, tf.exp(tf.div(tf.sub(u, read("rheobase", rheobase, FINITE)), Δ)));
    return tf.add(tf.sub(read("rest", rest, FINITE), u), onset);
  });
}

/** All T steps of {@link quadraticIfStep}: [B, T, …] → `potential` and `spikes` [B, T, …], and the last state. */
export function quadraticIfSequence(
  input: tf.Tensor,
  state: LifState | null,
  params: QuadraticIfParams,
  options: SequenceOptions = {},
): NeuronStep<LifState> {
  return overTime(input, state, options, (x, before) => quadraticIfStep(x, before, params));
}

/** All T steps of {@link exponentialIfStep}: [B, T, …] → `potential` and `spikes` [B, T, …], and the last state. */
export function exponentialIfSequence(
  input: tf.Tensor,
  state: LifState | null,
  params: ExponentialIfParams,
  options: SequenceOptions = {},
): NeuronStep<LifState> {
  return overTime(input, state, options, (x, before) => exponentialIfStep(x, before, params));
}

type Read = (name: string, value: Parameter, interval: Interval) => tf.Tensor;

/** u + (g·x + flow(u)) / τ, then the spike and the reset. */
function nonlinearStep(
  input: tf.Tensor,
  state: LifState | null,
  params: NonlinearParams<Parameter>,
  flow: (u: tf.Tensor, read: Read) => tf.Tensor,
): NeuronStep<LifState> {
  sameShape("state.potential", state?.potential, input.shape);
  return scoped(() => {
    const read: Read = (name, value, interval) => parameterTensor(name, value, input.shape, interval);
    const τ = read("timeConstant", params.timeConstant, POSITIVE);
    const x = tf.mul(tf.cast(input, "float32"), read("gain", params.gain ?? 1, FINITE));
    const charge = (previous: tf.Tensor | null) => {
      const u = previous ?? tf.zerosLike(x);
      return tf.add(u, tf.div(tf.add(x, flow(u, read)), τ));
    };
    const { potential, spikes } = integrateAndFire({
      previous: startingPotential(state, params.initial, input.shape),
      threshold: read("threshold", params.threshold, FINITE),
      rule: firingRule(params),
      charge,
    });
    return { potential, spikes, state: { potential } };
  });
}
