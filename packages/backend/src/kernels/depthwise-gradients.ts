import * as tf from "@tensorflow/tfjs-core";
import { type ConvAttributes, type ConvGeometry, convGeometry } from "../conv-geometry.js";
import { inputsOf, type KernelArguments, type TrainingKernel } from "./training-kernel.js";
import { onArrays } from "./typed-arrays.js";

type Shape4 = [number, number, number, number];

/** dW[r, s, c, m] = Σ X[…, c]·dY[…, c·M + m] of a depthwise convolution; wasm lacks it. */
export const depthwiseBackpropFilter: TrainingKernel = {
  kernelName: tf.DepthwiseConv2dNativeBackpropFilter,
  backendName: "wasm",
  create: () => (args) => {
    const { x, dy } = inputsOf(args) as { x: tf.TensorInfo; dy: tf.TensorInfo };
    const { filterShape } = args.attrs as unknown as { filterShape: Shape4 };
    const info = depthwiseInfo(x.shape, filterShape, args);
    return onArrays(args.backend, [x, dy], filterShape, ([values, cotangent], dw) => {
      const sums = new Float64Array(dw.length);
      forEachTap(info, filterShape, (input, filter, output) => {
        sums[filter]! += values![input]! * cotangent![output]!;
      });
      dw.set(sums);
    });
  },
};

/** dX[…, c] = Σ dY[…, c·M + m]·W[r, s, c, m] of a depthwise convolution; wasm lacks it. */
export const depthwiseBackpropInput: TrainingKernel = {
  kernelName: tf.DepthwiseConv2dNativeBackpropInput,
  backendName: "wasm",
  create: () => (args) => {
    const { dy, filter: w } = inputsOf(args) as { dy: tf.TensorInfo; filter: tf.TensorInfo };
    const { inputShape } = args.attrs as unknown as { inputShape: Shape4 };
    const info = depthwiseInfo(inputShape, w.shape, args);
    return onArrays(args.backend, [dy, w], inputShape, ([cotangent, weights], dx) => {
      forEachTap(info, w.shape, (input, filter, output) => {
        dx[input]! += cotangent![output]! * weights![filter]!;
      });
    });
  },
};

function depthwiseInfo(input: readonly number[], filter: readonly number[], { attrs }: KernelArguments): ConvGeometry {
  return convGeometry(input, filter, attrs as unknown as ConvAttributes, true);
}

/** Visits each product of a depthwise convolution: offsets in x, in the filter and in y. */
function forEachTap(
  info: ConvGeometry,
  [kh, kw, channels, multiplier]: readonly number[],
  visit: (input: number, filter: number, output: number) => void,
): void {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, padInfo } = info;
  for (let n = 0; n < batchSize; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let r = 0; r < kh!; r++) {
        const y = oy * info.strideHeight + r * info.dilationHeight - padInfo.top;
        if (y < 0 || y >= inHeight) continue;
        for (let ox = 0; ox < outWidth; ox++) {
          for (let s = 0; s < kw!; s++) {
            const x = ox * info.strideWidth + s * info.dilationWidth - padInfo.left;
            if (x < 0 || x >= inWidth) continue;
            const input = ((n * inHeight + y) * inWidth + x) * channels!;
            const filter = (r * kw! + s) * channels! * multiplier!;
            const output = ((n * outHeight + oy) * outWidth + ox) * channels! * multiplier!;
            for (let c = 0, k = 0; c < channels!; c++) {
              for (let m = 0; m < multiplier!; m++, k++) visit(input + c, filter + k, output + k);
            }
          }
        }
      }
    }
  }
}
