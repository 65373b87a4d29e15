import * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "./errors.js";

/** Weights of a convolution over NHWC maps. */
export interface ConvParams {
  /** shape [height, width, in, out] (HWIO) */
  readonly kernel: tf.Tensor4D;
  /** shape [out] */
  readonly bias: tf.Tensor1D;
}

/**
 * Convolution at stride 1 that keeps the size of the map (zero padding), plus bias.
 *
 * @param x  shape [B, H, W, in]
 * @param params  a kernel of odd height and width
 * @returns shape [B, H, W, out]; the caller owns it
 * @throws ShapeMismatchError if the channels differ
 */
export function convolution(x: tf.Tensor4D, params: ConvParams): tf.Tensor4D {
  const inputs = params.kernel.shape[2];
  if (x.rank !== 4 || x.shape[3] !== inputs) {
    throw new ShapeMismatchError("the input of a convolution", `[B, H, W, ${inputs}]`, x.shape);
  }
  return tf.fused.conv2d({ x, filter: params.kernel, strides: 1, pad: "same", bias: params.bias });
}
