import * as tf from "@tensorflow/tfjs-core";
import { address, type WasmBackend } from "../wasm/backend.js";
import { copyLevels, isNumeric, type Level, merged } from "./copy-levels.js";
import { inputsOf, type TrainingKernel } from "./training-kernel.js";

/**
 * wasm's slices, of any rank. Its own `Slice`, and `SplitV` and `Unpack`, which slice, copy the whole tensor out of the heap
 * for every part.
 */
export const wasmSlices: readonly TrainingKernel[] = [
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
];

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
  copyLevels(backend, address(backend, x) + offset, address(backend, out), row, merged(levels));
  return out;
}
