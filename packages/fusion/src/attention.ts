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
 * Scaled dot-product attention in h heads: softmax(QKᵀ/√(d/h))·V per head, heads concatenated   (Vaswani et al. 2017, Eq. 1).
 *
 * @param queries  shape [B, N, d]
 * @param keys  shape [B, M, d]
 * @param values  shape [B, M, d]
 * @param heads  h, a divisor of d
 * @returns shape [B, N, d], not yet projected; the caller owns it
 * @throws InvalidOptionError if h does not divide d; ShapeMismatchError if the three do not belong together
 */
export function scaledDotProductAttention(
  queries: tf.Tensor3D,
  keys: tf.Tensor3D,
  values: tf.Tensor3D,
  heads: number,
): tf.Tensor3D {
  const [batch, count, d] = queries.shape;
  const others = keys.shape[1]!;
  for (const [what, { shape }] of Object.entries({ keys, values })) {
    if (!tf.util.arraysEqual(shape, [batch, others, d])) {
      throw new ShapeMismatchError(`the ${what}`, `[${batch}, ${others}, ${d}]`, shape);
    }
  }
  if (d % heads !== 0) throw new InvalidOptionError("heads", heads, `divisors of d = ${d}`);
  const width = d / heads;
  const apart = (x: tf.Tensor, n: number) => tf.transpose(tf.reshape(x, [batch, n, heads, width]), [0, 2, 1, 3]);
  return tf.tidy(() => {
    const [q, k, v] = [apart(queries, count), apart(keys, others), apart(values, others)];
    const weights = tf.softmax(tf.mul(tf.matMul(q, k, false, true), width ** -0.5));
    return tf.reshape(tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]), [batch, count, d]);
  });
}

/**
 * Multi-head self-attention: every token asks every token   ({@link scaledDotProductAttention}, then the projection).
 *
 * @param x  tokens, shape [B, N, d]
 * @param heads  h, a divisor of d
 * @returns shape [B, N, d]; the caller owns it
 * @throws InvalidOptionError if h does not divide d; ShapeMismatchError if x is not [B, N, d]
 */
export function multiHeadAttention(x: tf.Tensor3D, params: AttentionParams, heads: number): tf.Tensor3D {
  checkTokens(x, params);
  return tf.tidy(() => {
    const [q, k, v] = tf.split(linear(x, params.qkv), 3, 2) as tf.Tensor3D[];
    return linear(scaledDotProductAttention(q!, k!, v!, heads), params.projection) as tf.Tensor3D;
  });
}

/**
 * Cross-modal attention: the tokens of each modality ask the tokens of the other modalities, and never their own
 * (Das Biswas et al., section 5, unified learning; co-attention of MM-ViT, Chen & Ho 2022).
 *
 * Modality m maps its tokens to (q, k, v) by its own weights; its queries meet the other modalities' keys and values, and
 * its own projection maps what comes out.
 *
 * @param modalities  at least two, each [B, N_m, d]
 * @param params  weights of each modality
 * @param heads  h, a divisor of d
 * @returns one [B, N_m, d] per modality; the caller owns them
 * @throws InvalidOptionError if there are fewer than two modalities, or not as many params; ShapeMismatchError
 */
export function crossModalAttention(
  modalities: readonly tf.Tensor3D[],
  params: readonly AttentionParams[],
  heads: number,
): tf.Tensor3D[] {
  if (modalities.length < 2) throw new InvalidOptionError("modalities", modalities.length, "at least two");
  if (params.length !== modalities.length) {
    throw new InvalidOptionError("params", params.length, `one for each of ${modalities.length} modalities`);
  }
  modalities.forEach((x, m) => {
    checkTokens(x, params[m]!);
  });
  return tf.tidy(() => {
    const mapped = modalities.map((x, m) => tf.split(linear(x, params[m]!.qkv), 3, 2) as tf.Tensor3D[]);
    return mapped.map(([q], m) => {
      const others = mapped.filter((_, other) => other !== m);
      const [keys, values] = [1, 2].map((part) => joined(others.map((parts) => parts[part]!)));
      return linear(scaledDotProductAttention(q!, keys!, values!, heads), params[m]!.projection) as tf.Tensor3D;
    });
  });
}

function joined(tokens: tf.Tensor3D[]): tf.Tensor3D {
  return tokens.length === 1 ? tokens[0]! : tf.concat(tokens, 1);
}

function checkTokens(x: tf.Tensor3D, params: AttentionParams): void {
  const d = params.projection.kernel.shape[0];
  if (x.rank !== 3 || x.shape[2] !== d) throw new ShapeMismatchError("the tokens", `[B, N, ${d}]`, x.shape);
}
