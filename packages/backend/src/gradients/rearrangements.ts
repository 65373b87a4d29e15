import * as tf from "@tensorflow/tfjs-core";
import { type SliceAttributes, stridedSliceInfo } from "../strided-slice-info.js";
import { spread } from "./operations.js";

/** Gradients of operations that only move values, which tfjs lacks. */
export const rearrangementGradients: readonly tf.GradConfig[] = [
  {
    kernelName: tf.StridedSlice,
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attributes) => ({ x: () => intoSlice(dy as tf.Tensor, x!.shape, attributes as never) }),
  },
  {
    kernelName: tf.GatherNd,
    inputsToSave: ["params", "indices"],
    gradFunc: (dy, [params, indices]) => ({
      params: () => tf.scatterND(indices!, dy as tf.Tensor, params!.shape as number[] as [number]),
      indices: () => tf.zeros(indices!.shape),
    }),
  },
  {
    kernelName: tf.DepthToSpace,
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attributes) => ({ x: () => spaceToDepth(dy as tf.Tensor, x!.shape, attributes as never) }),
  },
  {
    kernelName: tf.TopK,
    inputsToSave: ["x"],
    outputsToSave: [false, true],
    gradFunc: (dys, [x, indices]) => ({ x: () => toPlaces((dys as tf.Tensor[])[0]!, indices!, x!.shape) }),
  },
];

/** dY back where the slice was taken from, zeros elsewhere: turned where the stride is negative, spread, and padded. */
function intoSlice(dy: tf.Tensor, shape: number[], s: SliceAttributes): tf.Tensor {
  const { begin, end, strides } = stridedSliceInfo(shape, s);
  if (dy.size === 0) return tf.zeros(shape);
  const extents = tf.slice_util.computeOutShape(begin, end, strides);
  const taken = tf.reshape(dy, extents);
  const backwards = strides.flatMap((stride, axis) => (stride < 0 ? [axis] : []));
  const forwards = backwards.length > 0 ? tf.reverse(taken, backwards) : taken;
  const apart = strides.reduce((result, stride, axis) => spread(result, axis, Math.abs(stride)), forwards);
  const paddings = shape.map((extent, axis): [number, number] => {
    const before = strides[axis]! > 0 ? begin[axis]! : begin[axis]! + (extents[axis]! - 1) * strides[axis]!;
    return [before, extent - before - apart.shape[axis]!];
  });
  return tf.pad(apart, paddings);
}

/** Blocks of pixels back into channels. */
function spaceToDepth(
  dy: tf.Tensor,
  shape: number[],
  { blockSize: b, dataFormat }: { readonly blockSize: number; readonly dataFormat: "NHWC" | "NCHW" },
): tf.Tensor {
  const [batch, ...rest] = dy.shape as [number, number, number, number];
  if (dataFormat === "NHWC") {
    const [height, width, channels] = rest;
    const blocks = tf.reshape(dy, [batch, height / b, b, width / b, b, channels]);
    return tf.reshape(tf.transpose(blocks, [0, 1, 3, 2, 4, 5]), shape);
  }
  const [channels, height, width] = rest;
  const blocks = tf.reshape(dy, [batch, channels, height / b, b, width / b, b]);
  return tf.reshape(tf.transpose(blocks, [0, 3, 5, 1, 2, 4]), shape);
}

/** dY of the k largest values of each row, at the places where they were. */
function toPlaces(dy: tf.Tensor, indices: tf.Tensor, shape: number[]): tf.Tensor {
  const extent = shape.at(-1)!;
  const k = dy.shape.at(-1)!;
  const places = tf.oneHot(tf.reshape(indices, [indices.size / k, k]), extent, 1, 0, "float32");
  return tf.reshape(tf.sum(tf.mul(places, tf.reshape(dy, [dy.size / k, k, 1])), 1), shape);
}
