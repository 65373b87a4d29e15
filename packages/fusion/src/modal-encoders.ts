import * as tf from "@tensorflow/tfjs-core";
import { crossModalAttention } from "./attention.js";
import { afterAttention, type EncoderBlockOptions, type EncoderBlockParams, encoderBlock } from "./encoder-block.js";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";
import { LAYER_NORM_EPSILON, type LayerNormParams, layerNorm } from "./layer-norm.js";

/**
 * Block of a *separate* encoder per modality: each modality's tokens go through a pre-LN block of their own and never see
 * the others (Das Biswas et al., Table 4b). The *unified* encoder is {@link encoderBlock} on all tokens at once.
 *
 * @param tokens  shape [B, M·n, d], modality after modality
 * @param params  weights of each of the M modalities
 * @returns shape [B, M·n, d]; the caller owns it
 * @throws ShapeMismatchError if M does not divide the tokens; InvalidOptionError if there are no params
 */
export function separateEncoderBlock(
  tokens: tf.Tensor3D,
  params: readonly EncoderBlockParams[],
  options: EncoderBlockOptions,
): tf.Tensor3D {
  return perModality(tokens, params, (x, weights, m) => encoderBlock(x, weights, ofModality(options, m)));
}

/**
 * Block of the *cross-attention* encoder: as {@link separateEncoderBlock}, but each modality's queries meet only the keys
 * and values of the other modalities (Das Biswas et al., Table 4b):
 *
 * y_m = x_m + CA_m(LN_m(x)); out_m = y_m + MLP_m(LN'_m(y_m)), CA of {@link crossModalAttention}.
 *
 * @param tokens  shape [B, M·n, d], modality after modality, M ≥ 2
 * @param params  weights of each of the M modalities
 * @returns shape [B, M·n, d]; the caller owns it
 * @throws ShapeMismatchError if M does not divide the tokens; InvalidOptionError if there is one modality only
 */
export function crossModalEncoderBlock(
  tokens: tf.Tensor3D,
  params: readonly EncoderBlockParams[],
  options: EncoderBlockOptions,
): tf.Tensor3D {
  const { heads, epsilon = LAYER_NORM_EPSILON } = options;
  return tf.tidy(() => {
    const parts = splitModalities(tokens, params.length);
    const normed = parts.map((x, m) => layerNorm(x, params[m]!.norm1, epsilon));
    const attention = params.map((each) => each.attention);
    const attended = crossModalAttention(normed, attention, heads);
    return tf.concat(
      parts.map((x, m) => afterAttention(x, attended[m]!, params[m]!, ofModality(options, m))),
      1,
    );
  });
}

/** Layer norm with weights of each modality's own, [B, M·n, d] → [B, M·n, d]; the caller owns it. @throws ShapeMismatchError */
export function separateLayerNorm(
  tokens: tf.Tensor3D,
  params: readonly LayerNormParams[],
  epsilon = LAYER_NORM_EPSILON,
): tf.Tensor3D {
  return perModality(tokens, params, (x, weights) => layerNorm(x, weights, epsilon));
}

/**
 * The tokens of each modality, one after the other.
 *
 * @param tokens  shape [B, M·n, d]
 * @param modalities  M
 * @returns M tensors [B, n, d]; the caller owns them
 * @throws ShapeMismatchError if M does not divide the tokens; InvalidOptionError if M < 1
 */
export function splitModalities(tokens: tf.Tensor3D, modalities: number): tf.Tensor3D[] {
  if (modalities < 1) throw new InvalidOptionError("modalities", modalities, "at least one");
  if (tokens.rank !== 3 || tokens.shape[1] % modalities !== 0) {
    throw new ShapeMismatchError("the tokens", `[B, ${modalities}·n, d]`, tokens.shape);
  }
  return tf.split(tokens, modalities, 1);
}

function perModality<P>(
  tokens: tf.Tensor3D,
  params: readonly P[],
  f: (x: tf.Tensor3D, params: P, m: number) => tf.Tensor3D,
): tf.Tensor3D {
  return tf.tidy(() =>
    tf.concat(
      splitModalities(tokens, params.length).map((x, m) => f(x, params[m]!, m)),
      1,
    ),
  );
}

/** Another mask of dropout for each modality: a block uses two seeds. */
function ofModality(options: EncoderBlockOptions, m: number): EncoderBlockOptions {
  const { dropout } = options;
  return dropout?.seed === undefined ? options : { ...options, dropout: { ...dropout, seed: dropout.seed + 2 * m } };
}
