import * as tf from "@tensorflow/tfjs-core";
import { inputsOf, type KernelArguments, type TrainingKernel } from "./training-kernel.js";
import { onArrays } from "./typed-arrays.js";

type PoolInfo = ReturnType<typeof tf.backend_util.computePool2DInfo>;

/**
 * dX of average pooling: each input of a window gets dY / (inputs in the window). cpu and wasm divide by the window's
 * full size even where a border cuts it, although their forward pass does not.
 */
export const averagePoolGradients: readonly TrainingKernel[] = (["cpu", "wasm"] as const).map((backendName) => ({
  kernelName: tf.AvgPoolGrad,
  backendName,
  create: () => (args) => {
    const { dy, input } = inputsOf(args) as { dy: tf.TensorInfo; input: tf.TensorInfo };
    const info = poolInfo(input, args);
    return onArrays(args.backend, [dy], input.shape, ([cotangent], dx) => {
      forEachWindow(info, (out, window) => {
        for (let c = 0; c < info.inChannels; c++) {
          const share = cotangent![out + c]! / window.length;
          for (const at of window) dx[at + c]! += share;
        }
      });
    });
  },
}));

/** dX of max pooling: dY goes to the window's first maximum. wasm's own loses it where that maximum is not positive. */
export const maxPoolGradient: TrainingKernel = {
  kernelName: tf.MaxPoolGrad,
  backendName: "wasm",
  create: () => (args) => {
    const { dy, input } = inputsOf(args) as { dy: tf.TensorInfo; input: tf.TensorInfo };
    const info = poolInfo(input, args);
    return onArrays(args.backend, [dy, input], input.shape, ([cotangent, x], dx) => {
      forEachWindow(info, (out, window) => {
        for (let c = 0; c < info.inChannels; c++) {
          let best = window[0]!;
          for (const at of window) if (x![at + c]! > x![best + c]!) best = at;
          dx[best + c]! += cotangent![out + c]!;
        }
      });
    });
  },
};

function poolInfo(input: tf.TensorInfo, { attrs }: KernelArguments): PoolInfo {
  const { filterSize, strides, pad, dimRoundingMode } = attrs as Record<string, never>;
  return tf.backend_util.computePool2DInfo(input.shape as never, filterSize, strides, 1, pad, dimRoundingMode);
}

/** Visits each window of NHWC pooling: offset of its output, and of the inputs inside the picture (at least one). */
function forEachWindow(info: PoolInfo, visit: (out: number, window: readonly number[]) => void): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = info;
  for (let n = 0; n < batchSize; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const window: number[] = [];
        for (let r = 0; r < info.filterHeight; r++) {
          const y = oy * info.strideHeight + r - padInfo.top;
          if (y < 0 || y >= inHeight) continue;
          for (let s = 0; s < info.filterWidth; s++) {
            const x = ox * info.strideWidth + s - padInfo.left;
            if (x >= 0 && x < inWidth) window.push(((n * inHeight + y) * inWidth + x) * inChannels);
          }
        }
        if (window.length > 0) visit(((n * outHeight + oy) * outWidth + ox) * inChannels, window);
      }
    }
  }
}
