import * as tf from "@tensorflow/tfjs-core";
import type { ConvParams } from "./convolution.js";
import { ShapeMismatchError } from "./errors.js";
import { linear } from "./linear.js";
import { swish } from "./swish.js";

/** Weights of squeeze-and-excitation over C channels: two pointwise convolutions. */
export interface SqueezeExcitationParams {
  /** kernel [1, 1, C, S] */
  readonly reduce: ConvParams;
  /** kernel [1, 1, S, C] */
  readonly expand: ConvParams;
}

/**
 * Squeeze-and-excitation: y = x · σ(W₂·swish(W₁·mean(x) + b₁) + b₂), the mean over rows and columns   (Hu et al. 2018,
 * Eq. 2–4, with swish for ReLU as in EfficientNet).
 *
 * @param x  shape [B, H, W, C]
 * @returns x's shape; the caller owns it
 * @throws ShapeMismatchError if x does not have C channels
 */
export function squeezeExcitation(x: tf.Tensor4D, { reduce, expand }: SqueezeExcitationParams): tf.Tensor4D {
  const channels = reduce.kernel.shape[2];
  if (x.rank !== 4 || x.shape[3] !== channels)
    throw new ShapeMismatchError("the input of squeeze-and-excitation", `[B, H, W, ${channels}]`, x.shape);
  return tf.tidy(() => {
    const squeezed = swish(pointwise(tf.mean(x, [1, 2]), reduce));
    const gates = tf.sigmoid(pointwise(squeezed, expand));
    return tf.mul(x, tf.reshape(gates, [x.shape[0], 1, 1, channels])) as tf.Tensor4D;
  });
}

/** A pointwise convolution of vectors [B, in]: a linear map. */
function pointwise(x: tf.Tensor, { kernel, bias }: ConvParams): tf.Tensor {
  return linear(x, { kernel: tf.reshape(kernel, kernel.shape.slice(2) as [number, number]), bias });
}
