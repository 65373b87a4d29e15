import * as tf from "@tensorflow/tfjs-core";
import { address, type WasmBackend } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";
import { inputsOf, type KernelArguments, type TrainingKernel } from "./training-kernel.js";

/** An extent of a copy: how many rows, and the bytes from one to the next. */
interface Level {
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/**
 * wasm's kernels that only copy parts of tensors. Its own `Slice` (and `SplitV`, which slices) copies the whole tensor out
 * of the heap first, for every slice, and so does `Unpack`; `Concat` copies row by row from JavaScript; `Tile` and `Reverse`
 * value by value.
 */
export const wasmCopies: readonly TrainingKernel[] = [
  {
    kernelName: tf.Slice,
    backendName: "wasm",
    create: (original) => (args) => {
      const { x } = inputsOf(args) as { x: tf.TensorInfo };
      if (original && !isNumeric(x)) return original(args);
      const { begin, size } = args.attrs as unknown as { begin: number | number[]; size: number | number[] };
      const [first, extents] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin, size);
      tf.slice_util.assertParamsValid(x as tf.Tensor, first, extents);
      return slice(args.backend as unknown as WasmBackend, x, first, extents);
    },
  },
  {
    kernelName: tf.SplitV,
    backendName: "wasm",
    create: (original) => (args) => {
      const { x } = inputsOf(args) as { x: tf.TensorInfo };
      if (original && !isNumeric(x)) return original(args);
      const { numOrSizeSplits, axis } = args.attrs as unknown as { numOrSizeSplits: number | number[]; axis: number };
      const along = tf.util.parseAxisParam(axis, x.shape)[0]!;
      let start = 0;
      return tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, along).map((extent) => {
        const first = x.shape.map((_, i) => (i === along ? start : 0));
        start += extent;
        const extents = x.shape.map((whole, i) => (i === along ? extent : whole));
        return slice(args.backend as unknown as WasmBackend, x, first, extents);
      });
    },
  },
  {
    kernelName: tf.Unpack,
    backendName: "wasm",
    create: (original) => (args) => {
      const { value } = inputsOf(args) as { value: tf.TensorInfo };
      if (original && !isNumeric(value)) return original(args);
      const axis = tf.util.parseAxisParam((args.attrs as { axis: number }).axis, value.shape)[0]!;
      const extents = value.shape.map((whole, i) => (i === axis ? 1 : whole));
      return Array.from({ length: value.shape[axis]! }, (_, start) => {
        const first = value.shape.map((_extent, i) => (i === axis ? start : 0));
        const part = slice(args.backend as unknown as WasmBackend, value, first, extents);
        return { ...part, shape: value.shape.filter((_extent, i) => i !== axis) };
      });
    },
  },
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

function isNumeric({ dtype }: tf.TensorInfo): boolean {
  return dtype === "float32" || dtype === "int32" || dtype === "bool";
}

function slice(
  backend: WasmBackend,
  x: tf.TensorInfo,
  first: readonly number[],
  extents: readonly number[],
): tf.TensorInfo {
  const out = backend.makeOutput([...extents], x.dtype);
  if (tf.util.sizeFromShape(out.shape) === 0) return out;
  const element = tf.util.bytesPerElement(x.dtype);
  // From the innermost axis outwards: what is whole joins the axis outside it.
  const levels: Level[] = [];
  let [from, to, offset] = [element, element, 0];
  let joins = true;
  let row = element;
  for (let axis = x.shape.length - 1; axis >= 0; axis--) {
    const [whole, count] = [x.shape[axis]!, extents[axis]!];
    offset += first[axis]! * from;
    if (joins) row *= count;
    else if (count > 1) levels.push({ count, from, to });
    joins &&= count === whole;
    from *= whole;
    to *= count;
  }
  copy(backend, address(backend, x) + offset, address(backend, out), row, merged(levels));
  return out;
}

/** Neighbouring levels whose rows follow each other on both sides as one. */
function merged(levels: readonly Level[]): Level[] {
  const all: Level[] = [];
  for (const level of levels) {
    const inside = all.at(-1);
    if (inside && level.from === inside.from * inside.count && level.to === inside.to * inside.count) {
      all[all.length - 1] = { ...inside, count: inside.count * level.count };
    } else all.push(level);
  }
  return all;
}

/** Copies rows over any number of levels, innermost first. */
function copy(backend: WasmBackend, from: number, to: number, row: number, levels: readonly Level[]): void {
  const one: Level = { count: 1, from: 0, to: 0 };
  const [inner = one, outer = one, ...rest] = levels;
  const outermost = rest.at(-1);
  if (!outermost) {
    const [i, o] = [inner, outer];
    wasmKernels(backend).copyRows(from, to, row, o.count, o.from, o.to, i.count, i.from, i.to);
    return;
  }
  for (let i = 0; i < outermost.count; i++) {
    copy(backend, from + i * outermost.from, to + i * outermost.to, row, levels.slice(0, -1));
  }
}

function reverse(backend: WasmBackend, x: tf.TensorInfo, axis: number): tf.TensorInfo {
  const out = backend.makeOutput([...x.shape], x.dtype);
  const row = tf.util.bytesPerElement(x.dtype) * tf.util.sizeFromShape(x.shape.slice(axis + 1));
  const count = x.shape[axis]!;
  if (row === 0 || count === 0) return out;
  const outer = { count: tf.util.sizeFromShape(x.shape.slice(0, axis)), from: row * count, to: row * count };
  const last = address(backend, out) + (count - 1) * row;
  copy(backend, address(backend, x), last, row, [{ count, from: row, to: -row }, outer]);
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
    if (from > 0 && count > 0) copy(backend, address(backend, input), place, from, [{ count, from, to }]);
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
      copy(backend, address(backend, current), address(backend, next), row, levels);
    }
    if (current !== x) backend.disposeData(current.dataId);
    current = next;
    axis--;
  } while (axis >= 0);
  return current;
}
