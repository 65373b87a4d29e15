import * as tf from "@tensorflow/tfjs-core";
import { spike } from "../spike.js";
import { surrogate } from "../surrogates/registry.js";
import type { NirConv1d, NirConv2d, NirFlatten, NirSumPool2d } from "./graph.js";
import { channelsLast } from "./layout.js";
import { alongAxis, flattenedAxes, zerosAround } from "./node-shapes.js";
import type { OperationConfig, OperationTensors } from "./operation.js";

/** y = W·x + b on [B, T, in]; `weight` [in, out]. */
export function affine(x: tf.Tensor, { weight, bias }: OperationTensors): tf.Tensor {
  return tf.tidy(() => {
    const [batch, steps, features] = x.shape as [number, number, number];
    const y = tf.matMul(tf.reshape(x, [batch * steps, features]) as tf.Tensor2D, weight as tf.Tensor2D);
    return tf.reshape(bias ? tf.add(y, bias) : y, [batch, steps, weight!.shape[1]!]);
  });
}

/** y = s ⊙ x. */
export function scale(x: tf.Tensor, { scale }: OperationTensors): tf.Tensor {
  return tf.mul(x, scale!);
}

/** z = H(x − θ), with a surrogate gradient. */
export function threshold(x: tf.Tensor, { threshold }: OperationTensors, { rule }: OperationConfig): tf.Tensor {
  return tf.tidy(() => spike(tf.sub(x, threshold!), surrogate(rule.surrogate ?? "arctan"), rule.comparison));
}

/** Axes `start_dim` to `end_dim` of NIR's order become one: channels go first for it, and last again after it. */
export function flatten(x: tf.Tensor, { fields, shapes }: OperationConfig): tf.Tensor {
  const [start, end] = flattenedAxes(fields as unknown as NirFlatten, shapes.input.length);
  if (start === end) return tf.clone(x);
  return tf.tidy(() => {
    const { rank } = x;
    const first = rank > 3 ? tf.transpose(x, [0, 1, rank - 1, ...spatialAxes(rank)]) : x;
    const flat = tf.reshape(first, [x.shape[0]!, x.shape[1]!, ...shapes.output]);
    return flat.rank > 3
      ? tf.transpose(flat, [0, 1, ...Array.from({ length: flat.rank - 3 }, (_, i) => i + 3), 2])
      : flat;
  });
}

/** Sums or means over windows, zeros of the padding counted, of frames [B, T, H, W, C]. */
export function pool(x: tf.Tensor, { type, fields, shapes }: OperationConfig): tf.Tensor {
  const { kernel_size, stride, padding } = fields as unknown as NirSumPool2d;
  return tf.tidy(() => {
    const around = padding.map((zeros) => [zeros, zeros] as const);
    const padded = padImages(images(x, 4), around);
    const mean = tf.avgPool(padded, kernel_size as [number, number], stride as [number, number], "valid");
    const y = type === "SumPool2d" ? tf.mul(mean, kernel_size[0]! * kernel_size[1]!) : mean;
    return tf.reshape(y, [x.shape[0]!, x.shape[1]!, ...channelsLast(shapes.output)]);
  });
}

/** Convolution of [B, T, N, C] or [B, T, H, W, C], PyTorch's conventions; `weight` [k…, in / groups, out]. */
export function convolve(
  x: tf.Tensor,
  { weight, bias }: OperationTensors,
  { type, fields, shapes }: OperationConfig,
): tf.Tensor {
  const node = fields as unknown as NirConv1d | NirConv2d;
  return tf.tidy(() => {
    // One axis is two, the first of them of extent 1.
    const axes = type === "Conv1d" ? [0] : [0, 1];
    const one = { stride: 1, dilation: 1, around: [0, 0] as const };
    const along = axes.map((axis) => {
      const { stride, padding, dilation } = alongAxis({ ...node, type } as NirConv2d, axis);
      return { stride, dilation, around: zerosAround(padding, weight!.shape[axis]!, dilation) };
    });
    const [rows, columns] = type === "Conv1d" ? [one, along[0]!] : [along[0]!, along[1]!];
    const kernel = (weight!.rank === 3 ? tf.expandDims(weight!, 0) : weight!) as tf.Tensor4D;
    const spread = dilate(kernel, rows.dilation, columns.dilation);
    const padded = padImages(images(x, type === "Conv1d" ? 3 : 4), [rows.around, columns.around]);
    const y = grouped(padded, spread, node.groups, [rows.stride, columns.stride]);
    return tf.reshape(tf.add(y, bias!), [x.shape[0]!, x.shape[1]!, ...channelsLast(shapes.output)]);
  });
}

/**
 * The kernel with zeros between its taps: TensorFlow.js takes no stride beside a dilation, and differentiates no
 * dilated depthwise convolution.
 */
function dilate(kernel: tf.Tensor4D, rows: number, columns: number): tf.Tensor4D {
  if (rows === 1 && columns === 1) return kernel;
  const [height, width, channels, filters] = kernel.shape;
  const apart = tf.pad(tf.reshape(kernel, [height, 1, width, 1, channels * filters]), [
    [0, 0],
    [0, rows - 1],
    [0, 0],
    [0, columns - 1],
    [0, 0],
  ]);
  const full = tf.reshape(apart, [height * rows, width * columns, channels, filters]);
  const [tall, wide] = [(height - 1) * rows + 1, (width - 1) * columns + 1];
  return tf.slice(full, [0, 0, 0, 0], [tall, wide, channels, filters]) as tf.Tensor4D;
}

/** `groups` convolutions side by side; `kernel` [kh, kw, in / groups, out]. */
function grouped(x: tf.Tensor4D, kernel: tf.Tensor4D, groups: number, strides: [number, number]): tf.Tensor4D {
  if (groups === 1) return tf.conv2d(x, kernel, strides, "valid");
  const [height, width, channels, filters] = kernel.shape;
  if (channels === 1) {
    // Filter c·m + j looks at channel c: TensorFlow.js's depthwise filter [kh, kw, c, m] in the same order.
    const depthwise = tf.reshape(kernel, [height, width, groups, filters / groups]) as tf.Tensor4D;
    return tf.depthwiseConv2d(x, depthwise, strides, "valid");
  }
  const inputs = tf.split(x, groups, 3) as tf.Tensor4D[];
  const kernels = tf.split(kernel, groups, 3) as tf.Tensor4D[];
  const outputs = inputs.map((input, g) => tf.conv2d(input, kernels[g]!, strides, "valid") as tf.Tensor4D);
  return tf.concat(outputs, 3);
}

/** Time folded into the batch; [B, T, N, C] becomes images of one row. */
function images(x: tf.Tensor, rank: 3 | 4): tf.Tensor4D {
  const [batch, steps, ...rest] = x.shape as [number, number, ...number[]];
  const shape = [batch * steps, ...(rank === 3 ? [1] : []), ...rest];
  return tf.reshape(x, shape as [number, number, number, number]);
}

function padImages(x: tf.Tensor4D, around: readonly (readonly [number, number])[]): tf.Tensor4D {
  if (around.flat().every((zeros) => zeros === 0)) return x;
  const [rows, columns] = around as [[number, number], [number, number]];
  return tf.pad(x, [[0, 0], rows, columns, [0, 0]]);
}

/** Axes between time and channels. */
function spatialAxes(rank: number): number[] {
  return Array.from({ length: rank - 3 }, (_, i) => i + 2);
}
