import * as tf from "@tensorflow/tfjs-core";
import { type AttentionParams, scaledDotProductAttention } from "./attention.js";
import { ShapeMismatchError } from "./errors.js";
import { LAYER_NORM_EPSILON, type LayerNormParams, layerNorm } from "./layer-norm.js";
import { linear } from "./linear.js";

/** Weights of a class token that reads a map of d features. */
export interface ClassTokenParams {
  /** the learned token, shape [1, 1, d] */
  readonly token: tf.Tensor3D;
  readonly norm: LayerNormParams;
  readonly attention: AttentionParams;
}

/**
 * A class token reads the map by one attention in which it alone asks: z = LN([c, x]); c + MHA(q = z_c, k = v = z)
 * (class-attention, Touvron et al. 2021, Eq. 3–6, without its MLP).
 *
 * @param x  shape [B, H, W, d]
 * @param heads  a divisor of d
 * @returns the class token, shape [B, d]; the caller owns it
 * @throws ShapeMismatchError, InvalidOptionError as `scaledDotProductAttention`
 */
export function classTokenPooling(
  x: tf.Tensor4D,
  { token, norm, attention }: ClassTokenParams,
  heads: number,
  epsilon = LAYER_NORM_EPSILON,
): tf.Tensor2D {
  const d = token.shape[2];
  if (x.rank !== 4 || x.shape[3] !== d) throw new ShapeMismatchError("the map to read", `[B, H, W, ${d}]`, x.shape);
  const [batch, height, width] = x.shape;
  return tf.tidy(() => {
    const own = tf.tile(token, [batch, 1, 1]);
    const all = tf.concat([own, tf.reshape(x, [batch, height * width, d])], 1) as tf.Tensor3D;
    const normed = layerNorm(all, norm, epsilon);
    const { kernel, bias } = attention.qkv;
    const part = (tokens: tf.Tensor, from: number) =>
      linear(tokens, {
        kernel: tf.slice(kernel, [0, from], [d, d]),
        bias: tf.slice(bias, [from], [d]),
      }) as tf.Tensor3D;
    const query = part(tf.slice(normed, [0, 0], [batch, 1]), 0);
    const read = scaledDotProductAttention(query, part(normed, d), part(normed, 2 * d), heads);
    return tf.reshape(tf.add(own, linear(read, attention.projection)), [batch, d]) as tf.Tensor2D;
  });
}
