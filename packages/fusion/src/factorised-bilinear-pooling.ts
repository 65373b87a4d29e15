import * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "./errors.js";
import { commonPositions, positionRows } from "./positions.js";

/** Weights of factorised bilinear pooling. */
export interface FactorisedBilinearParams {
  /** U, shape [c, D, d]: D outputs of d factors each */
  readonly u: tf.Tensor3D;
  /** V, shape [c′, D, d] */
  readonly v: tf.Tensor3D;
}

/**
 * Multi-modal factorised bilinear pooling (MFB), summed over the positions:
 * f_n = Σ_i 1ᵀ(U_nᵀ·x_i ⊙ V_nᵀ·y_i), n = 1…D   (Huo et al., Eq. 3; Yu et al. 2017).
 *
 * @param x  shape [B, K, c], or a map [B, H, W, c] with K = H·W
 * @param y  as x, with c′ channels
 * @returns shape [B, D], not normalised (see `normalisePooled`); the caller owns it
 * @throws ShapeMismatchError if batch, positions or channels do not fit
 */
export function factorisedBilinearPooling(x: tf.Tensor, y: tf.Tensor, params: FactorisedBilinearParams): tf.Tensor2D {
  return tf.tidy(() => {
    const size = commonPositions({ x, y });
    const product = tf.mul(project("x", x, params.u), project("y", y, likeFactors("v", params.v, params.u)));
    return poolFactors(product, size, params.u);
  });
}

/**
 * Every position times every factor: [B·K, c] × [c, D·d].
 *
 * @param factors  shape [c, D, d]
 * @returns shape [B·K, D·d]; the caller owns it
 */
export function project(what: string, x: tf.Tensor, factors: tf.Tensor3D): tf.Tensor2D {
  if (factors.rank !== 3) throw new ShapeMismatchError(`the factors of ${what}`, "[c, D, d]", factors.shape);
  const [channels, dims, each] = factors.shape;
  return tf.tidy(() => {
    const kernel = tf.reshape(factors, [channels, dims * each]) as tf.Tensor2D;
    return tf.matMul(positionRows(what, x, channels), kernel);
  });
}

/** `factors`, checked to have the D and d of others. @throws ShapeMismatchError */
export function likeFactors(what: string, factors: tf.Tensor3D, others: tf.Tensor3D): tf.Tensor3D {
  const [, dims, each] = others.shape;
  if (factors.rank !== 3 || factors.shape[1] !== dims || factors.shape[2] !== each) {
    throw new ShapeMismatchError(what, `[c, ${dims}, ${each}], as u has`, factors.shape);
  }
  return factors;
}

/** Sum over the positions and over each output's d factors: [B·K, D·d] → [B, D]. */
export function poolFactors(
  product: tf.Tensor,
  { batch, positions }: { readonly batch: number; readonly positions: number },
  factors: tf.Tensor3D,
): tf.Tensor2D {
  const [, dims, each] = factors.shape;
  return tf.tidy(() => {
    const summed = tf.sum(tf.reshape(product, [batch, positions, dims * each]), 1);
    return tf.sum(tf.reshape(summed, [batch, dims, each]), 2) as tf.Tensor2D;
  });
}
