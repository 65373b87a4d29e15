import type { NirArray } from "./graph.js";
import { sizeOf } from "./node-shapes.js";

/** [C, …] → […, C]: NIR and PyTorch have channels first, TensorFlow.js last. One axis or none stays. */
export function channelsLast(shape: readonly number[]): number[] {
  return [...shape.slice(1), ...shape.slice(0, 1)];
}

/** […, C] → [C, …]. */
export function channelsFirst(shape: readonly number[]): number[] {
  return [...shape.slice(-1), ...shape.slice(0, -1)];
}

/** An array with its axes in another order: axis i of the result is axis `order[i]` of `array`. */
export function permuteAxes({ shape, data }: NirArray, order: readonly number[]): NirArray {
  const to = order.map((axis) => shape[axis]!);
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const steps = order.map((axis) => strides[axis]!);
  const out = data instanceof Float64Array ? new Float64Array(data.length) : new Float32Array(data.length);
  const index = to.map(() => 0);
  let from = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = data[from]!;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      from += steps[axis]!;
      if (index[axis]! < to[axis]!) break;
      from -= steps[axis]! * to[axis]!;
      index[axis] = 0;
    }
  }
  return { shape: to, data: out };
}

/** An array with channels last. */
export function arrayChannelsLast(array: NirArray): NirArray {
  const { length } = array.shape;
  return length < 2 ? array : permuteAxes(array, [...Array.from({ length: length - 1 }, (_, i) => i + 1), 0]);
}

/** An array with channels first. */
export function arrayChannelsFirst(array: NirArray): NirArray {
  const { length } = array.shape;
  return length < 2 ? array : permuteAxes(array, [length - 1, ...Array.from({ length: length - 1 }, (_, i) => i)]);
}
