import * as tf from "@tensorflow/tfjs-core";
import type { CountOptions, Labels, LossOptions } from "./record.js";
import { crossEntropy, labelRows, perClass, sumOverTime, timedRecord } from "./record.js";

/**
 * Cross entropy of the spikes at every step, averaged over steps, then samples     (snnTorch's `ce_rate_loss`).
 *
 * L = mean_b 1/T Σ_t −log softmax(o[b, t])_{y_b}
 *
 * @param spikes  [B, T, C]
 * @returns a scalar; the caller owns it
 * @throws ShapeMismatchError
 * @example
 * model.compile({ optimizer, loss: (labels, spikes) => ceRateLoss(spikes, labels) });
 * await model.fit(x, labelsOverTime(labels, steps));
 */
export function ceRateLoss(spikes: tf.Tensor, labels: Labels, { mask }: LossOptions = {}): tf.Scalar {
  return tf.tidy(() => {
    const record = timedRecord(spikes, mask);
    const [batch, , classes] = record.values.shape;
    const rows = tf.reshape(labelRows(labels, batch, classes), [batch, 1, classes]);
    const perStep = tf.neg(tf.sum(tf.mul(tf.logSoftmax(record.values), rows), 2, true));
    return tf.mean(tf.div(sumOverTime(record, perStep), record.steps)) as tf.Scalar;
  });
}

/**
 * Cross entropy of the spike counts, averaged over samples     (snnTorch's `ce_count_loss`).
 *
 * L = mean_b −log softmax(Σ_t o[b, t])_{y_b}
 *
 * @param spikes  [B, T, C], or [B, T, N] with `population`
 * @returns a scalar; the caller owns it
 * @throws ShapeMismatchError, InvalidOptionError
 */
export function ceCountLoss(spikes: tf.Tensor, labels: Labels, { mask, population }: CountOptions = {}): tf.Scalar {
  return tf.tidy(() => {
    const record = timedRecord(spikes, mask);
    return crossEntropy(perClass(sumOverTime(record, record.values), population), labels);
  });
}

/** Options of {@link mseCountLoss}. */
export interface MseCountOptions extends CountOptions {
  /** Share of the steps at which the right class is to spike, 1 by default. */
  readonly correctRate?: number;
  /** The same for the others, 0 by default. */
  readonly incorrectRate?: number;
}

/**
 * Squared difference between spike counts and their targets, per step     (snnTorch's `mse_count_loss`).
 *
 * L = mean_{b,c} (Σ_t o[b, t, c] − n_{b,c})² / T,   n = ⌊T·rate⌋, times the neurons of a population
 *
 * @param spikes  [B, T, C], or [B, T, N] with `population`
 * @returns a scalar; the caller owns it
 * @throws ShapeMismatchError, InvalidOptionError
 */
export function mseCountLoss(spikes: tf.Tensor, labels: Labels, options: MseCountOptions = {}): tf.Scalar {
  const { mask, population, correctRate = 1, incorrectRate = 0 } = options;
  return tf.tidy(() => {
    const record = timedRecord(spikes, mask);
    const counts = perClass(sumOverTime(record, record.values), population);
    const [batch, classes] = counts.shape;
    const size = record.values.shape[2] / classes;
    const rows = labelRows(labels, batch, classes);
    // A whole number of spikes, as snnTorch has it; 1e-4 keeps 5 steps · 0.8 from being 3.
    const whole = (rate: number) => tf.floor(tf.add(tf.mul(record.steps, rate * size), 1e-4));
    const off = whole(incorrectRate);
    const target = tf.add(off, tf.mul(rows, tf.sub(whole(correctRate), off)));
    return tf.mean(tf.div(tf.squaredDifference(counts, target), record.steps)) as tf.Scalar;
  });
}

/**
 * Share of samples whose class spikes most     (snnTorch's `accuracy_rate`).
 *
 * @param spikes  [B, T, C], or [B, T, N] with `population`
 * @returns a scalar in [0, 1]; the caller owns it
 */
export function rateAccuracy(spikes: tf.Tensor, labels: Labels, { mask, population }: CountOptions = {}): tf.Scalar {
  return tf.tidy(() => {
    const record = timedRecord(spikes, mask);
    const counts = perClass(sumOverTime(record, record.values), population);
    const rows = labelRows(labels, counts.shape[0], counts.shape[1]);
    return tf.mean(tf.cast(tf.equal(tf.argMax(counts, 1), tf.argMax(rows, 1)), "float32")) as tf.Scalar;
  });
}
