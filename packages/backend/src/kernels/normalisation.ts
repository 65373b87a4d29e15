import * as tf from "@tensorflow/tfjs-core";
import { address, type WasmBackend, withScratch } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";
import { inputsOf, type TrainingKernel } from "./training-kernel.js";

/** Kernels of layer norm and softmax that tfjs has none of. */
export const LAYER_NORM = "CvarLayerNorm";
export const LAYER_NORM_GRADIENT = "CvarLayerNormGrad";
export const SOFTMAX_GRADIENT = "CvarSoftmaxGrad";

/** Rows and width of the last axis. */
function rowsOf({ shape }: tf.TensorInfo): [rows: number, width: number] {
  const width = shape.at(-1) ?? 1;
  return [width === 0 ? 0 : tf.util.sizeFromShape(shape) / width, width];
}

/** wasm: layer norm and its gradient, and that of softmax, each in one pass over the tensor. tfjs's own softmax is fast. */
export const wasmNormalisation: readonly TrainingKernel[] = [
  {
    kernelName: LAYER_NORM,
    backendName: "wasm",
    create: () => (args) => {
      const { x, scale, shift } = inputsOf(args) as { x: tf.TensorInfo; scale: tf.TensorInfo; shift: tf.TensorInfo };
      const { epsilon } = args.attrs as { epsilon: number };
      const backend = args.backend as unknown as WasmBackend;
      const [rows, width] = rowsOf(x);
      const outs = [backend.makeOutput(x.shape, "float32"), backend.makeOutput([rows, 2], "float32")];
      const [from, weights, shifts, ...to] = [x, scale, shift, ...outs].map((tensor) => address(backend, tensor));
      wasmKernels(backend).layerNorm(from!, weights!, shifts!, to[0]!, to[1]!, rows, width, epsilon);
      return outs;
    },
  },
  {
    kernelName: LAYER_NORM_GRADIENT,
    backendName: "wasm",
    create: () => (args) => {
      const { x, scale, statistics, dy } = inputsOf(args) as Record<"x" | "scale" | "statistics" | "dy", tf.TensorInfo>;
      const backend = args.backend as unknown as WasmBackend;
      const [rows, width] = rowsOf(x);
      const outs = [x.shape, [width], [width]].map((shape) => backend.makeOutput([...shape], "float32"));
      withScratch(backend, 24 * (width + 4), (scratch) => {
        const addresses = [x, scale, statistics, dy, ...outs].map((tensor) => address(backend, tensor));
        wasmKernels(backend).layerNormGradient(...addresses, rows, width, scratch);
      });
      return outs;
    },
  },
  {
    kernelName: SOFTMAX_GRADIENT,
    backendName: "wasm",
    create: () => (args) => {
      const { y, dy } = inputsOf(args) as { y: tf.TensorInfo; dy: tf.TensorInfo };
      const backend = args.backend as unknown as WasmBackend;
      const dx = backend.makeOutput(y.shape, "float32");
      const [value, cotangent, to] = [address(backend, y), address(backend, dy), address(backend, dx)];
      wasmKernels(backend).softmaxGradient(value, cotangent, to, ...rowsOf(y));
      return dx;
    },
  },
];
