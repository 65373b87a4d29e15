import * as tf from "@tensorflow/tfjs-core";
import { maxPool, maxPoolGradient } from "./native-padding.js";
import { maxPoolGradients, poolAxes } from "./pool-gradients.js";
import { maxPoolVolumes } from "./pools.js";
import { inputsOf, type TrainingKernel } from "./training-kernel.js";

/**
 * tfjs-node's max pools of volumes and their gradients. TensorFlow 2.13 shifts the windows of "same" where the stride
 * exceeds the window on an axis, and its gradient is then zero: those are plain loops.
 */
export const nativeVolumePools: readonly TrainingKernel[] = [
  unlessShifted(maxPool(tf.MaxPool3D), maxPoolVolumes),
  unlessShifted(
    maxPoolGradient(tf.MaxPool3DGrad),
    maxPoolGradients.find(({ kernelName }) => kernelName === tf.MaxPool3DGrad)!.create(null)!,
  ),
];

function unlessShifted(kernel: TrainingKernel, loops: tf.KernelFunc): TrainingKernel {
  const create = (original: tf.KernelFunc | null): tf.KernelFunc | null => {
    const native = kernel.create(original);
    if (!native) return null;
    return (args) => {
      const { x, input } = inputsOf(args);
      const axes = poolAxes((x ?? input)!.shape, args);
      return axes.some(({ taps, stride }) => taps < stride) ? loops(args) : native(args);
    };
  };
  return { ...kernel, create };
}
