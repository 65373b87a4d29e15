import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError } from "../errors.js";
import type { Labels, LossOptions } from "./record.js";
import { crossEntropy, labelRows, sumOverTime, timedRecord } from "./record.js";

/** Options of {@link ceMembraneLoss}. */
export interface CeMembraneOptions extends LossOptions {
  /** Which potential scores a class: its largest (default), its mean, or the last that counts. */
  readonly pool?: "max" | "mean" | "last";
}

/**
 * Cross entropy of the membrane potentials, averaged over samples     (with `"max"`: snnTorch's `ce_max_membrane_loss`,
 * after Zenke's SpyTorch).
 *
 * @param potential  [B, T, C]
 * @returns a scalar; the caller owns it
 * @throws ShapeMismatchError, InvalidOptionError
 */
export function ceMembraneLoss(potential: tf.Tensor, labels: Labels, options: CeMembraneOptions = {}): tf.Scalar {
  const { mask, pool = "max" } = options;
  if (!["max", "mean", "last"].includes(pool)) throw new InvalidOptionError("pool", pool, "max, mean, last");
  return tf.tidy(() => {
    const record = timedRecord(potential, mask);
    const { values, there, steps } = record;
    if (pool === "mean") return crossEntropy(tf.div(sumOverTime(record, values), steps), labels);
    if (pool === "max") {
      const shown = there ? tf.where(tf.broadcastTo(tf.cast(there, "bool"), values.shape), values, LOWEST) : values;
      return crossEntropy(tf.max(shown, 1), labels);
    }
    const counted = there ?? tf.ones([1, values.shape[1], 1]);
    // The last step that counts: the one after which none does.
    const after = tf.cumsum(counted, 1, true, true);
    const chosen = tf.mul(counted, tf.cast(tf.equal(after, 0), "float32"));
    return crossEntropy(tf.sum(tf.mul(values, chosen), 1), labels);
  });
}

/** Below every potential, and still finite after a softmax. */
const LOWEST = -1e30;

/** Options of {@link mseMembraneLoss}. */
export interface MseMembraneOptions extends LossOptions {
  /** Potential that the right class is to have, 1 by default. */
  readonly onTarget?: number;
  /** The same for the others, 0 by default. */
  readonly offTarget?: number;
}

/**
 * Squared difference between potentials and their targets, averaged over steps, classes and samples     (snnTorch's
 * `mse_membrane_loss`, which takes a negative `off_target` for 0, though).
 *
 * @param potential  [B, T, C]
 * @param targets  labels, or potentials that vary in time, [B, T, C]
 * @returns a scalar; the caller owns it
 * @throws ShapeMismatchError
 */
export function mseMembraneLoss(
  potential: tf.Tensor,
  targets: Labels,
  { mask, onTarget = 1, offTarget = 0 }: MseMembraneOptions = {},
): tf.Scalar {
  return tf.tidy(() => {
    const record = timedRecord(potential, mask);
    const [batch, , classes] = record.values.shape;
    const varying = targets instanceof tf.Tensor && tf.util.arraysEqual(targets.shape, potential.shape);
    const wanted = varying
      ? targets
      : tf.expandDims(tf.add(tf.mul(labelRows(targets, batch, classes), onTarget - offTarget), offTarget), 1);
    const squares = sumOverTime(record, tf.squaredDifference(record.values, wanted));
    return tf.mean(tf.div(squares, record.steps)) as tf.Scalar;
  });
}
