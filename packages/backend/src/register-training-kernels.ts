import * as tf from "@tensorflow/tfjs-core";
import { wasmAdam } from "./kernels/adam.js";
import { wasmBatchMatMul } from "./kernels/batch-mat-mul.js";
import { wasmConv2D } from "./kernels/conv2d.js";
import { wasmConv2DBackpropFilter } from "./kernels/conv2d-backprop-filter.js";
import { wasmConv2DBackpropInput } from "./kernels/conv2d-backprop-input.js";
import { depthwiseBackpropFilter, depthwiseBackpropInput } from "./kernels/depthwise-gradients.js";
import { explicitPaddings } from "./kernels/explicit-padding.js";
import { wasmPad } from "./kernels/pad.js";
import { averagePoolGradients, maxPoolGradient } from "./kernels/pool-gradients.js";
import { wasmSum } from "./kernels/sum.js";
import type { TrainingKernel } from "./kernels/training-kernel.js";
import { unsortedSegmentSum } from "./kernels/unsorted-segment-sum.js";

/** Every kernel that {@link registerTrainingKernels} brings. */
export const trainingKernels: readonly TrainingKernel[] = [
  wasmConv2DBackpropFilter,
  wasmConv2DBackpropInput,
  wasmBatchMatMul,
  wasmConv2D,
  ...explicitPaddings,
  wasmSum,
  wasmPad,
  unsortedSegmentSum,
  maxPoolGradient,
  ...averagePoolGradients,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  wasmAdam,
];

const ours = new WeakSet<tf.KernelFunc>();

/**
 * Gives the cpu and wasm backends the kernels that training needs and they lack, and replaces those that are wrong or
 * slow; the README lists them. Call it after the backends are imported (`selectBackend` imports them); calling it again
 * changes nothing. Kernels of other backends stay as they are.
 */
export function registerTrainingKernels(): void {
  for (const { kernelName, backendName, create } of trainingKernels) {
    if (!tf.findBackendFactory(backendName)) continue;
    const config = tf.getKernel(kernelName, backendName) ?? null;
    if (config && ours.has(config.kernelFunc)) continue;
    const kernelFunc = create(config?.kernelFunc ?? null);
    if (!kernelFunc) continue;
    ours.add(kernelFunc);
    if (config) tf.unregisterKernel(kernelName, backendName);
    // The rest of the config stays: its setupFunc is what connects the original kernel to the wasm module.
    tf.registerKernel({ ...config, kernelName, backendName, kernelFunc });
  }
}
