import * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "./errors.js";

/** Learned encodings of where in the picture and when in the video a token is. */
export interface PositionParams {
  /** one vector per token, shape [1, N, d] */
  readonly position: tf.Tensor3D;
  /** one vector per triplet of the video, shape [1, triplets, d] */
  readonly time: tf.Tensor3D;
}

/**
 * Adds learned spatio-temporal position encodings: x[b, n] + position[n] + time[triplet[b]]   (after MM-ViT, Chen & Ho 2022).
 *
 * The time vector is looked up by a product with one-hot rows, whose gradient every backend has.
 *
 * @param tokens  shape [B, N, d], or [B, T, N, d]: the same vectors are added at each of T steps
 * @param triplet  index of the triplet in its video, integers in [0, triplets), shape [B] or [B, 1]; another index adds no
 *   time vector
 * @returns the tokens' shape; the caller owns it
 * @throws ShapeMismatchError if the tokens do not match the encodings, or `triplet` is not one per sample
 */
export function addPositionEncoding<T extends tf.Tensor3D | tf.Tensor4D>(
  tokens: T,
  triplet: tf.Tensor,
  params: PositionParams,
): T {
  const [, count, d] = params.position.shape;
  const known = tokens.rank === 3 || tokens.rank === 4;
  if (!known || !tf.util.arraysEqual(tokens.shape.slice(-2), [count, d])) {
    throw new ShapeMismatchError("the tokens", `[B, ${count}, ${d}] or [B, T, ${count}, ${d}]`, tokens.shape);
  }
  const batch = tokens.shape[0];
  if (triplet.size !== batch) throw new ShapeMismatchError("triplet", `[${batch}] or [${batch}, 1]`, triplet.shape);
  const triplets = params.time.shape[1];
  return tf.tidy(() => {
    // Not tf.oneHot, which refuses a depth of 1.
    const indices = tf.cast(tf.reshape(triplet, [batch, 1]), "int32");
    const rows = tf.cast(tf.equal(indices, tf.range(0, triplets, 1, "int32")), "float32") as tf.Tensor2D;
    const when = tf.matMul(rows, tf.reshape(params.time, [triplets, d]) as tf.Tensor2D);
    const everywhere = [batch, ...tokens.shape.slice(1, -1).fill(1), d];
    return tf.add(tf.add(tokens, params.position), tf.reshape(when, everywhere)) as T;
  });
}
