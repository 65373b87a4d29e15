import * as tf from "@tensorflow/tfjs-core";
import { alongTime } from "../encoders/along-time.js";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";
import { maskTensor, type StepMask } from "../time/step-mask.js";

/** Classes of a batch: indices [B], one-hot rows (or probabilities) [B, C], or such rows at every step, {@link labelsOverTime}. */
export type Labels = tf.Tensor | readonly number[];

/** Options that all losses over time take. */
export interface LossOptions {
  /** Steps that do not count; see `unroll`. */
  readonly mask?: StepMask;
}

/** Options of losses that count spikes. */
export interface CountOptions extends LossOptions {
  /** Number of classes where each is a population: neurons [0, N/classes) are class 0's, and so on. One neuron each by default. */
  readonly population?: number;
}

/** What a loss reads of a record [B, T, N]; call inside `tf.tidy`. */
export interface TimedRecord {
  readonly values: tf.Tensor3D;
  /** 1 where a step counts, [B, T, 1], or null if all do. */
  readonly there: tf.Tensor | null;
  /** Steps that count, [B, 1] (at least 1), or the number T. */
  readonly steps: tf.Tensor | number;
}

/** @throws ShapeMismatchError unless the record is [B, T, N] with T ≥ 1 and the mask fits */
export function timedRecord(record: tf.Tensor, mask: StepMask | undefined): TimedRecord {
  const [batch, steps] = record.shape as [number, number];
  if (record.rank !== 3 || steps === 0) throw new ShapeMismatchError("record", "[B, T, N] with T ≥ 1", record.shape);
  const values = record as tf.Tensor3D;
  if (!mask) return { values, there: null, steps };
  const there = tf.cast(tf.expandDims(maskTensor(mask, batch, steps), 2), "float32");
  return { values, there, steps: tf.maximum(tf.sum(there, 1), 1) };
}

/** Σ over the steps that count: [B, T, N] → [B, N]. */
export function sumOverTime({ there }: TimedRecord, values: tf.Tensor): tf.Tensor2D {
  return tf.sum(there ? tf.mul(values, there) : values, 1) as tf.Tensor2D;
}

/** Sums of consecutive groups: [B, N] → [B, classes]. @throws InvalidOptionError unless `classes` divides N */
export function perClass(counts: tf.Tensor2D, classes: number | undefined): tf.Tensor2D {
  if (classes === undefined) return counts;
  const [batch, neurons] = counts.shape;
  if (!Number.isInteger(classes) || classes < 1 || neurons % classes !== 0) {
    throw new InvalidOptionError("population", classes, `a divisor of ${neurons}, the number of neurons`);
  }
  return tf.sum(tf.reshape(counts, [batch, classes, neurons / classes]), 2);
}

/** Labels as rows [B, C]. @throws ShapeMismatchError */
export function labelRows(labels: Labels, batch: number, classes: number): tf.Tensor2D {
  const given = labels instanceof tf.Tensor ? labels : tf.tensor1d([...labels], "int32");
  if (given.rank === 3 && given.shape[0] === batch && given.shape[2] === classes) return tf.mean(given, 1);
  if (given.rank === 2 && given.shape[0] === batch && given.shape[1] === classes) {
    return tf.cast(given, "float32") as tf.Tensor2D;
  }
  // [B, 1]: indices as tfjs-layers hands them over.
  if (given.size !== batch || given.rank > 2) {
    throw new ShapeMismatchError("labels", `[B] = [${batch}] or [B, C] = [${batch}, ${classes}]`, given.shape);
  }
  const indices = tf.cast(tf.reshape(given, [batch]), "int32") as tf.Tensor1D;
  return tf.cast(tf.oneHot(indices, classes), "float32") as tf.Tensor2D;
}

/**
 * Labels in the shape of a record of spikes, which `model.fit` wants targets to have: one-hot rows [B, C] → [B, T, C].
 *
 * @returns the caller owns it
 * @throws ShapeMismatchError, InvalidOptionError
 * @example
 * model.compile({ optimizer, loss: (labels, spikes) => ceRateLoss(spikes, labels) });
 * await model.fit(x, labelsOverTime(labels, steps));
 */
export function labelsOverTime(rows: tf.Tensor, steps: number): tf.Tensor {
  if (rows.rank !== 2) throw new ShapeMismatchError("rows", "[B, C]", rows.shape);
  return tf.tidy(() => alongTime(rows, steps));
}

/** Mean over samples of −Σ_c y_c·log softmax(z)_c. */
export function crossEntropy(scores: tf.Tensor2D, labels: Labels): tf.Scalar {
  const rows = labelRows(labels, scores.shape[0], scores.shape[1]);
  return tf.neg(tf.mean(tf.sum(tf.mul(rows, tf.logSoftmax(scores)), 1))) as tf.Scalar;
}
