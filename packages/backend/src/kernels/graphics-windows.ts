import * as tf from "@tensorflow/tfjs-core";
import { paddingAfter } from "../window-geometry.js";
import { averagePool, averagePoolGradient } from "./native-average-pools.js";
import { maxPool, maxPoolGradient, type PaddedCalls, paddedVolume } from "./native-padding.js";
import { GRAPHICS_BACKENDS, type TrainingKernel } from "./training-kernel.js";

/**
 * Windows that WebGL and WebGPU get wrong, by inputs that are padded first:
 *
 * - volumes, "same" where the stride exceeds the filter on an axis: the windows are shifted by a negative padding;
 * - the gradient of average pools divides by the whole window where a border cuts it.
 */
export const graphicsWindows: readonly TrainingKernel[] = GRAPHICS_BACKENDS.flatMap((backendName) => {
  const shifted: PaddedCalls = {
    backendName,
    needed: ({ pad }, axes) =>
      pad === "same" && axes.some(({ taps, dilation, stride }) => (taps - 1) * dilation + 1 < stride),
  };
  const cut: PaddedCalls = {
    backendName,
    needed: ({ pad }, axes) =>
      typeof pad === "number" ||
      axes.some((axis) => axis.before > 0 || paddingAfter(axis) > 0) ||
      shifted.needed({ pad } as never, axes),
  };
  return [
    ...[tf.Conv3D, tf.Conv3DBackpropFilterV2, tf.Conv3DBackpropInputV2].map((name) => paddedVolume(name, shifted)),
    maxPool(tf.MaxPool3D, shifted),
    maxPoolGradient(tf.MaxPool3DGrad, shifted),
    averagePool(tf.AvgPool3D, shifted),
    averagePoolGradient(tf.AvgPoolGrad, cut),
    averagePoolGradient(tf.AvgPool3DGrad, cut),
  ];
});
