import * as tf from "@tensorflow/tfjs-core";
import { BATCH_NORM_GRADIENT, isPerChannel } from "../kernels/batch-norm.js";
import { hasOnePass } from "./one-pass.js";

type Parts = "x" | "mean" | "variance" | "scale" | "offset";

/**
 * Gradients of y = (x − mean)·scale/√(variance + ε) + offset for all five. tfjs makes them of two dozen operations, one of
 * which repeats the variance over the whole input.
 */
export const batchNormGradient: tf.GradConfig = {
  kernelName: tf.FusedBatchNorm,
  inputsToSave: ["x", "mean", "variance", "scale"],
  gradFunc: (cotangent, saved, attributes) => {
    const dy = cotangent as tf.Tensor;
    const [x, mean, variance, scale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const inputs = { x, dy, mean, variance, scale };
    const tensors = Object.values(inputs);
    const { varianceEpsilon } = attributes as { varianceEpsilon: number };
    const made =
      hasOnePass(BATCH_NORM_GRADIENT, ...tensors) && isPerChannel(x, [mean, variance, scale])
        ? onePass(inputs, varianceEpsilon)
        : composed(dy, x, mean, variance, scale, varianceEpsilon);
    return made as Record<Parts, () => tf.Tensor>;
  },
};

function onePass(inputs: tf.NamedTensorMap, varianceEpsilon: number): Record<Parts, () => tf.Tensor> {
  const made = tf.engine().runKernel(BATCH_NORM_GRADIENT, inputs, { varianceEpsilon }) as unknown as tf.Tensor[];
  const [dx, dmean, dvariance, dscale, doffset] = made as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  return { x: () => dx, mean: () => dmean, variance: () => dvariance, scale: () => dscale, offset: () => doffset };
}

function composed(
  dy: tf.Tensor,
  x: tf.Tensor,
  mean: tf.Tensor,
  variance: tf.Tensor,
  scale: tf.Tensor,
  epsilon: number,
): Record<Parts, () => tf.Tensor> {
  const root = tf.rsqrt(tf.add(variance, epsilon));
  const factor = tf.mul(root, scale);
  const centred = tf.sub(x, mean);
  const summed = (value: tf.Tensor) => {
    const axes = tf.broadcast_util.getReductionAxes(mean.shape, x.shape);
    return axes.length === 0 ? value : tf.reshape(tf.sum(value, axes), mean.shape);
  };
  return {
    x: () => tf.mul(dy, factor),
    mean: () => tf.neg(summed(tf.mul(dy, factor))),
    variance: () => tf.mul(summed(tf.mul(tf.mul(dy, centred), tf.mul(factor, tf.square(root)))), -0.5),
    scale: () => summed(tf.mul(dy, tf.mul(centred, root))),
    offset: () => summed(dy),
  };
}
