import * as tf from "@tensorflow/tfjs-core";
import { KernelInputError } from "../errors.js";
import { isWasm, type WasmBackend } from "../wasm/backend.js";

/**
 * Runs a loop over plain arrays as a kernel of the cpu or wasm backend.
 *
 * @param loop  gets the inputs' values and a zeroed output; on wasm all of them are views of its heap, nothing is copied
 * @returns the output, float32
 */
export function onArrays(
  backend: unknown,
  inputs: readonly tf.TensorInfo[],
  shape: readonly number[],
  loop: (inputs: readonly tf.TypedArray[], output: Float32Array) => void,
): tf.TensorInfo {
  if (isWasm(backend)) return onHeap(backend, inputs, shape, loop);
  const { readSync, write } = backend as CpuBackend;
  const read = inputs.map(({ dataId }) => readSync.call(backend, dataId));
  const output = new Float32Array(tf.util.sizeFromShape([...shape]));
  loop(read, output);
  return { dataId: write.call(backend, output, [...shape], "float32"), shape: [...shape], dtype: "float32" };
}

interface CpuBackend {
  readSync(dataId: object): tf.TypedArray;
  write(values: Float32Array, shape: number[], dtype: "float32"): object;
}

/** The output is allocated before any view is taken: a heap that grows detaches the views it had. */
function onHeap(
  backend: WasmBackend,
  inputs: readonly tf.TensorInfo[],
  shape: readonly number[],
  loop: (inputs: readonly tf.TypedArray[], output: Float32Array) => void,
): tf.TensorInfo {
  const out = backend.makeOutput([...shape], "float32");
  const view = backend.typedArrayFromHeap(out) as Float32Array;
  loop(
    inputs.map((input) => backend.typedArrayFromHeap(input)),
    view.fill(0),
  );
  return out;
}

/** @throws KernelInputError unless the tensor is float32 */
export function requireFloat32(kernel: string, tensor: tf.TensorInfo): void {
  if (tensor.dtype !== "float32") throw new KernelInputError(kernel, `only float32, not ${tensor.dtype}`);
}
