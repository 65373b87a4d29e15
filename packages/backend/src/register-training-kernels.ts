import * as tf from "@tensorflow/tfjs-core";
import { activationGradients } from "./gradients/activations.js";
import { batchMatMulGradient } from "./gradients/batch-mat-mul.js";
import { batchNormGradient } from "./gradients/batch-norm.js";
import { convolutionGradients } from "./gradients/convolutions.js";
import { einsumGradient } from "./gradients/einsum.js";
import { teachFusedConvolutions } from "./gradients/fused-convolutions.js";
import { normalisationGradients } from "./gradients/normalisation.js";
import { rearrangementGradients } from "./gradients/rearrangements.js";
import { reductionGradients } from "./gradients/reductions.js";
import { wasmActivations } from "./kernels/activations.js";
import { wasmAdam } from "./kernels/adam.js";
import { broadcastBatchMatMuls, wasmBatchMatMul } from "./kernels/batch-mat-mul.js";
import { batchNorms } from "./kernels/batch-norm.js";
import { wasmComplex } from "./kernels/complex.js";
import { wasmConv2D, wasmFusedConv2D } from "./kernels/conv2d.js";
import { wasmConv2DBackpropFilter } from "./kernels/conv2d-backprop-filter.js";
import { wasmConv2DBackpropInput } from "./kernels/conv2d-backprop-input.js";
import { volumeConvolutions } from "./kernels/conv3d.js";
import { wasmCopies } from "./kernels/copies.js";
import { wasmDepthwiseConv2D } from "./kernels/depthwise-convolution.js";
import { depthwiseBackpropFilter, depthwiseBackpropInput } from "./kernels/depthwise-gradients.js";
import { einsums } from "./kernels/einsum.js";
import { explicitPaddings } from "./kernels/explicit-padding.js";
import { fourierKernels } from "./kernels/fourier.js";
import { wasmGather } from "./kernels/gather.js";
import { graphicsWindows } from "./kernels/graphics-windows.js";
import { nativeAveragePools } from "./kernels/native-average-pools.js";
import { nativePaddings } from "./kernels/native-padding.js";
import { nativeVolumePools } from "./kernels/native-volume-pools.js";
import { wasmNormalisation } from "./kernels/normalisation.js";
import { wasmOneHot } from "./kernels/one-hot.js";
import { graphicsPads, wasmPad } from "./kernels/pad.js";
import { averagePoolGradients, maxPoolGradients } from "./kernels/pool-gradients.js";
import { graphicsPools, pools } from "./kernels/pools.js";
import { wasmReductions, wasmRepeatMiddle } from "./kernels/reductions.js";
import { wasmSharedBuffers } from "./kernels/shared-buffers.js";
import { wasmSlices } from "./kernels/slices.js";
import { stridedSlices } from "./kernels/strided-slice.js";
import type { TrainingKernel } from "./kernels/training-kernel.js";
import { unsortedSegmentSum } from "./kernels/unsorted-segment-sum.js";
import type { WasmBackend } from "./wasm/backend.js";
import { guardHeap } from "./wasm/heap-limit.js";

/** Every kernel that {@link registerTrainingKernels} brings. */
export const trainingKernels: readonly TrainingKernel[] = [
  wasmConv2DBackpropFilter,
  wasmConv2DBackpropInput,
  wasmBatchMatMul,
  ...broadcastBatchMatMuls,
  wasmConv2D,
  wasmFusedConv2D,
  ...explicitPaddings,
  ...nativePaddings,
  ...nativeAveragePools,
  ...nativeVolumePools,
  ...wasmReductions,
  wasmRepeatMiddle,
  ...wasmSharedBuffers,
  ...wasmCopies,
  ...wasmSlices,
  wasmGather,
  ...batchNorms,
  ...wasmActivations,
  ...wasmNormalisation,
  wasmPad,
  ...graphicsPads,
  wasmOneHot,
  unsortedSegmentSum,
  ...pools,
  ...graphicsPools,
  ...graphicsWindows,
  ...maxPoolGradients,
  ...averagePoolGradients,
  ...volumeConvolutions,
  wasmDepthwiseConv2D,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  ...einsums,
  ...stridedSlices,
  ...wasmComplex,
  ...fourierKernels,
  wasmAdam,
];

/** Every gradient that {@link registerTrainingKernels} brings; they work on all backends. */
export const trainingGradients: readonly tf.GradConfig[] = [
  ...convolutionGradients,
  batchMatMulGradient,
  batchNormGradient,
  ...reductionGradients,
  ...activationGradients,
  ...normalisationGradients,
  einsumGradient,
  ...rearrangementGradients,
];

const ours = new WeakSet<tf.KernelFunc>();

/**
 * Gives the cpu and wasm backends the kernels that training needs and they lack, and replaces those that are wrong or
 * slow; teaches tfjs-node what it refuses, and WebGL and WebGPU windows and products that they get wrong; gives all backends
 * the gradients that tfjs lacks; makes wasm throw a HeapExhaustedError where its heap is full. The README lists them. Call it after the backends and `@tensorflow/tfjs-layers` are imported (`selectBackend` imports the backends); calling
 * it again changes nothing. Kernels of other backends stay as they are.
 */
export function registerTrainingKernels(): void {
  for (const gradient of trainingGradients) {
    if (tf.getGradient(gradient.kernelName) !== gradient) tf.registerGradient(gradient);
  }
  teachFusedConvolutions();
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
  // One that starts later is guarded when the first of these kernels runs.
  const { wasm } = (tf.engine() as unknown as { registry: { wasm?: WasmBackend } }).registry;
  if (wasm) guardHeap(wasm);
}
