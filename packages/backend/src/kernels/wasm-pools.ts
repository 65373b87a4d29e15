import type * as tf from "@tensorflow/tfjs-core";
import { address, type WasmBackend } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";
import type { WindowAxes } from "../window-geometry.js";

/** Pools of a tensor in the heap, float32, and their gradients, with SIMD. */
type Kind = "max" | "average";

/** The maximum or mean of each window. */
export function poolOnHeap(backend: WasmBackend, kind: Kind, x: tf.TensorInfo, axes: WindowAxes): tf.TensorInfo {
  const outputs = (x.shape.length === 5 ? axes : axes.slice(1)).map((axis) => axis.outputs);
  const y = backend.makeOutput([x.shape[0]!, ...outputs, x.shape.at(-1)!], "float32");
  wasmKernels(backend).pool(kind === "average" ? 1 : 0, address(backend, x), address(backend, y), ...sizes(x, axes));
  return y;
}

/** dX; `x` is read for the maximum only. */
export function poolGradientOnHeap(
  backend: WasmBackend,
  kind: Kind,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  axes: WindowAxes,
): tf.TensorInfo {
  const dx = backend.makeOutput([...x.shape], "float32");
  const [input, cotangent, to] = [address(backend, x), address(backend, dy), address(backend, dx)];
  wasmKernels(backend).poolGradient(kind === "average" ? 1 : 0, input, cotangent, to, ...sizes(x, axes));
  return dx;
}

function sizes({ shape }: tf.TensorInfo, axes: WindowAxes): number[] {
  const bounds = axes.flatMap(({ inputs, outputs, taps, stride, before }) => [inputs, outputs, taps, stride, before]);
  return [shape[0]!, shape.at(-1)!, ...bounds];
}
