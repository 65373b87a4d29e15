import * as tf from "@tensorflow/tfjs-core";
import { maskTensor, type StepMask } from "./step-mask.js";

/** A sequence whose masked steps stand behind all others. */
export interface CompactSteps {
  /** [B, T, …]: of each sample first the steps that are there, in their order, then the rest. */
  readonly x: tf.Tensor;
  /** Puts what was made of `x` back in place, [B, T, …], with zeros at masked steps. */
  restore(y: tf.Tensor): tf.Tensor;
  /** What was made of the last step that is there, [B, …]; zeros for a sample that has none. */
  last(y: tf.Tensor): tf.Tensor;
}

/**
 * Moves masked steps out of the way, so that any sequence function, which knows nothing of masks, gives for each step that
 * is there what it would give without the others: no step depends on later ones.
 *
 * @param x  [B, T, …]; call inside `tf.tidy`
 * @throws ShapeMismatchError, InvalidOptionError
 */
export function compactSteps(x: tf.Tensor, mask: StepMask): CompactSteps {
  const [batch, steps] = x.shape as [number, number];
  const there = tf.cast(maskTensor(mask, batch, steps), "float32");
  const clock = tf.range(0, steps, 1);
  // Keys fall from the first step that is there to the last, then on through the others: the largest first is the order.
  const keys = tf.sub(tf.mul(tf.add(there, 1), steps), clock);
  const order = tf.topk(keys, steps).indices;
  const count = tf.sum(there, 1, true);
  const before = tf.cumsum(there, 1, true);
  const place = tf.add(tf.mul(there, before), tf.mul(tf.sub(1, there), tf.add(count, tf.sub(clock, before))));
  const pick = (sequence: tf.Tensor, index: tf.Tensor): tf.Tensor => {
    const [, , ...rest] = sequence.shape;
    const first = tf.reshape(tf.range(0, batch * steps, steps), [batch, 1]);
    const flat = tf.cast(tf.reshape(tf.add(tf.cast(index, "float32"), first), [-1]), "int32");
    const rows = tf.gather(tf.reshape(sequence, [batch * steps, ...rest]), flat);
    return tf.reshape(rows, [batch, index.shape[1]!, ...rest]);
  };
  const zeroed = (y: tf.Tensor, kept: tf.Tensor) =>
    tf.mul(y, tf.reshape(kept, [...kept.shape, ...y.shape.slice(2).map(() => 1)]));
  return {
    x: pick(x, order),
    restore: (y) => zeroed(pick(y, place), there),
    last: (y) => {
      const some = tf.minimum(count, 1);
      return tf.squeeze(zeroed(pick(y, tf.sub(count, some)), some), [1]);
    },
  };
}
