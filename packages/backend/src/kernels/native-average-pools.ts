import * as tf from "@tensorflow/tfjs-core";
import {
  asTensor,
  inside,
  type Margins,
  numericNatively,
  type PaddedAttributes,
  padFirst,
  withPadded,
} from "./native-padding.js";
import { inputsOf, type KernelArguments, type TrainingKernel } from "./training-kernel.js";

/**
 * tfjs-node's average pools and their gradients, where the padding is a number, which it refuses. What is padded does not
 * count: with A the average over the whole window of a padded input, y = A(x) / A(1) and dx = Aᵀ(dy / A(1)).
 */
export const nativeAveragePools: readonly TrainingKernel[] = [
  ...[tf.AvgPool, tf.AvgPool3D].map((name) => averagePool(name)),
  ...[tf.AvgPoolGrad, tf.AvgPool3DGrad].map((name) => averagePoolGradient(name)),
];

/** An average pool whose input is padded with zeros that do not count. */
export function averagePool(kernelName: string, calls = numericNatively): TrainingKernel {
  return padFirst(kernelName, calls, (original, args, margins) => {
    const sums = asTensor(original(withPadded(args, "x", margins, 0)));
    return tf.div(sums, shareInside(args, inputsOf(args).x!.shape, margins));
  });
}

/** The gradient of such a pool. */
export function averagePoolGradient(kernelName: string, calls = numericNatively): TrainingKernel {
  return padFirst(kernelName, calls, (original, args, margins) => {
    const { dy, input } = inputsOf(args) as { dy: tf.Tensor; input: tf.Tensor };
    const scaled = tf.div(dy, shareInside(args, input.shape, margins));
    const dx = original(withPadded({ ...args, inputs: { ...args.inputs, dy: scaled } }, "input", margins, 0));
    return inside(asTensor(dx), margins, input.shape);
  });
}

/** A(1): the share of each window that is not padding, [1, …, 1]. */
function shareInside(args: KernelArguments, shape: readonly number[], margins: Margins): tf.Tensor {
  const { filterSize, strides } = args.attrs as unknown as PaddedAttributes;
  const ones = tf.pad(tf.ones([1, ...shape.slice(1, -1), 1]), margins);
  if (shape.length === 5) return tf.avgPool3d(ones as tf.Tensor5D, filterSize, strides as number, "valid");
  return tf.avgPool(ones as tf.Tensor4D, filterSize as number, strides as number, "valid");
}
