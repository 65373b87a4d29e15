/**
 * How an array of PyTorch is laid out.
 *
 * - `convolution` OIHW, here HWIO
 * - `depthwise` C1HW, here HWC1
 * - `linear` [out, in], here [in, out]
 * - `batched` [1, …], here without the first axis
 * - `same` as here
 */
export type TorchLayout = "convolution" | "depthwise" | "linear" | "batched" | "same";

/** For each layout, the axis of PyTorch that each axis here comes from. */
const FROM_TORCH: Record<TorchLayout, readonly number[] | null> = {
  convolution: [2, 3, 1, 0],
  depthwise: [2, 3, 0, 1],
  linear: [1, 0],
  batched: null,
  same: null,
};

/** The shape that PyTorch gives an array which has `shape` here. */
export function torchShape(shape: readonly number[], layout: TorchLayout): number[] {
  const axes = FROM_TORCH[layout];
  if (axes === null) return layout === "batched" ? [1, ...shape] : [...shape];
  const result = new Array<number>(shape.length);
  axes.forEach((from, to) => {
    result[from] = shape[to]!;
  });
  return result;
}

/** The shape here of an array which has `shape` in PyTorch; null if it has too few axes. */
export function shapeHere(shape: readonly number[], layout: TorchLayout): number[] | null {
  const axes = FROM_TORCH[layout];
  if (axes === null) return layout === "batched" ? shape.slice(1) : [...shape];
  return shape.length === axes.length ? axes.map((axis) => shape[axis]!) : null;
}

/** Values in PyTorch's order → values in the order here. `shape` is the shape here. */
export function fromTorch(values: Float32Array, shape: readonly number[], layout: TorchLayout): Float32Array {
  const axes = FROM_TORCH[layout];
  return axes === null ? values : transpose(values, torchShape(shape, layout), axes);
}

/** Values in the order here → values in PyTorch's order. `shape` is the shape here. */
export function toTorch(values: Float32Array, shape: readonly number[], layout: TorchLayout): Float32Array {
  const axes = FROM_TORCH[layout];
  if (axes === null) return values;
  const back = axes.map((_, axis) => axes.indexOf(axis));
  return transpose(values, shape, back);
}

/** Row-major transposition: axis k of the result is axis `axes[k]` of the input. */
function transpose(values: Float32Array, shape: readonly number[], axes: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const lengths = axes.map((axis) => shape[axis]!);
  const steps = axes.map((axis) => strides[axis]!);
  const inner = lengths.length - 1;
  const result = new Float32Array(values.length);
  const index = new Array<number>(inner).fill(0);
  for (let out = 0, base = 0; out < result.length; ) {
    for (let i = 0, from = base; i < lengths[inner]!; i++, from += steps[inner]!) result[out++] = values[from]!;
    // Odometer over the outer axes.
    for (let axis = inner - 1; axis >= 0; axis--) {
      base += steps[axis]!;
      if (++index[axis]! < lengths[axis]!) break;
      base -= steps[axis]! * lengths[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}
