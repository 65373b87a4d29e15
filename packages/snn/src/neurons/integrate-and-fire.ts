import * as tf from "@tensorflow/tfjs-core";
import { detach, spike } from "../spike.js";
import type { FiringRule } from "./firing-rule.js";

/** What the step of a neuron starts from. */
export interface Charge {
  /** u[t−1], or null at rest. */
  readonly previous: tf.Tensor | null;
  /** v_th of this step. */
  readonly threshold: tf.Tensor;
  readonly rule: FiringRule;
  /** The neuron's own equation: the potential before any reset of this step, from u[t−1] (null: 0). */
  readonly charge: (previous: tf.Tensor | null) => tf.Tensor;
  /** v_th of the step before, where the threshold moves. */
  readonly previousThreshold?: tf.Tensor;
  /** What `reset: "subtract"` takes away, `threshold` by default. */
  readonly drop?: tf.Tensor;
}

/**
 * One step of any integrate-and-fire neuron: charge, fire, reset. r is the spike that resets before the step, q the one
 * that resets after it.
 *
 * v = charge(u[t−1] reset by r),   o = H(v − v_th),   u = v reset by q
 *
 * A subtraction of v_th by r comes after the charge (u = λ·u[t−1] + x − v_th·r); a reset to a value comes before it, or
 * after it with `resetDropsInput`.
 *
 * @returns potential u[t] and spikes o[t]; call inside `tf.tidy`
 */
export function integrateAndFire({
  previous,
  threshold,
  rule,
  charge,
  previousThreshold = threshold,
  drop = threshold,
}: Charge): {
  potential: tf.Tensor;
  spikes: tf.Tensor;
} {
  const { reset, resetValue, timing, detachReset, resetDropsInput } = rule;
  const fire = (distance: tf.Tensor) => spike(distance, rule.surrogate, rule.comparison);
  // In this form a spike sets the potential to the value exactly: u − (u − value) would round.
  const setTo = (u: tf.Tensor, by: tf.Tensor) => {
    const kept = tf.sub(u, tf.mul(by, u));
    return resetValue === 0 ? kept : tf.add(kept, tf.mul(by, resetValue));
  };
  let r: tf.Tensor | null = null;
  if (previous && reset !== "none" && timing !== "same-step") {
    const before = fire(tf.sub(previous, previousThreshold));
    r = timing === "compensated" || detachReset ? detach(before) : before;
  }
  const setFirst = r && previous && reset === "value" && !resetDropsInput;
  let charged = charge(setFirst ? setTo(previous, r!) : previous);
  if (r && reset === "subtract") charged = tf.sub(charged, tf.mul(drop, r));
  if (r && reset === "value" && resetDropsInput) charged = setTo(charged, r);
  const spikes = fire(tf.sub(charged, threshold));
  if (reset === "none" || timing === "delayed") return { potential: charged, spikes };
  const after = detachReset ? detach(spikes) : spikes;
  const q = r ? tf.sub(after, r) : after;
  return {
    potential: reset === "subtract" ? tf.sub(charged, tf.mul(q, drop)) : setTo(charged, q),
    spikes,
  };
}
