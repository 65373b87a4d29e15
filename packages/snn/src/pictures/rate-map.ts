import * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "../errors.js";

/**
 * Rates as a table for a heat map, over the batch: [B, T, N] → [N, T], how often each neuron spikes at each step;
 * [B, T, H, W, C] → [H, W], spikes per step and channel at each place.
 *
 * @throws ShapeMismatchError for other ranks
 */
export function rateMap(spikes: tf.Tensor): tf.Tensor2D {
  if (spikes.rank !== 3 && spikes.rank !== 5) {
    throw new ShapeMismatchError("spikes", "[B, T, N] or [B, T, H, W, C]", spikes.shape);
  }
  return tf.tidy(() =>
    spikes.rank === 3 ? tf.transpose(tf.mean<tf.Tensor2D>(spikes, 0)) : tf.mean<tf.Tensor2D>(spikes, [0, 1, 4]),
  );
}
