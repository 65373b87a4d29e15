import * as tf from "@tensorflow/tfjs-core";

/** Operations of torchvision's networks on [N, H, W, C], with weights of zeros: what counts are shapes. */

const zeros = (...shape: [number, number, number, number]) => tf.zeros(shape) as tf.Tensor4D;
const channels = (x: tf.Tensor) => x.shape.at(-1)!;

/** A square convolution; padded by half its kernel, unless `valid`. */
export function conv(x: tf.Tensor, filters: number, size: number, stride = 1, valid = false): tf.Tensor {
  const filter = zeros(size, size, channels(x), filters);
  return tf.conv2d(x as tf.Tensor4D, filter, stride, valid ? "valid" : "same");
}

/** A convolution with one filter for each channel. */
export function depthwise(x: tf.Tensor, size: number, stride = 1): tf.Tensor {
  return tf.depthwiseConv2d(x as tf.Tensor4D, zeros(size, size, channels(x), 1), stride, "same");
}

/** One number added to each channel. */
export function bias(x: tf.Tensor): tf.Tensor {
  return tf.add(x, tf.zeros([channels(x)]));
}

/** Batch norm in inference, with scale and offset. */
export function batchNorm(x: tf.Tensor): tf.Tensor {
  const [mean, variance, offset, scale] = [0, 1, 2, 3].map(() => tf.zeros([channels(x)]) as tf.Tensor1D);
  const flat = tf.reshape(x, [-1, 1, 1, channels(x)]) as tf.Tensor4D;
  return tf.reshape(tf.batchNorm(flat, mean!, variance!, offset, scale), x.shape);
}

/** Layer norm of the last axis, written out. */
export function layerNorm(x: tf.Tensor): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const root = tf.sqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-6));
  return tf.add(tf.mul(tf.div(centred, root), tf.ones([channels(x)])), tf.zeros([channels(x)]));
}

/** Gelu, written out. */
export function gelu(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, tf.mul(0.5, tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))));
}

/** A linear map of the last axis, with a bias. */
export function linear(x: tf.Tensor, outputs: number): tf.Tensor {
  const rows = tf.reshape(x, [-1, channels(x)]) as tf.Tensor2D;
  const y = tf.fused.matMul({ a: rows, b: tf.zeros([channels(x), outputs]) as tf.Tensor2D, bias: tf.zeros([outputs]) });
  return tf.reshape(y, [...x.shape.slice(0, -1), outputs]);
}

/** Max pooling, padded by half its size. */
export function maxPool(x: tf.Tensor, size: number, stride: number): tf.Tensor {
  return tf.maxPool(x as tf.Tensor4D, size, stride, "same");
}

/** The mean over height and width. */
export function globalPool(x: tf.Tensor): tf.Tensor {
  return tf.mean(x, [1, 2]);
}
