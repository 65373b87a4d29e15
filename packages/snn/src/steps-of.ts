import * as tf from "@tensorflow/tfjs-core";

/** The steps of a sequence, [B, …] each: `tf.unstack`, whose gradient TensorFlow.js refuses where there is one step. */
export function stepsOf(sequence: tf.Tensor, timeAxis: number): tf.Tensor[] {
  return sequence.shape[timeAxis] === 1 ? [tf.squeeze(sequence, [timeAxis])] : tf.unstack(sequence, timeAxis);
}
