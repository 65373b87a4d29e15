import * as tf from "@tensorflow/tfjs-core";
import { inputsOf, type TrainingKernel } from "./training-kernel.js";
import { onArrays, requireFloat32 } from "./typed-arrays.js";

/** out[k] = Σ x[i] over the i whose segment is k: the gradient of `gather`, which wasm lacks. Other segments are dropped. */
export const unsortedSegmentSum: TrainingKernel = {
  kernelName: tf.UnsortedSegmentSum,
  backendName: "wasm",
  create: () => (args) => {
    const { x, segmentIds } = inputsOf(args) as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
    const { numSegments } = args.attrs as { numSegments: number };
    requireFloat32(tf.UnsortedSegmentSum, x);
    const rest = x.shape.slice(segmentIds.shape.length);
    const row = tf.util.sizeFromShape(rest);
    return onArrays(args.backend, [x, segmentIds], [numSegments, ...rest], ([values, ids], out) => {
      ids!.forEach((id, i) => {
        if (id < 0 || id >= numSegments) return;
        for (let j = 0; j < row; j++) out[id * row + j]! += values![i * row + j]!;
      });
    });
  },
};
