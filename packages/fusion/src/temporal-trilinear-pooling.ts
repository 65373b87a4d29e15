import * as tf from "@tensorflow/tfjs-core";
import { poolFactors, project } from "./factorised-bilinear-pooling.js";
import { normalisePooled } from "./pooled-normalisation.js";
import { commonPositions } from "./positions.js";
import { jointFactors, type TrilinearParams } from "./trilinear-pooling.js";

/**
 * Temporal trilinear pooling: f_TTP(t) = f_TP(t, 0) + f_TP(t, Δt), where f_TP(t, Δt) = f_TP(I_{t+Δt}, MV_t, R_t) is
 * normalised (signed square root, ℓ2)   (Huo et al., Eq. 7).
 *
 * The factors of y and z, which both terms share, are computed once.
 *
 * @param x  features of the I-frame I_t, shape [B, K, c] or [B, H, W, c]
 * @param neighbour  those of the neighbouring group's I-frame I_{t+Δt}, of x's shape
 * @param y  features of the motion vectors MV_t
 * @param z  features of the residuals R_t
 * @returns shape [B, D]; the caller owns it
 * @throws ShapeMismatchError if batch, positions or channels do not fit
 */
export function temporalTrilinearPooling(
  x: tf.Tensor,
  neighbour: tf.Tensor,
  y: tf.Tensor,
  z: tf.Tensor,
  params: TrilinearParams,
): tf.Tensor2D {
  return tf.tidy(() => {
    const size = commonPositions({ x, neighbour, y, z });
    const joint = jointFactors(y, z, params);
    const term = (what: string, picture: tf.Tensor) =>
      normalisePooled(poolFactors(tf.mul(project(what, picture, params.u), joint), size, params.u));
    return tf.add(term("x", x), term("neighbour", neighbour)) as tf.Tensor2D;
  });
}
