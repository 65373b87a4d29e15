import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";
import { lifSequence } from "../neurons/lif-sequence.js";
import { maskTensor } from "../time/step-mask.js";
import type { LossOptions } from "./record.js";

/** Options of {@link vanRossumDistance}. */
export interface VanRossumOptions extends LossOptions {
  /** Time constant of the filter, > 0; 10 by default. */
  readonly tau?: number;
  /** Length of a step in τ's unit, 1 by default. */
  readonly dt?: number;
}

/**
 * Distance of spike trains     (van Rossum 2001, "A novel spike distance"): each train is filtered by exp(−t/τ), and
 *
 * D² = 1/τ·∫ (f(t) − g(t))² dt,   in steps: dt/τ·Σ_t (f[t] − g[t])²,   f[t] = exp(−dt/τ)·f[t−1] + o[t].
 *
 * For small dt/τ and an endless record: one spike against none gives ½, far apart from another 1.
 *
 * @param a  spikes [B, T, …]
 * @param b  spikes of the same shape
 * @returns D² of each train, [B, …]; the caller owns it. Its mean is a loss
 * @throws ShapeMismatchError, InvalidOptionError
 */
export function vanRossumDistance(a: tf.Tensor, b: tf.Tensor, options: VanRossumOptions = {}): tf.Tensor {
  const { tau = 10, dt = 1, mask } = options;
  if (!(tau > 0)) throw new InvalidOptionError("tau", tau, "> 0");
  if (!(dt > 0)) throw new InvalidOptionError("dt", dt, "> 0");
  if (!tf.util.arraysEqual(a.shape, b.shape)) throw new ShapeMismatchError("b", `that of a, [${a.shape}]`, b.shape);
  if (a.rank < 2) throw new ShapeMismatchError("a", "[B, T, …]", a.shape);
  return tf.tidy(() => {
    // The filter is linear, so the difference is filtered once; it is a leak that never resets.
    const { potential } = lifSequence(tf.sub(a, b), null, { leak: Math.exp(-dt / tau), threshold: 1, reset: "none" });
    const squares = tf.square(potential);
    if (!mask) return tf.mul(tf.sum(squares, 1), dt / tau);
    const there = tf.cast(maskTensor(mask, a.shape[0]!, a.shape[1]!), "float32");
    const along = tf.reshape(there, [...there.shape, ...a.shape.slice(2).map(() => 1)]);
    return tf.mul(tf.sum(tf.mul(squares, along), 1), dt / tau);
  });
}
