import * as tf from "@tensorflow/tfjs-core";
import { type AttentionParams, multiHeadAttention } from "./attention.js";
import { type Dropout, dropout } from "./dropout.js";
import { gelu } from "./gelu.js";
import { LAYER_NORM_EPSILON, type LayerNormParams, layerNorm } from "./layer-norm.js";
import { type LinearParams, linear } from "./linear.js";

/** Weights of one pre-LN transformer encoder block over d features. */
export interface EncoderBlockParams {
  readonly norm1: LayerNormParams;
  readonly attention: AttentionParams;
  readonly norm2: LayerNormParams;
  /** kernel [d, hidden] */
  readonly expand: LinearParams;
  /** kernel [hidden, d] */
  readonly contract: LinearParams;
}

/** Settings of an encoder block that are no weights. */
export interface EncoderBlockOptions {
  readonly heads: number;
  /** ε of both layer norms */
  readonly epsilon?: number;
  /** on the output of the attention and of the MLP; null in inference */
  readonly dropout?: Dropout | null;
}

/**
 * Pre-LN transformer encoder block: y = x + MHA(LN(x)); out = y + W₂·gelu(W₁·LN(y))   (Xiong et al. 2020, Fig. 1b; as ViT).
 *
 * @param x  tokens, shape [B, N, d]
 * @returns shape [B, N, d]; the caller owns it
 * @throws ShapeMismatchError if x is not [B, N, d]
 */
export function encoderBlock(x: tf.Tensor3D, params: EncoderBlockParams, options: EncoderBlockOptions): tf.Tensor3D {
  const { heads, epsilon = LAYER_NORM_EPSILON } = options;
  return tf.tidy(() => {
    const attended = multiHeadAttention(layerNorm(x, params.norm1, epsilon), params.attention, heads);
    return afterAttention(x, attended, params, options);
  });
}

/** What follows the attention in every encoder block: y = x + attended; out = y + W₂·gelu(W₁·LN(y)). Call inside `tf.tidy`. */
export function afterAttention(
  x: tf.Tensor3D,
  attended: tf.Tensor3D,
  params: EncoderBlockParams,
  { epsilon = LAYER_NORM_EPSILON, dropout: dropping = null }: EncoderBlockOptions,
): tf.Tensor3D {
  const second = dropping?.seed === undefined ? dropping : { ...dropping, seed: dropping.seed + 1 };
  const y = tf.add(x, dropout(attended, dropping)) as tf.Tensor3D;
  const hidden = gelu(linear(layerNorm(y, params.norm2, epsilon), params.expand));
  return tf.add(y, dropout(linear(hidden, params.contract), second)) as tf.Tensor3D;
}
