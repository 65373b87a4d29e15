import * as tf from "@tensorflow/tfjs-core";
import { scoped } from "../scoped.js";
import { detach } from "../spike.js";
import type { FiringOptions } from "./firing-rule.js";
import { firingRule, oneOf } from "./firing-rule.js";
import { integrateAndFire } from "./integrate-and-fire.js";
import { sameShape } from "./lif.js";
import type { NeuronStep, SequenceOptions } from "./over-time.js";
import { overTime } from "./over-time.js";
import { FINITE, type Parameter, POSITIVE, parameterTensor } from "./parameter.js";

/** Parameters of Izhikevich neurons; the defaults are Izhikevich's regular spiking cell, in mV and ms. */
export interface IzhikevichParams<P extends Parameter = Parameter>
  extends Omit<FiringOptions<P>, "timing" | "detachReset"> {
  /** a, 1/ms: rate of the recovery w; 0.02 by default. */
  readonly recoveryRate?: P;
  /** b: how much the recovery follows the potential; 0.2 by default. */
  readonly recoverySensitivity?: P;
  /** c, mV: where a spike sets the potential; −65 by default. */
  readonly reset?: FiringOptions<P>["reset"];
  /** d: what a spike adds to the recovery; 8 by default. */
  readonly recoveryJump?: P;
  /** v_th: where a spike is emitted, mV; 30 by default. */
  readonly threshold?: P;
  /** Length of a step, ms; 1 by default. */
  readonly dt?: P;
  /** Factor on the input, 1 by default. */
  readonly gain?: P;
  /** Factor of v², 0.04 by default. */
  readonly quadratic?: P;
  /** Factor of v, 5 by default. */
  readonly linear?: P;
  /** Constant of the parabola, 140 by default. */
  readonly constant?: P;
  /** v_r: potential at which the recovery is pulled to 0, 0 by default. */
  readonly recoveryRest?: P;
  /**
   * v_t: where given, the parabola is `quadratic`·(v − recoveryRest)·(v − v_t), without `linear` and `constant`
   * (Izhikevich 2007, Dynamical Systems in Neuroscience, Eq. 8.5).
   */
  readonly critical?: P;
  /** Does the recovery follow the potential of the step `"before"` (default) or the one just `"charged"` (SpikingJelly)? */
  readonly recoveryFollows?: "before" | "charged";
  /** v before the first step where the state is null, −65 by default. */
  readonly initial?: P;
  /** w before the first step where the state is null, b·(v − recoveryRest) by default. */
  readonly initialRecovery?: P;
  /**
   * True (default): no gradient through the spike that resets the potential. `"charged"`: none through the term that
   * removes the charged potential, but one through the value it is set to (SpikingJelly's `IzhikevichNode`).
   */
  readonly detachReset?: boolean | "charged";
}

/** State between two steps, both of one step's shape. */
export interface IzhikevichState {
  readonly potential: tf.Tensor;
  /** w, the recovery. */
  readonly recovery: tf.Tensor;
}

/**
 * One step of Izhikevich neurons, by Euler (Izhikevich 2003, “Simple model of spiking neurons”, Eq. 1–3).
 *
 * v[t] = v + dt·(0.04·v² + 5·v + 140 − w + g·x[t]),   w[t] = w + dt·a·(b·(v − recoveryRest) − w)
 *
 * with v and w of step t−1; o[t] = H(v[t] − v_th); a spike sets v to c and adds d to w, in the same step. The gradient
 * goes through the jump of w, whether the reset is detached or not.
 *
 * @param input  x[t], shape [batch, …]
 * @param state  of the step before, or null (`initial`, `initialRecovery`)
 * @returns tensors of `input`'s shape, `potential` after the reset; the caller owns them
 * @throws ShapeMismatchError, InvalidOptionError
 * @example const { spikes, state } = izhikevichStep(x, null, { recoveryRate: 0.1, recoveryJump: 2 }); // fast spiking
 */
export function izhikevichStep(
  input: tf.Tensor,
  state: IzhikevichState | null,
  params: IzhikevichParams,
): NeuronStep<IzhikevichState> {
  for (const [name, tensor] of Object.entries(state ?? {})) sameShape(`state.${name}`, tensor, input.shape);
  const { reset = -65, detachReset = true, recoveryFollows = "before", recoveryRest = 0 } = params;
  oneOf("recoveryFollows", recoveryFollows, ["before", "charged"]);
  const read = (name: string, value: Parameter, interval = FINITE) =>
    parameterTensor(name, value, input.shape, interval);
  return scoped(() => {
    const rule = firingRule({ ...params, reset, timing: "same-step", detachReset: detachReset !== false });
    const dt = read("dt", params.dt ?? 1, POSITIVE);
    const { recoveryRate = 0.02, dt: length = 1 } = params;
    // One rounding where both are numbers.
    const product = typeof length === "number" && typeof recoveryRate === "number" ? length * recoveryRate : null;
    const rate = product === null ? tf.mul(dt, read("recoveryRate", recoveryRate)) : read("recoveryRate", product);
    const sensitivity = read("recoverySensitivity", params.recoverySensitivity ?? 0.2);
    const attractor = (v: tf.Tensor) => tf.mul(sensitivity, tf.sub(v, read("recoveryRest", recoveryRest)));
    const everywhere = (v: tf.Tensor) => tf.broadcastTo(v, input.shape);
    const v = state?.potential ?? everywhere(read("initial", params.initial ?? -65));
    const given = params.initialRecovery;
    const w = state?.recovery ?? (given === undefined ? attractor(v) : everywhere(read("initialRecovery", given)));
    const curvature = read("quadratic", params.quadratic ?? 0.04);
    const polynomial = () => {
      const bent = tf.add(tf.mul(curvature, tf.square(v)), tf.mul(read("linear", params.linear ?? 5), v));
      return tf.add(bent, read("constant", params.constant ?? 140));
    };
    const fromRoots = (critical: Parameter) =>
      tf.mul(tf.mul(curvature, tf.sub(v, read("recoveryRest", recoveryRest))), tf.sub(v, read("critical", critical)));
    const parabola = params.critical === undefined ? polynomial() : fromRoots(params.critical);
    const x = tf.mul(tf.cast(input, "float32"), read("gain", params.gain ?? 1));
    const charged = tf.add(v, tf.mul(dt, tf.add(tf.sub(parabola, w), x)));
    const { potential, spikes } = integrateAndFire({
      previous: v,
      threshold: read("threshold", params.threshold ?? 30),
      rule,
      charge: () => charged,
    });
    const followed = attractor(recoveryFollows === "before" ? v : charged);
    const moved = tf.add(w, tf.mul(rate, tf.sub(followed, w)));
    const recovery = tf.add(moved, tf.mul(read("recoveryJump", params.recoveryJump ?? 8), spikes));
    const hang = detachReset === "charged" && rule.reset === "value";
    // Nothing in value: only the gradient of resetValue·o.
    const u = hang ? tf.add(potential, tf.mul(rule.resetValue, tf.sub(spikes, detach(spikes)))) : potential;
    return { potential: u, spikes, state: { potential: u, recovery } };
  });
}

/** All T steps of {@link izhikevichStep}: [B, T, …] → `potential` and `spikes` [B, T, …], and the state after the last step. */
export function izhikevichSequence(
  input: tf.Tensor,
  state: IzhikevichState | null,
  params: IzhikevichParams,
  options: SequenceOptions = {},
): NeuronStep<IzhikevichState> {
  return overTime(input, state, options, (x, before) => izhikevichStep(x, before, params));
}
