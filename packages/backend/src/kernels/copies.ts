import * as tf from "@tensorflow/tfjs-core";
import { address, type WasmBackend } from "../wasm/backend.js";
import { copyLevels, isNumeric } from "./copy-levels.js";
import { inputsOf, type KernelArguments, type TrainingKernel } from "./training-kernel.js";

/** wasm's kernels that put copies together. Its own `Concat` copies row by row from JavaScript, `Tile` and `Reverse` value by value. */
export const wasmCopies: readonly TrainingKernel[] = [
  {
    kernelName: tf.Reverse,
    backendName: "wasm",
    create: (original) => (args) => {
      const { x } = inputsOf(args) as { x: tf.TensorInfo };
      const axes = tf.util.parseAxisParam((args.attrs as { dims: number | number[] }).dims, x.shape);
      if (original && (axes.length !== 1 || x.shape.length === 0 || !isNumeric(x))) return original(args);
      return reverse(args.backend as unknown as WasmBackend, x, axes[0]!);
    },
  },
  {
    kernelName: tf.Concat,
    backendName: "wasm",
    create: (original) => (args) => {
      const inputs = Object.values(inputsOf(args));
      const types = new Set(inputs.map(({ dtype }) => dtype));
      if (original && (types.size > 1 || !inputs.every(isNumeric))) return original(args);
      return concatenate(args, inputs);
    },
  },
  {
    kernelName: tf.Tile,
    backendName: "wasm",
    create: (original) => (args) => {
      const { x } = inputsOf(args) as { x: tf.TensorInfo };
      if (original && !isNumeric(x)) return original(args);
      return tile(args.backend as unknown as WasmBackend, x, (args.attrs as { reps: number[] }).reps);
    },
  },
];

function reverse(backend: WasmBackend, x: tf.TensorInfo, axis: number): tf.TensorInfo {
  const out = backend.makeOutput([...x.shape], x.dtype);
  const row = tf.util.bytesPerElement(x.dtype) * tf.util.sizeFromShape(x.shape.slice(axis + 1));
  const count = x.shape[axis]!;
  if (row === 0 || count === 0) return out;
  const outer = { count: tf.util.sizeFromShape(x.shape.slice(0, axis)), from: row * count, to: row * count };
  const last = address(backend, out) + (count - 1) * row;
  copyLevels(backend, address(backend, x), last, row, [{ count, from: row, to: -row }, outer]);
  return out;
}

function concatenate(args: KernelArguments, inputs: readonly tf.TensorInfo[]): tf.TensorInfo {
  const backend = args.backend as unknown as WasmBackend;
  const shapes = inputs.map(({ shape }) => shape);
  const axis = tf.util.parseAxisParam((args.attrs as { axis: number }).axis, shapes[0]!)[0]!;
  tf.backend_util.assertParamsConsistent(shapes, axis);
  const shape = tf.backend_util.computeOutShape(shapes, axis);
  const out = backend.makeOutput(shape, inputs[0]!.dtype);
  const element = tf.util.bytesPerElement(out.dtype);
  const count = tf.util.sizeFromShape(shape.slice(0, axis));
  const to = element * tf.util.sizeFromShape(shape.slice(axis));
  let place = address(backend, out);
  for (const input of inputs) {
    const from = element * tf.util.sizeFromShape(input.shape.slice(axis));
    if (from > 0 && count > 0) copyLevels(backend, address(backend, input), place, from, [{ count, from, to }]);
    place += from;
  }
  return out;
}

/** Axis by axis, the innermost first: each time the rows so far are repeated. */
function tile(backend: WasmBackend, x: tf.TensorInfo, reps: readonly number[]): tf.TensorInfo {
  const element = tf.util.bytesPerElement(x.dtype);
  const shape = [...x.shape];
  let current = x;
  let axis = shape.length - 1;
  do {
    while (axis > 0 && reps[axis] === 1) axis--;
    const count = reps[axis] ?? 1;
    if (axis >= 0) shape[axis] = x.shape[axis]! * count;
    const next = backend.makeOutput([...shape], x.dtype);
    const row = element * tf.util.sizeFromShape(current.shape.slice(Math.max(0, axis)));
    const outer = tf.util.sizeFromShape(current.shape.slice(0, Math.max(0, axis)));
    if (row > 0 && outer > 0 && count > 0) {
      const levels = [
        { count, from: 0, to: row },
        { count: outer, from: row, to: row * count },
      ];
      copyLevels(backend, address(backend, current), address(backend, next), row, levels);
    }
    if (current !== x) backend.disposeData(current.dataId);
    current = next;
    axis--;
  } while (axis >= 0);
  return current;
}
