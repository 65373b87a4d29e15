import * as tf from "@tensorflow/tfjs-core";
import type { WasmBackend } from "../wasm/backend.js";
import { inputsOf, type KernelArguments, type TrainingKernel } from "./training-kernel.js";

/**
 * wasm: `Identity` and a `Cast` that changes nothing share their input's memory, counted as `Reshape` counts it, as the
 * cpu backend does. The engine clones every tensor that a gradient needs: wasm's own copies all of them. No kernel writes
 * into its inputs, and assigning to a variable replaces its memory.
 */
export const wasmSharedBuffers: readonly TrainingKernel[] = [
  {
    kernelName: tf.Identity,
    backendName: "wasm",
    create: (original) => original && ((args) => share(args) ?? original(args)),
  },
  {
    kernelName: tf.Cast,
    backendName: "wasm",
    create: (original) =>
      original && ((args) => (inputsOf(args).x!.dtype === args.attrs!.dtype ? share(args) : null) ?? original(args)),
  },
];

/** The same values as another tensor; null for strings, which are not in the heap. */
function share(args: KernelArguments): tf.TensorInfo | null {
  const { x } = inputsOf(args) as { x: tf.TensorInfo };
  if (x.dtype === "string") return null;
  (args.backend as unknown as WasmBackend).incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
}
