import * as tf from "@tensorflow/tfjs-core";
import { everyNth } from "../gradients/operations.js";
import { paddingAfter, type WindowAxes } from "../window-geometry.js";

/**
 * Y = X ∗ W over volumes on wasm: for each plane of the filter one convolution of all the planes that it pairs, as
 * pictures, and their sum.
 *
 * @param x  [n, depth, height, width, c]
 * @param filter  [depth, height, width, c, o]
 */
export function convolutionByPlanes(x: tf.Tensor, filter: tf.Tensor, axes: WindowAxes): tf.Tensor {
  return tf.tidy(() => {
    const [depth, height, width] = axes;
    const [batch, , rows, columns, channels] = x.shape as [number, number, number, number, number];
    const [taps, ...plane] = filter.shape as [number, number, number, number, number];
    const size = rows * columns * channels;
    // Rank 3: slices of higher ranks are slow on wasm.
    const padded = tf.pad(tf.reshape(x, [batch, depth.inputs, size]), [
      [0, 0],
      [depth.before, paddingAfter(depth)],
      [0, 0],
    ]);
    const weights = tf.reshape(filter, [taps, tf.util.sizeFromShape(plane)]);
    const reach = (depth.outputs - 1) * depth.stride + 1;
    let sum: tf.Tensor | null = null;
    for (let tap = 0; tap < taps; tap++) {
      const paired = everyNth(tf.slice(padded, [0, tap * depth.dilation, 0], [batch, reach, size]), 1, depth.stride);
      const part = tf.conv2d(
        tf.reshape(paired, [batch * depth.outputs, rows, columns, channels]) as tf.Tensor4D,
        tf.reshape(tf.slice(weights, [tap, 0], [1, weights.shape[1]!]), plane) as tf.Tensor4D,
        [height.stride, width.stride],
        [
          [0, 0],
          [height.before, paddingAfter(height)],
          [width.before, paddingAfter(width)],
          [0, 0],
        ],
        "NHWC",
        [height.dilation, width.dilation],
      );
      sum = sum ? tf.add(sum, part) : part;
    }
    return tf.reshape(sum!, [batch, depth.outputs, ...sum!.shape.slice(1)]);
  });
}
