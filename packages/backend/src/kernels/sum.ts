import * as tf from "@tensorflow/tfjs-core";
import { address, type WasmBackend, withScratch } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";
import { inputsOf, type TrainingKernel } from "./training-kernel.js";

/**
 * Sums over adjacent axes that are not the last one (every bias gradient, pooling over a map). wasm's own transposes
 * first, and adds all rows in single precision; this one adds blocks in double precision.
 */
export const wasmSum: TrainingKernel = {
  kernelName: tf.Sum,
  backendName: "wasm",
  create: (original) => (args) => {
    const { x } = inputsOf(args) as { x: tf.TensorInfo };
    const { axis, keepDims } = args.attrs as { axis?: number | number[]; keepDims?: boolean };
    const axes = tf.util.parseAxisParam(axis as number | number[], x.shape).sort((p, q) => p - q);
    const [first, last] = [axes[0] ?? 0, axes[axes.length - 1] ?? 0];
    const inner = tf.util.sizeFromShape(x.shape.slice(last + 1));
    const adjacent = axes.length > 0 && last - first === axes.length - 1 && last < x.shape.length - 1;
    if (original && !(adjacent && inner > 1 && x.dtype === "float32")) return original(args);
    const backend = args.backend as unknown as WasmBackend;
    const shape = x.shape.flatMap((extent, i) => (i < first || i > last ? [extent] : keepDims ? [1] : []));
    const out = backend.makeOutput(shape, "float32");
    const outer = tf.util.sizeFromShape(x.shape.slice(0, first));
    const reduced = tf.util.sizeFromShape(x.shape.slice(first, last + 1));
    const kernels = wasmKernels(backend);
    withScratch(backend, 8 * (inner + 4), (scratch) => {
      kernels.columnSums(address(backend, x), address(backend, out), outer, reduced, inner, scratch);
    });
    return out;
  },
};
