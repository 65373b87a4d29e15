import * as tf from "@tensorflow/tfjs-core";
import { inputsOf, type TrainingKernel } from "./training-kernel.js";
import { onArrays } from "./typed-arrays.js";

/** One-hot rows as float32: wasm's own writes the bits of integers into them. */
export const wasmOneHot: TrainingKernel = {
  kernelName: tf.OneHot,
  backendName: "wasm",
  create: (original) => (args) => {
    const { indices } = inputsOf(args) as { indices: tf.TensorInfo };
    const { dtype, depth, onValue, offValue } = args.attrs as unknown as Record<
      "depth" | "onValue" | "offValue",
      number
    > & {
      dtype: string;
    };
    if (original && dtype !== "float32") return original(args);
    return onArrays(args.backend, [indices], [...indices.shape, depth], ([places], out) => {
      out.fill(offValue);
      places!.forEach((place, row) => {
        if (place >= 0 && place < depth) out[row * depth + place] = onValue;
      });
    });
  },
};
