import * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "./errors.js";

/** What a vision transformer adds to its patches. */
export interface ClassTokenSequenceParams {
  /** the learned class token, shape [1, d] */
  readonly token: tf.Tensor2D;
  /** learned encodings of the class token and of each patch, shape [N + 1, d] */
  readonly position: tf.Tensor2D;
}

/**
 * The sequence that a vision transformer reads: [c, x₁, …, x_N] + E   (Dosovitskiy et al. 2021, Eq. 1).
 *
 * @param x  tokens, shape [B, N, d]
 * @returns shape [B, N + 1, d]; the caller owns it
 * @throws ShapeMismatchError if x is not [B, N, d]
 */
export function classTokenSequence(x: tf.Tensor3D, { token, position }: ClassTokenSequenceParams): tf.Tensor3D {
  const [count, d] = position.shape;
  if (x.rank !== 3 || x.shape[1] !== count - 1 || x.shape[2] !== d)
    throw new ShapeMismatchError("the tokens", `[B, ${count - 1}, ${d}]`, x.shape);
  return tf.tidy(() => {
    const own = tf.tile(tf.reshape(token, [1, 1, d]), [x.shape[0], 1, 1]);
    return tf.add(tf.concat([own, x], 1), position) as tf.Tensor3D;
  });
}

/**
 * The class token as a map of one pixel, for a classifier of maps.
 *
 * @param x  [B, N + 1, d], the class token first
 * @returns shape [B, 1, 1, d]; the caller owns it
 */
export function firstToken(x: tf.Tensor3D): tf.Tensor4D {
  const [batch, , d] = x.shape;
  return tf.tidy(() => tf.reshape(tf.slice(x, [0, 0, 0], [batch, 1, d]), [batch, 1, 1, d]) as tf.Tensor4D);
}
