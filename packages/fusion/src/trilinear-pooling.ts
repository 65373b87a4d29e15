import * as tf from "@tensorflow/tfjs-core";
import { type FactorisedBilinearParams, likeFactors, poolFactors, project } from "./factorised-bilinear-pooling.js";
import { commonPositions } from "./positions.js";

/** Weights of trilinear pooling. */
export interface TrilinearParams extends FactorisedBilinearParams {
  /** W, shape [c″, D, d] */
  readonly w: tf.Tensor3D;
}

/**
 * Trilinear pooling, summed over the positions: f_n = Σ_i 1ᵀ(U_nᵀ·x_i ⊙ V_nᵀ·y_i ⊙ W_nᵀ·z_i), n = 1…D
 * (Huo et al., Eq. 4–6, before the normalisation).
 *
 * @param x  shape [B, K, c], or a map [B, H, W, c] with K = H·W
 * @param y  as x, with the channels of v
 * @param z  as x, with the channels of w
 * @returns shape [B, D], not normalised (see `normalisePooled`); the caller owns it
 * @throws ShapeMismatchError if batch, positions or channels do not fit
 */
export function trilinearPooling(x: tf.Tensor, y: tf.Tensor, z: tf.Tensor, params: TrilinearParams): tf.Tensor2D {
  return tf.tidy(() => {
    const size = commonPositions({ x, y, z });
    return poolFactors(tf.mul(project("x", x, params.u), jointFactors(y, z, params)), size, params.u);
  });
}

/**
 * V_nᵀ·y_i ⊙ W_nᵀ·z_i at each position: what does not depend on x.
 *
 * @returns shape [B·K, D·d]; the caller owns it
 */
export function jointFactors(y: tf.Tensor, z: tf.Tensor, { u, v, w }: TrilinearParams): tf.Tensor2D {
  return tf.tidy(() =>
    tf.mul(project("y", y, likeFactors("v", v, u)), project("z", z, likeFactors("w", w, u))),
  ) as tf.Tensor2D;
}
