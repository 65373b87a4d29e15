import * as tf from "@tensorflow/tfjs-core";
import { type SliceAttributes, stridedSliceInfo } from "../strided-slice-info.js";
import { GRAPHICS_BACKENDS, type TrainingKernel } from "./training-kernel.js";

/**
 * Strided slices that also drop an axis: all backends but tfjs-node then read the strides of the wrong axes. They are taken without
 * dropping any, and reshaped.
 */
export const stridedSlices: readonly TrainingKernel[] = (["cpu", "wasm", ...GRAPHICS_BACKENDS] as const).map(
  (backendName) => ({
    kernelName: tf.StridedSlice,
    backendName,
    create: (original) =>
      original &&
      ((args) => {
        const { x } = args.inputs as { x: tf.Tensor };
        const s = args.attrs as unknown as SliceAttributes;
        if (!s.shrinkAxisMask) return original(args);
        const { begin, end, strides, finalShape } = stridedSliceInfo(x.shape, s);
        if (strides.every((stride) => stride === 1)) return original(args);
        // Down to the first value is spelled by a mask: an end of −1 would mean the last one.
        const toFirst = end.reduce((bits, stop, axis) => bits | (stop < 0 ? 1 << axis : 0), 0);
        return tf.tidy(() => tf.reshape(tf.stridedSlice(x, begin, end, strides, 0, toFirst), finalShape));
      }),
  }),
);
