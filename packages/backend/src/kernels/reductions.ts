import * as tf from "@tensorflow/tfjs-core";
import { address, type WasmBackend, withScratch } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";
import { inputsOf, type TrainingKernel } from "./training-kernel.js";

/** The name of the kernel that repeats a sum's cotangent over the axes it was taken over. */
export const REPEAT_MIDDLE = "CvarRepeatMiddle";

/**
 * wasm's sums and means over adjacent axes (every bias gradient, pooling over a map, the moments of a batch norm). Its own
 * transpose first where the last axis stays, and add everything in single precision; these add blocks in double precision.
 * Over nothing a sum is 0 and a mean NaN; its own leave what was in memory.
 */
export const wasmReductions: readonly TrainingKernel[] = [reduction(tf.Sum), reduction(tf.Mean)];

function reduction(kernelName: string): TrainingKernel {
  return {
    kernelName,
    backendName: "wasm",
    create: (original) => (args) => {
      const { x } = inputsOf(args) as { x: tf.TensorInfo };
      const { axis, keepDims } = args.attrs as { axis?: number | number[]; keepDims?: boolean };
      const axes = tf.util.parseAxisParam(axis as number | number[], x.shape).sort((p, q) => p - q);
      const [first, last] = [axes[0] ?? 0, axes[axes.length - 1] ?? 0];
      const adjacent = axes.length > 0 && last - first === axes.length - 1;
      const backend = args.backend as unknown as WasmBackend;
      const shape = x.shape.flatMap((extent, i) => (!axes.includes(i) ? [extent] : keepDims ? [1] : []));
      if (tf.util.sizeFromShape(x.shape) === 0) {
        const [dtype, value] = kernelName === tf.Mean ? (["float32", Number.NaN] as const) : ([x.dtype, 0] as const);
        const nothing = backend.makeOutput(shape, dtype);
        backend.typedArrayFromHeap(nothing).fill(value);
        return nothing;
      }
      if (original && (!adjacent || x.dtype !== "float32")) return original(args);
      const out = backend.makeOutput(shape, "float32");
      const outer = tf.util.sizeFromShape(x.shape.slice(0, first));
      const reduced = tf.util.sizeFromShape(x.shape.slice(first, last + 1));
      const inner = tf.util.sizeFromShape(x.shape.slice(last + 1));
      const factor = kernelName === tf.Mean ? 1 / reduced : 1;
      const kernels = wasmKernels(backend);
      if (inner === 1) {
        kernels.rowSums(address(backend, x), address(backend, out), outer, reduced, factor);
        return out;
      }
      withScratch(backend, 8 * (inner + 4), (scratch) => {
        kernels.columnSums(address(backend, x), address(backend, out), outer, reduced, inner, factor, scratch);
      });
      return out;
    },
  };
}

/** out[p, r, i] = factor·x[p, i] for every r, into the shape given. */
export const wasmRepeatMiddle: TrainingKernel = {
  kernelName: REPEAT_MIDDLE,
  backendName: "wasm",
  create: () => (args) => {
    const { x } = inputsOf(args) as { x: tf.TensorInfo };
    const { shape, first, last, factor } = args.attrs as unknown as {
      shape: number[];
      first: number;
      last: number;
      factor: number;
    };
    const backend = args.backend as unknown as WasmBackend;
    const out = backend.makeOutput([...shape], "float32");
    const [outer, repeats, inner] = [shape.slice(0, first), shape.slice(first, last + 1), shape.slice(last + 1)].map(
      (extents) => tf.util.sizeFromShape(extents),
    ) as [number, number, number];
    wasmKernels(backend).repeatMiddle(address(backend, x), address(backend, out), outer, repeats, inner, factor);
    return out;
  },
};
