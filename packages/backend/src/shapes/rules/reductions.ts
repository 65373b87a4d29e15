import * as tf from "@tensorflow/tfjs-core";
import { rulesFor, type ShapeRule, type ShapeRules, type TensorShape } from "../shape-rule.js";

type Axes = number | number[];

function reduced(x: TensorShape, axis: Axes | null | undefined, keepDims: boolean): number[] {
  const shape = [...x.shape];
  const axes = tf.util.parseAxisParam(axis as Axes, shape);
  const [out] = tf.backend_util.computeOutAndReduceShapes(shape, axes);
  return keepDims ? tf.backend_util.expandShapeToKeepDim(out, axes) : out;
}

const reduction = (dtype: (x: TensorShape) => tf.DataType, name = "axis"): ShapeRule => {
  return ({ x }, attributes) => ({
    shape: reduced(x!, attributes[name], attributes.keepDims ?? false),
    dtype: dtype(x!),
  });
};

const same = (x: TensorShape) => x.dtype;
const summed = (x: TensorShape) => tf.backend_util.upcastType(x.dtype, "int32");

/** Kernels that make fewer elements of many. */
export const reductionRules: ShapeRules = {
  ...rulesFor([tf.Sum, tf.Prod], reduction(summed)),
  [tf.Mean]: reduction(() => "float32"),
  [tf.Max]: reduction(same, "reductionIndices"),
  ...rulesFor([tf.Min, tf.All, tf.Any], reduction(same)),
  ...rulesFor([tf.ArgMax, tf.ArgMin], ({ x }, { axis }) => ({
    shape: reduced(x!, [tf.util.parseAxisParam(axis, [...x!.shape])[0]!], false),
    dtype: "int32",
  })),
  ...rulesFor([tf.Cumsum, tf.Cumprod], ({ x }) => ({ shape: x!.shape, dtype: summed(x!) })),
  [tf.Bincount]: ({ weights }, { size }) => ({ shape: [size], dtype: weights!.dtype }),
  [tf.DenseBincount]: ({ x, weights }, { size }) => ({
    shape: [...x!.shape.slice(0, -1), size],
    dtype: weights!.dtype,
  }),
  [tf.TopK]: ({ x }, { k }) => {
    const shape = [...x!.shape.slice(0, -1), k];
    return [
      { shape, dtype: x!.dtype },
      { shape, dtype: "int32" },
    ];
  },
  [tf.UnsortedSegmentSum]: ({ x }, { numSegments }) => ({
    shape: [numSegments, ...x!.shape.slice(1)],
    dtype: summed(x!),
  }),
};
