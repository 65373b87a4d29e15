import * as tf from "@tensorflow/tfjs-core";
import { isWasm } from "../wasm/backend.js";
import { fittingPairs, roundsUp } from "../window-geometry.js";
import { forEachWindow, type PoolAttributes, poolAxes } from "./pool-gradients.js";
import { GRAPHICS_BACKENDS, inputsOf, type TrainingKernel } from "./training-kernel.js";
import { onArrays } from "./typed-arrays.js";
import { poolOnHeap } from "./wasm-pools.js";

/**
 * Pooling whose padding TensorFlow.js gets wrong on cpu and wasm, the first of these on WebGL and WebGPU too:
 *
 * - pictures, one number as padding, window or stride not square: tfjs-core computes the output's width from the window's
 *   height and the vertical stride. The kernels are right once the padding is spelled out;
 * - wasm, pictures: outputs whose number is rounded up are left as they were in memory;
 * - volumes, "same" where the stride exceeds the window on an axis: the windows are shifted by a negative padding;
 * - wasm, volumes: the maximum of a window without positive values is about 0.
 */
export const pools: readonly TrainingKernel[] = (["cpu", "wasm"] as const).flatMap((backendName) => [
  ...[tf.MaxPool, tf.AvgPool].map((kernelName) => spelledOut(kernelName, backendName)),
  ...[tf.MaxPool3D, tf.AvgPool3D].map((kernelName) => ({
    kernelName,
    backendName,
    create: (original: tf.KernelFunc | null) => overVolumes(original, backendName, kernelName === tf.MaxPool3D),
  })),
]);

/** The pools of pictures on WebGL and WebGPU, and the gradient of one of them (the other's: graphics-windows.ts). */
export const graphicsPools: readonly TrainingKernel[] = GRAPHICS_BACKENDS.flatMap((backendName) =>
  [tf.MaxPool, tf.AvgPool, tf.MaxPoolGrad].map((kernelName) => spelledOut(kernelName, backendName)),
);

function spelledOut(kernelName: string, backendName: TrainingKernel["backendName"]): TrainingKernel {
  return { kernelName, backendName, create: (original) => withPairs(original, backendName) };
}

/** The maximum of each window over volumes, as plain loops. */
export const maxPoolVolumes: tf.KernelFunc = overVolumes(null, "tensorflow", true);

function withPairs(original: tf.KernelFunc | null, backendName: string): tf.KernelFunc | null {
  if (!original) return null;
  return (args) => {
    const { x } = inputsOf(args) as { x: tf.TensorInfo };
    const attributes = args.attrs as unknown as PoolAttributes;
    const { pad } = attributes;
    const fit = backendName === "wasm" && roundsUp(attributes);
    if (typeof pad !== "number" && !fit) return original(args);
    const changed = fit
      ? { pad: fittingPairs(poolAxes(x.shape, args)), dimRoundingMode: "floor" }
      : {
          pad: [
            [0, 0],
            [pad, pad],
            [pad, pad],
            [0, 0],
          ],
        };
    return original({ ...args, attrs: { ...args.attrs, ...changed } as unknown as tf.NamedAttrMap });
  };
}

function overVolumes(original: tf.KernelFunc | null, backendName: string, max: boolean): tf.KernelFunc {
  return (args) => {
    const { x } = inputsOf(args) as { x: tf.TensorInfo };
    const axes = poolAxes(x.shape, args);
    if (isWasm(args.backend) && x.dtype === "float32")
      return poolOnHeap(args.backend, max ? "max" : "average", x, axes);
    const shifted = axes.some(({ taps, stride }) => taps < stride);
    if (original && !shifted && !(max && backendName === "wasm")) return original(args);
    const channels = x.shape[4]!;
    const shape = [x.shape[0]!, ...axes.map(({ outputs }) => outputs), channels];
    return onArrays(args.backend, [x], shape, ([values], y) => {
      forEachWindow(axes, shape[0]!, (window, size, output) => {
        for (let c = 0; c < channels; c++) {
          let result = max ? Number.NEGATIVE_INFINITY : 0;
          for (let i = 0; i < size; i++) {
            const value = values![window[i]! * channels + c]!;
            result = max ? Math.max(result, value) : result + value;
          }
          y[output * channels + c] = max ? result : result / size;
        }
      });
    });
  };
}
