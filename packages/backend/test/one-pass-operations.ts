import * as tf from "@tensorflow/tfjs-core";
import { gelu, swish } from "../src/activations.js";
import { layerNorm } from "../src/layer-norm.js";
import type { Twin } from "./finite-differences.js";
import { erf } from "./plain-loops.js";

/** A batch norm of rows of channels, with or without scale and offset. */
export function batchNorm(rows: number, channels: number, parts: { scale: boolean; offset: boolean }): Twin {
  const shapes = [[rows, channels], [channels], [channels]];
  if (parts.scale) shapes.push([channels]);
  if (parts.offset) shapes.push([channels]);
  return {
    shapes,
    tensors: (x, mean, variance, ...rest) => {
      const scale = parts.scale ? rest[0] : undefined;
      const offset = parts.offset ? rest.at(-1) : undefined;
      const positive = tf.add(variance!, 1.5) as tf.Tensor1D;
      return tf.batchNorm(x!, mean as tf.Tensor1D, positive, offset as tf.Tensor1D, scale as tf.Tensor1D, 0.01);
    },
    loops: (x, mean, variance, ...rest) =>
      x!.map((value, i) => {
        const c = i % channels;
        const scale = parts.scale ? rest[0]![c]! : 1;
        const offset = parts.offset ? rest.at(-1)![c]! : 0;
        return ((value - mean![c]!) * scale) / Math.sqrt(variance![c]! + 1.5 + 0.01) + offset;
      }),
  };
}

/** A sum or mean over the axes from `first` on, `count` of them. */
export function reduction(shape: readonly number[], first: number, count: number, mean: boolean): Twin {
  const size = (extents: readonly number[]) => extents.reduce((product, extent) => product * extent, 1);
  const [reduced, inner] = [size(shape.slice(first, first + count)), size(shape.slice(first + count))];
  const axes = Array.from({ length: count }, (_, i) => first + i);
  return {
    shapes: [shape],
    tensors: (x) => (mean ? tf.mean : tf.sum)(x!, axes),
    loops: (x) => {
      const out = new Float64Array(x!.length / reduced);
      x!.forEach((value, i) => {
        out[Math.floor(i / (reduced * inner)) * inner + (i % inner)]! += mean ? value / reduced : value;
      });
      return out;
    },
  };
}

/** A function of each value, of values up to ±`reach`. */
export function elementwise(shape: readonly number[], name: string, values: (count: number) => number[]): Twin {
  const { tensors, value } = functions[name]!;
  return {
    shapes: [shape],
    tensors: (x) => tensors(x!),
    loops: (x) => x!.map(value),
    at: [values(shape.reduce((product, extent) => product * extent, 1))],
  };
}

/** A function with tfjs's operations, and of one number. */
interface ScalarFunction {
  readonly tensors: (x: tf.Tensor) => tf.Tensor;
  readonly value: (x: number) => number;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Functions of one value whose value or gradient is a kernel of its own, none with a kink except at 0 and 6. */
export const functions: Readonly<Record<string, ScalarFunction>> = {
  relu: { tensors: tf.relu, value: (x: number) => Math.max(0, x) },
  relu6: { tensors: tf.relu6, value: (x: number) => Math.min(6, Math.max(0, x)) },
  "leaky relu": { tensors: (x: tf.Tensor) => tf.leakyRelu(x, 0.2), value: (x: number) => (x > 0 ? x : 0.2 * x) },
  sigmoid: { tensors: tf.sigmoid, value: sigmoid },
  tanh: { tensors: tf.tanh, value: Math.tanh },
  elu: { tensors: tf.elu, value: (x: number) => (x >= 0 ? x : Math.expm1(x)) },
  square: { tensors: tf.square, value: (x: number) => x * x },
  gelu: { tensors: gelu, value: (x: number) => (x * (1 + erf(x / Math.SQRT2))) / 2 },
  swish: { tensors: swish, value: (x: number) => x * sigmoid(x) },
  exp: { tensors: tf.exp, value: Math.exp },
  erf: { tensors: tf.erf, value: erf },
};

/** prelu, its slopes of shape `slopes`, which is broadcast. */
export function prelu(shape: readonly number[], slopes: readonly number[]): Twin {
  const strides = slopes.map((extent, axis) => (extent === 1 ? 0 : slopes.slice(axis + 1).reduce((a, b) => a * b, 1)));
  const slopeOf = (at: number) => {
    let [rest, place] = [at, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const own = axis - (shape.length - slopes.length);
      if (own >= 0) place += (rest % shape[axis]!) * strides[own]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    return place;
  };
  return {
    shapes: [shape, slopes],
    tensors: (x, alpha) => tf.prelu(x!, alpha!),
    loops: (x, alpha) => x!.map((value, at) => (value > 0 ? value : value * alpha![slopeOf(at)]!)),
  };
}

/** Layer norm of rows. */
export function normalised(rows: readonly number[], width: number): Twin {
  return {
    shapes: [[...rows, width], [width], [width]],
    tensors: (x, scale, shift) => layerNorm(x!, scale as tf.Tensor1D, shift as tf.Tensor1D, 0.01),
    loops: (x, scale, shift) => {
      const y = new Float64Array(x!.length);
      for (let at = 0; at < y.length; at += width) {
        const row = x!.subarray(at, at + width);
        const mean = row.reduce((sum, value) => sum + value, 0) / width;
        const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
        row.forEach((value, i) => {
          y[at + i] = ((value - mean) / Math.sqrt(variance + 0.01)) * scale![i]! + shift![i]!;
        });
      }
      return y;
    },
  };
}

/** Softmax of rows. */
export function softmax(rows: readonly number[], width: number): Twin {
  return {
    shapes: [[...rows, width]],
    tensors: (x) => tf.softmax(x!),
    loops: (x) => {
      const y = x!.map(Math.exp);
      for (let at = 0; at < y.length; at += width) {
        const sum = y.subarray(at, at + width).reduce((total, value) => total + value, 0);
        for (let i = at; i < at + width; i++) y[i]! /= sum;
      }
      return y;
    },
  };
}

/** One of each operation whose value or gradient is a kernel of its own here, small. */
export const onePassOperations: Readonly<Record<string, Twin>> = {
  ...Object.fromEntries(
    Object.keys(functions).map((name) => [
      name,
      elementwise([3, 5], name, (count) => Array.from({ length: count }, (_, i) => (i - 7.25) * 0.9)),
    ]),
  ),
  prelu: prelu([2, 3, 5], [5]),
  "layer norm": normalised([2, 3], 7),
  softmax: softmax([2, 3], 6),
  "batch norm": batchNorm(10, 6, { scale: true, offset: true }),
  "mean over leading axes": reduction([3, 2, 5], 0, 2, true),
  "sum over the last axis": reduction([3, 7], 1, 1, false),
  "sum over apart axes": {
    shapes: [[2, 3, 4]],
    tensors: (x) => tf.sum(x!, [0, 2]),
    loops: (x) => {
      const out = new Float64Array(3);
      x!.forEach((value, i) => {
        out[Math.floor(i / 4) % 3]! += value;
      });
      return out;
    },
  },
};
