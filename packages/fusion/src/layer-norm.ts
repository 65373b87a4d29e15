import * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "./errors.js";
import { registeredKernel } from "./registered-kernel.js";

/** Weights of a layer normalisation over d features. */
export interface LayerNormParams {
  /** γ, shape [d] */
  readonly scale: tf.Tensor1D;
  /** β, shape [d] */
  readonly shift: tf.Tensor1D;
}

/** The ε that PyTorch's LayerNorm adds to the variance. */
export const LAYER_NORM_EPSILON = 1e-5;

/**
 * Layer normalisation of the last axis: y = (x − E[x]) / √(Var[x] + ε) · γ + β, Var biased   (Ba et al. 2016). On wasm with
 * the training kernels of `@cvar/backend` it is one kernel.
 *
 * @param x  shape […, d]
 * @param epsilon  added to the variance
 * @returns x's shape; the caller owns it
 * @throws ShapeMismatchError if the last axis is not d long
 */
export function layerNorm<T extends tf.Tensor>(x: T, params: LayerNormParams, epsilon = LAYER_NORM_EPSILON): T {
  const d = params.scale.shape[0];
  if (x.shape[x.rank - 1] !== d) throw new ShapeMismatchError("the input of a layer norm", `[…, ${d}]`, x.shape);
  const { scale, shift } = params;
  return tf.tidy(() => {
    const fused = registeredKernel("CvarLayerNorm", { x, scale, shift }, { epsilon });
    if (fused) return fused as T;
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const variance = tf.mean(tf.square(centred), -1, true);
    const normalised = tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
    return tf.add(tf.mul(normalised, scale), shift) as T;
  });
}
