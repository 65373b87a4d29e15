import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";

/** Options of {@link deltaEncode}. */
export interface DeltaOptions {
  /** Smallest change that spikes, > 0; 0.1 by default. */
  readonly threshold?: number;
  /** What the first step is compared with: false (default) 0, true itself, so that it never spikes. */
  readonly padding?: boolean;
  /** −1 where the signal falls by the threshold; false by default. */
  readonly offSpikes?: boolean;
}

/**
 * Delta code: o[t] = 1 where x[t] − x[t−1] ≥ θ, and with off-spikes −1 where it is ≤ −θ     (snnTorch's `spikegen.delta`;
 * what event cameras do).
 *
 * @param x  [B, T, …]
 * @returns spikes of x's shape; the caller owns them. They carry no gradient
 * @throws ShapeMismatchError, InvalidOptionError
 */
export function deltaEncode(x: tf.Tensor, options: DeltaOptions = {}): tf.Tensor {
  const { threshold = 0.1, padding = false, offSpikes = false } = options;
  if (!(threshold > 0)) throw new InvalidOptionError("threshold", threshold, "> 0");
  if (x.rank < 2 || x.shape[1] === 0) throw new ShapeMismatchError("x", "[B, T, …] with T ≥ 1", x.shape);
  return tf.tidy(() => {
    const size = (steps: number) => [x.shape[0]!, steps, ...x.shape.slice(2)];
    const origin = x.shape.map(() => 0);
    const first = tf.slice(x, origin, size(1));
    const before = tf.concat([padding ? first : tf.zerosLike(first), tf.slice(x, origin, size(x.shape[1]! - 1))], 1);
    const change = tf.sub(x, before);
    const on = tf.cast(tf.greaterEqual(change, threshold), "float32");
    return offSpikes ? tf.sub(on, tf.cast(tf.lessEqual(change, -threshold), "float32")) : on;
  });
}
