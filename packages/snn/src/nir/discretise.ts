import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError } from "../errors.js";

/**
 * How continuous time becomes steps.
 * - `"euler"`: v += dt·v̇, as Norse, snnTorch, SpikingJelly and most simulators do: a step keeps 1 − dt/τ
 * - `"exponential"`: the equations solved exactly for an input that is constant during a step: a step keeps e^(−dt/τ)
 */
export type NirMethod = "euler" | "exponential";

/** Step width and method. */
export interface Discretisation {
  /** Seconds a step lasts. snnTorch exports with 1e-4, Norse with 1e-3. */
  readonly dt: number;
  /** `"euler"` by default. */
  readonly method?: NirMethod;
}

/** Both fields, checked. @throws InvalidOptionError */
export function discretisation({ dt, method = "euler" }: Discretisation): Required<Discretisation> {
  if (!(dt > 0 && dt < Number.POSITIVE_INFINITY)) throw new InvalidOptionError("dt", dt, "seconds, above 0");
  if (method !== "euler" && method !== "exponential") {
    throw new InvalidOptionError("method", method, "euler, exponential");
  }
  return { dt, method };
}

/**
 * What a step takes over of τ·v̇ = −v + x: v[t] = (1 − taken)·v[t−1] + taken·x[t].
 *
 * Euler: taken = dt/τ. Exponential: taken = 1 − e^(−dt/τ).
 *
 * @param tau seconds, any shape
 */
export function takenByStep(tau: tf.Tensor, { dt, method }: Required<Discretisation>): tf.Tensor {
  return method === "euler" ? tf.div(dt, tau) : tf.neg(tf.expm1(tf.div(-dt, tau)));
}

/**
 * What of the synaptic current before a step reaches the membrane in it, when both decay exactly:
 * ∫ e^(−(dt−s)/τ_mem)·e^(−s/τ_syn) ds / τ_mem over the step, = (dt/τ_mem)·e^(−dt/τ_mem)·(e^d − 1)/d with
 * d = dt/τ_mem − dt/τ_syn.
 */
export function carriedCurrent(tauSyn: tf.Tensor, tauMem: tf.Tensor, dt: number): tf.Tensor {
  const membrane = tf.div(dt, tauMem);
  const d = tf.sub(membrane, tf.div(dt, tauSyn));
  // (e^d − 1)/d by its series where d is so small that the quotient is 0/0 or nearly so.
  const small = isSmall(d);
  const away = tf.add(d, small);
  const quotient = tf.div(tf.expm1(away), away);
  const series = tf.add(1, tf.mul(tf.div(d, 2), tf.add(1, tf.mul(tf.div(d, 3), tf.add(1, tf.div(d, 4))))));
  const mixed = tf.add(tf.mul(small, series), tf.mul(tf.sub(1, small), quotient));
  return tf.mul(tf.mul(membrane, tf.exp(tf.neg(membrane))), mixed);
}

/** 1 where |d| < 0.01, a constant to gradients (comparisons have none). */
function isSmall(d: tf.Tensor): tf.Tensor {
  const mask = tf.customGrad((...inputs: (tf.Tensor | tf.GradSaveFunc)[]) => ({
    value: tf.cast(tf.less(tf.abs(inputs[0] as tf.Tensor), 1e-2), "float32"),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }));
  return mask(d);
}
