import { InvalidGraphError } from "../errors.js";
import { ELEMENTWISE } from "./fields.js";
import type { NirArray, NirConv1d, NirConv2d, NirInput, NirOperation, NirOutput } from "./graph.js";

/** Shape of one sample at one moment, NIR's axis order (channels first). */
export type NodeShape = readonly number[];

/** The shape that a node takes whatever comes before it, or null where it takes several. */
export function ownInputShape(node: NirOperation | NirInput | NirOutput): NodeShape | null {
  switch (node.type) {
    case "Input":
    case "Output":
      return node.shape;
    case "Affine":
    case "Linear":
      return node.weight.shape.slice(1);
    case "Conv1d":
      return node.input_shape === null ? null : [node.weight.shape[1]! * node.groups, node.input_shape];
    case "Conv2d":
      return node.input_shape === null ? null : [node.weight.shape[1]! * node.groups, ...node.input_shape];
    case "Flatten":
      return node.input_type;
    default: {
      // Parameters of one number stand for every neuron, so they say nothing.
      const widest = arraysOf(node).reduce<NodeShape>((a, { shape }) => (sizeOf(shape) > sizeOf(a) ? shape : a), []);
      return ELEMENTWISE.has(node.type) && !widest.includes(1) && sizeOf(widest) > 1 ? widest : null;
    }
  }
}

/**
 * The shape that leaves a node.
 *
 * @throws InvalidGraphError if `input` does not fit the node, or its parameters one another
 */
export function outputShape(name: string, node: NirOperation | NirInput | NirOutput, input: NodeShape): NodeShape {
  const fail = (expected: string): never => {
    throw new InvalidGraphError(name, `${node.type} takes ${expected}, but [${input}] comes in`);
  };
  for (const { shape, data } of arraysOf(node)) {
    if (data.length !== sizeOf(shape)) {
      throw new InvalidGraphError(name, `${data.length} numbers in an array of shape [${shape}]`);
    }
  }
  switch (node.type) {
    case "Input":
    case "Output":
      return sameShape(node.shape, input) ? input : fail(`[${node.shape}]`);
    case "Affine":
    case "Linear": {
      const { shape } = node.weight;
      if (shape.length !== 2) throw new InvalidGraphError(name, `weight [${shape}]: two axes, [out, in], are expected`);
      if (node.type === "Affine" && !sameShape(node.bias.shape, [shape[0]!])) {
        throw new InvalidGraphError(name, `bias [${node.bias.shape}] beside weight [${shape}]`);
      }
      return sameShape(input, [shape[1]!]) ? [shape[0]!] : fail(`[${shape[1]}]`);
    }
    case "Conv1d":
    case "Conv2d":
      return convolved(name, node, input, fail);
    case "AvgPool2d":
    case "SumPool2d": {
      if (input.length !== 3) fail("[C, H, W]");
      const { kernel_size, stride, padding } = node;
      const extents = [0, 1].map((a) => extent(input[a + 1]!, kernel_size[a]!, stride[a]!, padding[a]!, 1));
      if (extents.some((e) => e < 1)) fail(`at least [C, ${kernel_size}]`);
      return [input[0]!, ...extents];
    }
    case "Flatten": {
      if (node.input_type && !sameShape(node.input_type, input)) fail(`[${node.input_type}]`);
      const [start, end] = flattenedAxes(node, input.length);
      if (start < 0 || end >= input.length || start > end) fail(`axes ${node.start_dim} to ${node.end_dim}`);
      return [...input.slice(0, start), sizeOf(input.slice(start, end + 1)), ...input.slice(end + 1)];
    }
    default:
      for (const { shape } of arraysOf(node)) if (!fits(shape, input)) fail(`what its parameters have, [${shape}]`);
      return input;
  }
}

/** First and last axis of a Flatten, counted from 0. */
export function flattenedAxes(node: { start_dim: number; end_dim: number }, rank: number): [number, number] {
  const from0 = (axis: number) => (axis < 0 ? axis + rank : axis);
  return [from0(node.start_dim), from0(node.end_dim)];
}

/** Zeros before and after an axis. PyTorch's "same" (stride 1 alone) puts the odd one behind. */
export function zerosAround(
  padding: number | "same" | "valid",
  kernel: number,
  dilation: number,
): [before: number, after: number] {
  if (padding === "valid") return [0, 0];
  if (padding !== "same") return [padding, padding];
  const total = dilation * (kernel - 1);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

function convolved(
  name: string,
  node: NirConv1d | NirConv2d,
  input: NodeShape,
  fail: (expected: string) => never,
): NodeShape {
  const { weight, bias, groups } = node;
  const axes = node.type === "Conv1d" ? 1 : 2;
  const wrong = (reason: string): never => {
    throw new InvalidGraphError(name, reason);
  };
  if (weight.shape.length !== axes + 2) wrong(`weight [${weight.shape}]: ${axes + 2} axes are expected`);
  const [filters, channels, ...kernel] = weight.shape as [number, number, ...number[]];
  if (!sameShape(bias.shape, [filters])) wrong(`bias [${bias.shape}] beside ${filters} filters`);
  if (filters % groups !== 0) wrong(`${filters} filters in ${groups} groups`);
  const expected = ownInputShape(node) ?? [channels * groups, ...input.slice(1)];
  if (input.length !== axes + 1 || !sameShape(expected, input)) {
    fail(
      `[${channels * groups}, ${axes === 1 ? "N" : "H, W"}]${node.input_shape ? ` with extents ${node.input_shape}` : ""}`,
    );
  }
  const extents = kernel.map((k, axis) => {
    const { stride, padding, dilation } = alongAxis(node, axis);
    if (padding === "same" && stride !== 1) wrong(`padding "same" with stride ${stride}; only stride 1 has it`);
    const [before, after] = zerosAround(padding, k, dilation);
    return Math.floor((input[axis + 1]! + before + after - dilation * (k - 1) - 1) / stride) + 1;
  });
  if (extents.some((e) => e < 1)) fail(`at least a kernel, [${kernel}]`);
  return [filters, ...extents];
}

/** The geometry of a convolution along one of its axes. */
export function alongAxis(
  { stride, padding, dilation }: NirConv1d | NirConv2d,
  axis: number,
): { stride: number; padding: number | "same" | "valid"; dilation: number } {
  const at = <V>(value: V | readonly V[]) => (Array.isArray(value) ? value[axis] : value) as V;
  return { stride: at(stride), padding: at<number | "same" | "valid">(padding), dilation: at(dilation) };
}

/** The arrays among a node's fields. */
export function arraysOf(node: object): NirArray[] {
  return Object.values(node).filter((v): v is NirArray => ArrayBuffer.isView((v as NirArray | null)?.data));
}

/** A parameter fits if it has the shape, is one number, or has ones where it is to be spread. */
export function fits(parameter: NodeShape, shape: NodeShape): boolean {
  if (sizeOf(parameter) === 1) return true;
  return parameter.length === shape.length && parameter.every((extent, axis) => extent === 1 || extent === shape[axis]);
}

export function sizeOf(shape: NodeShape): number {
  return shape.reduce((a, b) => a * b, 1);
}

export function sameShape(a: NodeShape, b: NodeShape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

function extent(size: number, kernel: number, stride: number, padding: number, dilation: number): number {
  return Math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
}
