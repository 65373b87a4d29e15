import * as tf from "@tensorflow/tfjs-core";
import { fourierPlan } from "../fast-fourier-transform.js";
import type { TrainingKernel } from "./training-kernel.js";

/**
 * Discrete Fourier transforms along the last axis, of any length in O(n log n). wasm has none; cpu's takes O(n²) where
 * the length is no power of two.
 */
export const fourierKernels: readonly TrainingKernel[] = (["cpu", "wasm"] as const).flatMap((backendName) => [
  { kernelName: tf.FFT, backendName, create: () => transform(false) },
  { kernelName: tf.IFFT, backendName, create: () => transform(true) },
]);

/** x = conj(F·conj(X))/n is the inverse. */
function transform(inverse: boolean): tf.KernelFunc {
  return (args) => {
    const { input } = args.inputs as { input: tf.Tensor };
    const n = input.shape.at(-1)!;
    const [sign, scale] = inverse ? [-1, 1 / n] : [1, 1];
    return tf.tidy(() => {
      const [reals, imaginaries] = [tf.real(input).dataSync<"float32">(), tf.imag(input).dataSync<"float32">()];
      const [re, im] = [new Float64Array(n), new Float64Array(n)];
      const outputs = [new Float32Array(reals.length), new Float32Array(reals.length)] as const;
      for (let start = 0; start < reals.length; start += n) {
        for (let i = 0; i < n; i++) {
          re[i] = reals[start + i]!;
          im[i] = imaginaries[start + i]! * sign;
        }
        fourierPlan(n).forward(re, im);
        for (let i = 0; i < n; i++) {
          outputs[0][start + i] = re[i]! * scale;
          outputs[1][start + i] = im[i]! * scale * sign;
        }
      }
      return tf.complex(tf.tensor(outputs[0], input.shape), tf.tensor(outputs[1], input.shape));
    });
  };
}
