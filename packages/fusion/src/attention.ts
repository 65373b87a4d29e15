import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";
import { type LinearParams, linear } from "./linear.js";

/** Weights of multi-head self-attention over d features. */
export interface AttentionParams {
  /** queries, keys and values in one map, kernel [d, 3d]: columns are (q | k | v), each (head, feature) */
  readonly qkv: LinearParams;
  /** output projection, kernel [d, d] */
  readonly projection: LinearParams;
}

/**
 * Multi-head self-attention: softmax(QKᵀ/√(d/h))·V, heads concatenated and projected   (Vaswani et al. 2017, Eq. 1).
 *
 * @param x  tokens, shape [B, N, d]
 * @param heads  h, a divisor of d
 * @returns shape [B, N, d]; the caller owns it
 * @throws InvalidOptionError if h does not divide d; ShapeMismatchError if x is not [B, N, d]
 */
export function multiHeadAttention(x: tf.Tensor3D, params: AttentionParams, heads: number): tf.Tensor3D {
  const d = params.projection.kernel.shape[0];
  if (x.rank !== 3 || x.shape[2] !== d) throw new ShapeMismatchError("the tokens", `[B, N, ${d}]`, x.shape);
  if (d % heads !== 0) throw new InvalidOptionError("heads", heads, `divisors of d = ${d}`);
  const [batch, count] = x.shape;
  const width = d / heads;
  return tf.tidy(() => {
    const [q, k, v] = tf
      .split(linear(x, params.qkv), 3, 2)
      .map((part) => tf.transpose(tf.reshape(part, [batch, count, heads, width]), [0, 2, 1, 3]));
    const weights = tf.softmax(tf.mul(tf.matMul(q!, k!, false, true), width ** -0.5));
    const mixed = tf.transpose(tf.matMul(weights, v!), [0, 2, 1, 3]);
    return linear(tf.reshape(mixed, [batch, count, d]), params.projection) as tf.Tensor3D;
  });
}
