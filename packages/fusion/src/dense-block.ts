import * as tf from "@tensorflow/tfjs-core";
import { type ConvParams, convolution } from "./convolution.js";
import { InvalidOptionError } from "./errors.js";

/** Slope of LeakyReLU for negative inputs, in every dense block. */
export const LEAKY_SLOPE = 0.2;
/** β, what a residual branch is multiplied with before it is added to its input. */
export const RESIDUAL_SCALE = 0.2;

/**
 * Residual dense block: each 3×3 convolution sees all maps before it; out = β·conv_n([x, f₁, …, f_{n−1}]) + x
 * (Wang et al. 2018, ESRGAN, Fig. 4; LeakyReLU 0.2 after every convolution but the last).
 *
 * @param x  shape [B, H, W, nf]
 * @param convolutions  kernels [3, 3, nf + i·gc, gc], the last one [3, 3, nf + (n − 1)·gc, nf]; ESRGAN has n = 5
 * @param scale  β
 * @returns shape [B, H, W, nf]; the caller owns it
 * @throws ShapeMismatchError if channels do not chain; InvalidOptionError if there is no convolution
 */
export function residualDenseBlock(
  x: tf.Tensor4D,
  convolutions: readonly ConvParams[],
  scale = RESIDUAL_SCALE,
): tf.Tensor4D {
  const last = convolutions.at(-1);
  if (last === undefined) throw new InvalidOptionError("convolutions", [], "at least one");
  return tf.tidy(() => {
    let features = x;
    for (const params of convolutions.slice(0, -1)) {
      const grown = tf.leakyRelu(convolution(features, params), LEAKY_SLOPE);
      features = tf.concat([features, grown], 3);
    }
    return tf.add(tf.mul(convolution(features, last), scale), x);
  });
}

/**
 * Residual-in-residual dense block: out = β·RDB(…RDB(x)) + x   (Wang et al. 2018, ESRGAN, Fig. 4).
 *
 * @param x  shape [B, H, W, nf]
 * @param blocks  the convolutions of each dense block; ESRGAN has three blocks
 * @param scale  β, at both levels
 * @returns shape [B, H, W, nf]; the caller owns it
 * @throws ShapeMismatchError, InvalidOptionError as {@link residualDenseBlock}
 */
export function rrdb(x: tf.Tensor4D, blocks: readonly (readonly ConvParams[])[], scale = RESIDUAL_SCALE): tf.Tensor4D {
  return tf.tidy(() => {
    let y = x;
    for (const block of blocks) y = residualDenseBlock(y, block, scale);
    return tf.add(tf.mul(y, scale), x);
  });
}
