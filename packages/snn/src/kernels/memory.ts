import type { KernelBackend, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { WasmBackend } from "../wasm/module.js";

/** Runs a loop over plain arrays on a backend's tensors: reads the inputs, makes float32 outputs of the given shapes. */
export type RunOnArrays = (
  inputs: readonly TensorInfo[],
  shapes: readonly (readonly number[])[],
  loop: (inputs: Float32Array[], outputs: Float32Array[]) => void,
) => TensorInfo[];

/** For backends whose tensors are JavaScript arrays, or can be read at once (cpu, tfjs-node). */
export const onArrays =
  (backend: KernelBackend): RunOnArrays =>
  (inputs, shapes, loop) => {
    const outputs = shapes.map((shape) => new Float32Array(tf.util.sizeFromShape([...shape])));
    const read = inputs.map(({ dataId }) => tf.engine().readSync(dataId) as Float32Array);
    loop(read, outputs);
    return shapes.map((shape, i) => ({
      dataId: backend.write(outputs[i]!, [...shape], "float32"),
      shape: [...shape],
      dtype: "float32",
    }));
  };

/**
 * For the wasm backend: views of its heap, nothing is copied. Outputs are allocated before any view is taken, because a
 * heap that grows detaches the views it had.
 */
export const onWasmHeap =
  (wasm: WasmBackend): RunOnArrays =>
  (inputs, shapes, loop) => {
    const outputs = shapes.map((shape) => wasm.makeOutput([...shape], "float32"));
    const view = (info: TensorInfo) => wasm.typedArrayFromHeap(info) as Float32Array;
    loop(inputs.map(view), outputs.map(view));
    return outputs;
  };
