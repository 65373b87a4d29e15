import * as tf from "@tensorflow/tfjs-core";
import { address, type WasmBackend } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";
import { inputsOf, type TrainingKernel } from "./training-kernel.js";

/** Rows shorter than this are left to the original kernel. */
const SHORTEST_ROW_BYTES = 16;

/** wasm's gather by rows; its own goes value by value. Indices outside, and batches of them, are left to it. */
export const wasmGather: TrainingKernel = {
  kernelName: tf.GatherV2,
  backendName: "wasm",
  create: (original) =>
    original &&
    ((args) => {
      const { x, indices } = inputsOf(args) as { x: tf.TensorInfo; indices: tf.TensorInfo };
      const { axis, batchDims = 0 } = args.attrs as { axis: number; batchDims?: number };
      const along = tf.util.parseAxisParam(axis, x.shape)[0]!;
      const inner = x.shape.slice(along + 1);
      const row = tf.util.sizeFromShape(inner) * tf.util.bytesPerElement(x.dtype);
      const simple = batchDims === 0 && x.dtype !== "string" && x.dtype !== "complex64" && indices.dtype === "int32";
      if (!simple || row < SHORTEST_ROW_BYTES) return original(args);
      const backend = args.backend as unknown as WasmBackend;
      const extent = x.shape[along]!;
      const inside = (backend.typedArrayFromHeap(indices) as Int32Array).every((i) => i >= 0 && i < extent);
      if (!inside) return original(args);
      const outer = x.shape.slice(0, along);
      const out = backend.makeOutput([...outer, ...indices.shape, ...inner], x.dtype);
      const count = tf.util.sizeFromShape(indices.shape);
      const sizes = [tf.util.sizeFromShape(outer), count, extent, row];
      wasmKernels(backend).gatherRows(address(backend, x), address(backend, indices), address(backend, out), ...sizes);
      return out;
    }),
};
