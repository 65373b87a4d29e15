import * as tf from "@tensorflow/tfjs-core";
import { commonPositions, positionRows } from "./positions.js";

/**
 * Bilinear pooling: f(X, Y) = (1/K)·Σ_i x_i·y_iᵀ = (1/K)·X·Yᵀ   (Huo et al., Eq. 2; Lin et al. 2015).
 *
 * @param x  shape [B, K, c], or a map [B, H, W, c] with K = H·W
 * @param y  as x; its channels c′ may be others
 * @returns shape [B, c, c′]; the caller owns it
 * @throws ShapeMismatchError if batch or positions differ
 */
export function bilinearPooling(x: tf.Tensor, y: tf.Tensor): tf.Tensor3D {
  return tf.tidy(() => {
    const rows = [positionRows("x", x), positionRows("y", y)] as const;
    const { batch, positions } = commonPositions({ x, y });
    const [a, b] = rows.map((map) => tf.reshape(map, [batch, positions, map.shape[1]]) as tf.Tensor3D);
    return tf.mul(tf.matMul(a!, b!, true, false), 1 / positions) as tf.Tensor3D;
  });
}
