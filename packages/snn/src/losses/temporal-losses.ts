import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError } from "../errors.js";
import type { Labels, LossOptions } from "./record.js";
import { crossEntropy, labelRows, timedRecord } from "./record.js";

/**
 * Step of each neuron's first spike; T − 1 where there is none.
 *
 * No step function has a slope here, so the gradient is by decree: dt/do = −1 at the first spike (at the last step where
 * there is none), 0 elsewhere: more potential there means an earlier spike     (snnTorch's temporal losses).
 *
 * @param spikes  [B, T, N], zeros and ones
 * @returns steps from 0, [B, N]; the caller owns them
 * @throws ShapeMismatchError
 */
export function firstSpikeTimes(spikes: tf.Tensor, { mask }: LossOptions = {}): tf.Tensor2D {
  return tf.tidy(() => {
    const { values, there } = timedRecord(spikes, mask);
    const times = tf.customGrad((...inputs: (tf.Tensor | tf.GradSaveFunc)[]) => {
      const [o, save] = inputs as [tf.Tensor3D, tf.GradSaveFunc];
      const steps = o.shape[1];
      const clock = tf.reshape(tf.range(0, steps, 1), [1, steps, 1]);
      const silentBefore = tf.cast(tf.equal(tf.cumsum(o, 1, true), 0), "float32");
      const last = tf.cast(tf.equal(clock, steps - 1), "float32");
      const silent = tf.sub(1, tf.max(o, 1, true));
      // One 1 per neuron: where it spikes first, or the last step.
      const first = tf.add(tf.mul(o, silentBefore), tf.mul(silent, last));
      save([first]);
      return {
        value: tf.sum(tf.mul(first, clock), 1),
        gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.neg(tf.mul(tf.expandDims(dy, 1), saved[0]!)),
      };
    });
    return times(there ? tf.mul(values, there) : values) as tf.Tensor2D;
  });
}

/** Options of {@link ceTemporalLoss}. */
export interface CeTemporalOptions extends LossOptions {
  /** What makes an early spike a high score: −t (default), or 1/(t + 1). */
  readonly inverse?: "negate" | "reciprocal";
}

/**
 * Cross entropy of how early each class spikes first     (snnTorch's `ce_temporal_loss`).
 *
 * @param spikes  [B, T, C]
 * @returns a scalar; the caller owns it
 * @throws ShapeMismatchError, InvalidOptionError
 */
export function ceTemporalLoss(spikes: tf.Tensor, labels: Labels, options: CeTemporalOptions = {}): tf.Scalar {
  const { inverse = "negate" } = options;
  if (!["negate", "reciprocal"].includes(inverse)) {
    throw new InvalidOptionError("inverse", inverse, "negate, reciprocal");
  }
  return tf.tidy(() => {
    const times = firstSpikeTimes(spikes, options);
    return crossEntropy(
      (inverse === "negate" ? tf.neg(times) : tf.reciprocal(tf.add(times, 1))) as tf.Tensor2D,
      labels,
    );
  });
}

/** Options of {@link mseTemporalLoss}. */
export interface MseTemporalOptions extends LossOptions {
  /** Step at which the right class is to spike first, 0 by default; negative ones count from the end. */
  readonly onTarget?: number;
  /** The same for the others, −1 (the last step) by default. */
  readonly offTarget?: number;
}

/**
 * Squared difference between first spikes and their targets, times in parts of T     (snnTorch's `mse_temporal_loss`,
 * whose `off_target=-1` gives step 0, though: its targets are clamped).
 *
 * @param spikes  [B, T, C]
 * @returns a scalar; the caller owns it
 * @throws ShapeMismatchError
 */
export function mseTemporalLoss(spikes: tf.Tensor, labels: Labels, options: MseTemporalOptions = {}): tf.Scalar {
  const { onTarget = 0, offTarget = -1 } = options;
  return tf.tidy(() => {
    const times = firstSpikeTimes(spikes, options);
    const steps = spikes.shape[1]!;
    const [on, off] = [onTarget, offTarget].map((t) => (t < 0 ? steps + t : t)) as [number, number];
    const target = tf.add(tf.mul(labelRows(labels, times.shape[0], times.shape[1]), on - off), off);
    return tf.mean(tf.squaredDifference(tf.div(times, steps), tf.div(target, steps))) as tf.Scalar;
  });
}

/** Share of samples whose class spikes first     (snnTorch's `accuracy_temporal`); a scalar, the caller owns it. */
export function temporalAccuracy(spikes: tf.Tensor, labels: Labels, options: LossOptions = {}): tf.Scalar {
  return tf.tidy(() => {
    const times = firstSpikeTimes(spikes, options);
    const rows = labelRows(labels, times.shape[0], times.shape[1]);
    return tf.mean(tf.cast(tf.equal(tf.argMin(times, 1), tf.argMax(rows, 1)), "float32")) as tf.Scalar;
  });
}
