import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";
import { stepsOf } from "../steps-of.js";
import type { Step, StepResult } from "./step.js";
import { zipTensors } from "./tensor-tree.js";

/**
 * Which steps of which sample are there: a tensor [B, T], 0 where a step is to be passed over; or the length of each
 * sample, whose steps from there on are.
 */
export type StepMask = tf.Tensor | readonly number[];

/**
 * The mask as booleans, [B, T].
 *
 * @throws ShapeMismatchError, InvalidOptionError for a length that is no whole number in [0, T]
 */
export function maskTensor(mask: StepMask, batch: number, steps: number): tf.Tensor2D {
  if (mask instanceof tf.Tensor) {
    if (mask.rank !== 2 || mask.shape[0] !== batch || mask.shape[1] !== steps) {
      throw new ShapeMismatchError("mask", `[B, T] = [${batch}, ${steps}]`, mask.shape);
    }
    return mask.dtype === "bool" ? (mask as tf.Tensor2D) : (tf.notEqual(mask, 0) as tf.Tensor2D);
  }
  if (mask.length !== batch) throw new ShapeMismatchError("mask", `${batch} lengths`, [mask.length]);
  const values = new Uint8Array(batch * steps);
  mask.forEach((length, b) => {
    if (!Number.isInteger(length) || length < 0 || length > steps) {
      throw new InvalidOptionError(`mask[${b}]`, length, `a whole number of steps from 0 to ${steps}`);
    }
    values.fill(1, b * steps, b * steps + length);
  });
  return tf.tensor2d(values, [batch, steps], "bool");
}

/**
 * A step that passes over masked samples: their state stays as it is and their outputs are zero. It is called for the
 * steps 0, 1, … in their order.
 *
 * Null at rest is no tensor that could be kept for some samples: until every sample has had its first step, the step is
 * computed from rest too, and taken from there for those that have not. Lengths say that all begin at once.
 */
export function maskedStep<S, R extends StepResult<S>>(
  step: Step<S, R>,
  mask: StepMask,
  batch: number,
  steps: number,
  rested: boolean,
): (input: tf.Tensor, state: S | null, t: number) => R {
  const columns = stepsOf(maskTensor(mask, batch, steps), 1);
  const together = !rested || (!(mask instanceof tf.Tensor) && mask.every((length) => length > 0));
  // started[t]: had the sample a step before t?
  const started: tf.Tensor[] = [];
  for (let t = 1; !together && t < steps; t++) {
    started[t] = t === 1 ? columns[0]! : tf.logicalOr(started[t - 1]!, columns[t - 1]!);
  }
  return (input, state, t) => {
    const here = columns[t]!;
    let made = step(input, state);
    const had = started[t];
    if (had) made = zipTensors([made, step(input, null)], ([after, fromRest]) => select(had, after!, fromRest!));
    const { state: next, ...outputs } = made;
    const kept = state === null ? next : zipTensors([next, state], ([a, b]) => select(here, a!, b!));
    const emitted = zipTensors([outputs], ([output]) => select(here, output!, tf.zerosLike(output!)));
    return { ...emitted, state: kept } as unknown as R;
  };
}

/** a where a sample's entry of `condition` [B] is true, b elsewhere. */
function select(condition: tf.Tensor, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  if (a.rank === 0 || a.shape[0] !== condition.shape[0]) {
    throw new ShapeMismatchError("a masked step's tensor", `[${condition.shape[0]}, …], one row a sample`, a.shape);
  }
  const along = tf.reshape(condition, [a.shape[0]!, ...a.shape.slice(1).map(() => 1)]);
  return tf.where(tf.broadcastTo(along, a.shape), a, b);
}
