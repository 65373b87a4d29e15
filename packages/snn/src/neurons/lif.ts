import * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "../errors.js";
import { detach, spike } from "../spike.js";
import type { LifParams, LifRule, LifState } from "./lif-params.js";
import { resolveLif } from "./lif-params.js";

/** What one step gives. */
export interface LifStep {
  /** u[t], analog; before the reset where the reset is delayed, after it otherwise. */
  readonly potential: tf.Tensor;
  /** o[t] in {0, 1}. */
  readonly spikes: tf.Tensor;
  readonly state: LifState;
}

/**
 * One step of a layer of leaky integrate-and-fire neurons.
 *
 * u[t] = x[t] + λ·u[t−1] − v_th·o[t−1],   o[t] = H(u[t] − v_th)     (Das Biswas et al., Eq. 3–4)
 *
 * Other resets and conventions are options of `params`: see {@link LifParams} and {@link LifRule}.
 *
 * @param input  weighted input current x[t], shape [batch, …], any unit as long as v_th shares it
 * @param state  of the step before, or null at rest (u = 0)
 * @returns tensors of `input`'s shape; `state.potential` is `potential`. The caller owns them
 * @throws ShapeMismatchError if `input` and `state.potential` differ
 * @example const { spikes, state } = lifStep(x, null, { leak: 0.9, threshold: 1 });
 */
export function lifStep(input: tf.Tensor, state: LifState | null, params: LifParams): LifStep {
  if (state && !tf.util.arraysEqual(state.potential.shape, input.shape)) {
    throw new ShapeMismatchError("state.potential", `that of the input, [${input.shape}]`, state.potential.shape);
  }
  const { potential, spikes } = tf.tidy(() => {
    const { leak, threshold, rule, drive } = resolveLif(params);
    const fire = (u: tf.Tensor) => spike(u, rule.surrogate, rule.comparison);
    return advance(drive(input), state?.potential ?? null, leak, threshold, rule, fire);
  });
  return { potential, spikes, state: { potential } };
}

/**
 * The recurrence itself, with the step function as an argument: r is the spike that resets before the step, q the one
 * that resets after it.
 *
 * v = x + λ·(u[t−1] reset by r),   o = H(v − v_th),   u = v reset by q
 */
export function advance(
  x: tf.Tensor,
  previous: tf.Tensor | null,
  leak: tf.Tensor,
  threshold: tf.Tensor,
  rule: LifRule,
  fire: (distance: tf.Tensor) => tf.Tensor,
): { potential: tf.Tensor; spikes: tf.Tensor } {
  const { reset, resetValue, timing, detachReset } = rule;
  const maybeDetach = (o: tf.Tensor) => (detachReset ? detach(o) : o);
  let charged = x;
  let r: tf.Tensor | null = null;
  if (previous) {
    if (reset !== "none" && timing !== "same-step") {
      const before = fire(tf.sub(previous, threshold));
      r = timing === "compensated" ? detach(before) : maybeDetach(before);
    }
    const kept = r && reset === "value" ? tf.sub(previous, tf.mul(r, tf.sub(previous, resetValue))) : previous;
    charged = tf.add(x, tf.mul(leak, kept));
    if (r && reset === "subtract") charged = tf.sub(charged, tf.mul(threshold, r));
  }
  const spikes = fire(tf.sub(charged, threshold));
  if (reset === "none" || timing === "delayed") return { potential: charged, spikes };
  const after = maybeDetach(spikes);
  const q = r ? tf.sub(after, r) : after;
  const drop = reset === "subtract" ? threshold : tf.sub(charged, resetValue);
  return { potential: tf.sub(charged, tf.mul(q, drop)), spikes };
}
