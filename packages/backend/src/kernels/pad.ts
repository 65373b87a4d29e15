import * as tf from "@tensorflow/tfjs-core";
import { address, type WasmBackend } from "../wasm/backend.js";
import { GRAPHICS_BACKENDS, inputsOf, type TrainingKernel } from "./training-kernel.js";

/** Rows shorter than this are left to the original kernel: copying them one by one would be slower. */
const SHORTEST_ROW_BYTES = 64;

/** Constant padding by rows; wasm's own copies value by value. */
export const wasmPad: TrainingKernel = {
  kernelName: tf.PadV2,
  backendName: "wasm",
  create: (original) => (args) => {
    const { x } = inputsOf(args) as { x: tf.TensorInfo };
    const { paddings, constantValue = 0 } = args.attrs as unknown as {
      paddings: [number, number][];
      constantValue?: number;
    };
    const last = paddings.findLastIndex(([before, after]) => before > 0 || after > 0);
    const row = last < 0 ? 0 : tf.util.sizeFromShape(x.shape.slice(last)) * 4;
    if (original && (row < SHORTEST_ROW_BYTES || x.dtype !== "float32")) return original(args);
    return padRows(args.backend as unknown as WasmBackend, x, paddings, last, constantValue);
  },
};

/** Pads where everything from axis `last` inwards is one row, and the axes before it are walked. */
function padRows(
  backend: WasmBackend,
  x: tf.TensorInfo,
  paddings: readonly (readonly [number, number])[],
  last: number,
  value: number,
): tf.TensorInfo {
  const shape = x.shape.map((extent, axis) => paddings[axis]![0] + extent + paddings[axis]![1]);
  const out = backend.makeOutput(shape, "float32");
  (backend.typedArrayFromHeap(out) as Float32Array).fill(value);
  const heap = backend.wasm.HEAPU8;
  const strides = [...tf.util.computeStrides(shape), 1].map((stride) => stride * 4);
  const row = tf.util.sizeFromShape(x.shape.slice(last)) * 4;
  let from = address(backend, x);
  const copy = (axis: number, to: number): void => {
    const start = to + paddings[axis]![0] * strides[axis]!;
    if (axis === last) {
      heap.copyWithin(start, from, from + row);
      from += row;
      return;
    }
    for (let i = 0; i < x.shape[axis]!; i++) copy(axis + 1, start + i * strides[axis]!);
  };
  copy(0, address(backend, out));
  return out;
}

/**
 * WebGL, WebGPU: tensors of more than four axes, axis by axis. WebGL's own program does not compile for them, WebGPU's makes
 * zeros.
 */
export const graphicsPads = GRAPHICS_BACKENDS.map(
  (backendName): TrainingKernel => ({
    kernelName: tf.PadV2,
    backendName,
    create: (original) =>
      original &&
      ((args) => {
        const { x } = args.inputs as { x: tf.Tensor };
        if (x.rank <= 4) return original(args);
        const { paddings, constantValue } = args.attrs as unknown as {
          paddings: [number, number][];
          constantValue: number;
        };
        return tf.tidy(() =>
          paddings.reduce<tf.Tensor>((padded, [before, after], axis) => {
            if (before === 0 && after === 0) return padded;
            const [outer, inner] = [padded.shape.slice(0, axis), padded.shape.slice(axis + 1)];
            const extent = padded.shape[axis]!;
            const rows = tf.reshape(padded, [tf.util.sizeFromShape(outer), extent, tf.util.sizeFromShape(inner)]);
            const longer = tf.pad(
              rows,
              [
                [0, 0],
                [before, after],
                [0, 0],
              ],
              constantValue,
            );
            return tf.reshape(longer, [...outer, before + extent + after, ...inner]);
          }, tf.clone(x)),
        );
      }),
  }),
);
