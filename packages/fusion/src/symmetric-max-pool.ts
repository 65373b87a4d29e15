import * as tf from "@tensorflow/tfjs-core";

/** Smaller than every float32 but −∞, whose products with zero would be no numbers. */
const LOWEST = -3.4028234663852886e38;

/**
 * Max pooling whose windows reach ⌊k/2⌋ over every side of the map, where there is nothing to choose (PyTorch's padding).
 *
 * @param x  shape [B, H, W, C]
 * @param size  k, odd
 * @returns shape [B, ⌈H/stride⌉, ⌈W/stride⌉, C]; the caller owns it
 */
export function symmetricMaxPool(x: tf.Tensor4D, size: number, stride: number): tf.Tensor4D {
  const border = size >> 1;
  return tf.tidy(() => {
    const bordered = tf.pad(
      x,
      [
        [0, 0],
        [border, border],
        [border, border],
        [0, 0],
      ],
      LOWEST,
    );
    return tf.maxPool(bordered, size, stride, "valid");
  });
}
