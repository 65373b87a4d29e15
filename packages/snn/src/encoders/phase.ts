import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError } from "../errors.js";
import { alongTime } from "./along-time.js";

/**
 * Phase code: an intensity as its binary digits, most significant first, over and over; the spike of phase k is worth
 * 2^−(k+1)     (Kim et al. 2018, "Deep neural networks with weighted spikes").
 *
 * @param x  intensities in [0, 1), [B, …]; from 1 on all digits are 1
 * @param steps  T
 * @param period  digits K, 1 to 16; 8 by default
 * @returns spikes [B, T, …]; the caller owns them. Σ over a period of spike·{@link phaseWeights} is x, down to 2^−K
 * @throws InvalidOptionError
 */
export function phaseEncode(x: tf.Tensor, steps: number, period = 8): tf.Tensor {
  digits(period);
  return tf.tidy(() => {
    const levels = 2 ** period;
    const level = tf.clipByValue(tf.floor(tf.mul(x, levels)), 0, levels - 1);
    const worth = phases(steps, period).map((k) => 2 ** (period - 1 - k));
    const unit = tf.reshape(tf.tensor1d(worth), [1, steps, ...x.shape.slice(1).map(() => 1)]);
    return tf.mod(tf.floor(tf.div(alongTime(level, steps), unit)), 2);
  });
}

/** What a spike of each step of {@link phaseEncode} is worth, [T]: 2^−(k+1) in phase k; the caller owns it. */
export function phaseWeights(steps: number, period = 8): tf.Tensor1D {
  digits(period);
  return tf.tensor1d(phases(steps, period).map((k) => 2 ** -(k + 1)));
}

function phases(steps: number, period: number): number[] {
  return Array.from({ length: steps }, (_, t) => t % period);
}

function digits(period: number): void {
  if (!Number.isInteger(period) || period < 1 || period > 16) throw new InvalidOptionError("period", period, "1 to 16");
}
