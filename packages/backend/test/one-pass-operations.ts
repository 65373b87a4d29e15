import * as tf from "@tensorflow/tfjs-core";
import type { Twin } from "./finite-differences.js";

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

/** One of each operation whose value or gradient is a kernel of its own here, small. */
export const onePassOperations: Readonly<Record<string, Twin>> = {
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
