import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";

/** [B, …] → [B, T, …], the same at every step. @throws ShapeMismatchError, InvalidOptionError */
export function alongTime(x: tf.Tensor, steps: number): tf.Tensor {
  wholeSteps(steps);
  if (x.rank === 0) throw new ShapeMismatchError("x", "[B, …]", x.shape);
  return tf.tile(tf.expandDims(x, 1), [1, steps, ...x.shape.slice(1).map(() => 1)]);
}

/** 1 at the step that `times` [B, …] says, 0 elsewhere and where it lies outside [0, T): [B, T, …]. */
export function spikesAt(times: tf.Tensor, steps: number): tf.Tensor {
  const clock = tf.reshape(tf.range(0, steps, 1), [1, steps, ...times.shape.slice(1).map(() => 1)]);
  return tf.cast(tf.equal(tf.expandDims(times, 1), clock), "float32");
}

/** @throws InvalidOptionError unless `steps` is a whole number of at least 1 */
export function wholeSteps(steps: number): void {
  if (!Number.isInteger(steps) || steps < 1) throw new InvalidOptionError("steps", steps, "a whole number ≥ 1");
}
