import type { NirArray, NirOperation } from "./graph.js";
import { sizeOf } from "./node-shapes.js";

/** Where the features of [H, W, C], flattened as they lie, stand in NIR's order, that of [C, H, W]. */
export function flattenOrder(shape: readonly number[]): Int32Array {
  const channels = shape[shape.length - 1]!;
  const places = sizeOf(shape) / channels;
  return Int32Array.from({ length: places * channels }, (_, i) => (i % channels) * places + Math.floor(i / channels));
}

/** A matrix node whose input features come in NIR's order. */
export function reorderInputs(node: NirOperation, order: Int32Array): NirOperation {
  if (node.type !== "Affine" && node.type !== "Linear") return node;
  const { shape, data } = node.weight;
  const [outputs, inputs] = shape as [number, number];
  const moved = new Float32Array(data.length);
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < inputs; i++) moved[o * inputs + order[i]!] = data[o * inputs + i]!;
  return { ...node, weight: { shape, data: moved } };
}

/** Neurons whose parameters, one each, come in NIR's order. */
export function reorderNeurons(node: NirOperation, order: Int32Array): NirOperation {
  const fields = Object.entries(node).map(([name, value]) => {
    const array = value as NirArray | null;
    if (!ArrayBuffer.isView(array?.data) || array.data.length !== order.length) return [name, value];
    const data = new Float32Array(order.length);
    for (const [i, at] of order.entries()) data[at] = array.data[i]!;
    return [name, { shape: array.shape, data }];
  });
  return Object.fromEntries(fields) as unknown as NirOperation;
}
