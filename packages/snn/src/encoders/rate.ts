import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError } from "../errors.js";
import { alongTime } from "./along-time.js";

/** Options of {@link rateEncode}. */
export interface RateOptions {
  /** The same seed gives the same spikes; without one they differ from call to call. */
  readonly seed?: number;
  /** Factor on x, 1 by default. */
  readonly gain?: number;
  /** Added to gain·x, 0 by default. */
  readonly offset?: number;
}

/**
 * Rate code: each step is an independent draw, P(o[t] = 1) = gain·x + offset, clipped to [0, 1]     (snnTorch's
 * `spikegen.rate`).
 *
 * @param x  intensities, [B, …]
 * @param steps  T
 * @returns spikes [B, T, …]; the caller owns them. They carry no gradient
 * @throws InvalidOptionError
 * @example const spikes = rateEncode(images, 25, { seed: 1 });
 */
export function rateEncode(x: tf.Tensor, steps: number, { seed, gain = 1, offset = 0 }: RateOptions = {}): tf.Tensor {
  return tf.tidy(() => bernoulliSpikes(alongTime(tf.add(tf.mul(x, gain), offset), steps), seed));
}

/**
 * One independent draw per entry: P(1) = p, clipped to [0, 1]. For probabilities that vary in time, [B, T, …].
 *
 * @returns zeros and ones of `p`'s shape; the caller owns them
 */
export function bernoulliSpikes(p: tf.Tensor, seed?: number): tf.Tensor {
  return tf.tidy(() => tf.cast(tf.less(tf.randomUniform(p.shape, 0, 1, "float32", seed), p), "float32"));
}

/** Options of {@link poissonEncode}. */
export interface PoissonOptions {
  readonly seed?: number;
  /** Length of a step in seconds, 0.001 by default. */
  readonly dt?: number;
}

/**
 * Poisson process in bins of dt: a step spikes if at least one event falls into it, P(o[t] = 1) = 1 − exp(−rate·dt).
 *
 * @param rates  events per second, [B, …]; negative ones count as 0
 * @param steps  T
 * @returns spikes [B, T, …]; the caller owns them
 * @throws InvalidOptionError
 */
export function poissonEncode(rates: tf.Tensor, steps: number, { seed, dt = 0.001 }: PoissonOptions = {}): tf.Tensor {
  if (!(dt > 0)) throw new InvalidOptionError("dt", dt, "> 0 seconds");
  return tf.tidy(() => {
    const p = tf.neg(tf.expm1(tf.mul(tf.relu(rates), -dt)));
    return bernoulliSpikes(alongTime(p, steps), seed);
  });
}
