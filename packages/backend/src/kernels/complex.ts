import * as tf from "@tensorflow/tfjs-core";
import { address, type WasmBackend } from "../wasm/backend.js";
import { inputsOf, type TrainingKernel } from "./training-kernel.js";

/**
 * Complex tensors on wasm, which has none: real and imaginary parts side by side in one block of its heap. What only
 * reshapes works on them; arithmetic and reading do not (take `tf.real` and `tf.imag`).
 */
export const wasmComplex: readonly TrainingKernel[] = [
  {
    kernelName: tf.Complex,
    backendName: "wasm",
    create: () => (args) => {
      const { real, imag } = inputsOf(args) as { real: tf.TensorInfo; imag: tf.TensorInfo };
      const backend = args.backend as unknown as WasmBackend;
      const out = backend.makeOutput(real.shape, "complex64");
      const pairs = pairsOf(backend, out);
      const parts = [real, imag].map((part) => backend.typedArrayFromHeap(part)) as [tf.TypedArray, tf.TypedArray];
      for (let i = 0; i < parts[0].length; i++) {
        pairs[2 * i] = parts[0][i]!;
        pairs[2 * i + 1] = parts[1][i]!;
      }
      return out;
    },
  },
  { kernelName: tf.Real, backendName: "wasm", create: () => part(0) },
  { kernelName: tf.Imag, backendName: "wasm", create: () => part(1) },
];

function part(offset: 0 | 1): tf.KernelFunc {
  return (args) => {
    const { input } = inputsOf(args) as { input: tf.TensorInfo };
    const backend = args.backend as unknown as WasmBackend;
    const out = backend.makeOutput(input.shape, "float32");
    const values = backend.typedArrayFromHeap(out);
    const pairs = pairsOf(backend, input);
    for (let i = 0; i < values.length; i++) values[i] = pairs[2 * i + offset]!;
    return out;
  };
}

function pairsOf(backend: WasmBackend, tensor: tf.TensorInfo): Float32Array {
  return new Float32Array(
    backend.wasm.HEAPU8.buffer,
    address(backend, tensor),
    2 * tf.util.sizeFromShape([...tensor.shape]),
  );
}
