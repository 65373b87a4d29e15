import * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "./errors.js";

/**
 * Convolution without bias whose padding is ⌊k/2⌋ zeros on every side, as in PyTorch's picture networks: at stride 2 the
 * windows of an even map lie one pixel higher and further left than TensorFlow's "same".
 *
 * @param x  shape [B, H, W, in]
 * @param kernel  shape [k, k, in, out], k odd
 * @returns shape [B, ⌈H/stride⌉, ⌈W/stride⌉, out]; the caller owns it
 * @throws ShapeMismatchError if the channels differ
 */
export function symmetricConvolution(x: tf.Tensor4D, kernel: tf.Tensor4D, stride = 1): tf.Tensor4D {
  checkChannels(x, kernel);
  return padded(x, kernel, stride, (input, pad) => tf.conv2d(input, kernel, stride, pad));
}

/**
 * Depthwise {@link symmetricConvolution}: each channel has a kernel of its own.
 *
 * @param x  shape [B, H, W, C]
 * @param kernel  shape [k, k, C, 1], k odd
 * @returns shape [B, ⌈H/stride⌉, ⌈W/stride⌉, C]; the caller owns it
 * @throws ShapeMismatchError if the channels differ
 */
export function symmetricDepthwiseConvolution(x: tf.Tensor4D, kernel: tf.Tensor4D, stride = 1): tf.Tensor4D {
  checkChannels(x, kernel);
  return padded(x, kernel, stride, (input, pad) => tf.depthwiseConv2d(input, kernel, stride, pad));
}

/** "same" is symmetric at stride 1; otherwise zeros are laid around the map, which every backend can. */
function padded(
  x: tf.Tensor4D,
  { shape: [height, width] }: tf.Tensor4D,
  stride: number,
  convolve: (x: tf.Tensor4D, pad: "same" | "valid") => tf.Tensor4D,
): tf.Tensor4D {
  if (stride === 1) return convolve(x, "same");
  if (height === 1 && width === 1) return convolve(x, "valid");
  const [vertical, horizontal] = [height >> 1, width >> 1];
  return tf.tidy(() => {
    const bordered = tf.pad(x, [
      [0, 0],
      [vertical, vertical],
      [horizontal, horizontal],
      [0, 0],
    ]);
    return convolve(bordered, "valid");
  });
}

function checkChannels(x: tf.Tensor4D, kernel: tf.Tensor4D): void {
  const channels = kernel.shape[2];
  if (x.rank !== 4 || x.shape[3] !== channels)
    throw new ShapeMismatchError("the input of a convolution", `[B, H, W, ${channels}]`, x.shape);
}
