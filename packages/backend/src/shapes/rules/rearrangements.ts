import * as tf from "@tensorflow/tfjs-core";
import { type SliceAttributes, stridedSliceInfo } from "../../strided-slice-info.js";
import { like, rulesFor, type ShapeRule, type ShapeRules } from "../shape-rule.js";

const padded: ShapeRule = ({ x }, { paddings }) => ({
  shape: x!.shape.map((extent, axis) => extent + paddings[axis][0] + paddings[axis][1]),
  dtype: x!.dtype,
});

const flattened = (shape: readonly number[]) => tf.util.sizeFromShape([...shape]);

/** Kernels that move elements, or choose among them, by attributes and shapes alone. */
export const rearrangementRules: ShapeRules = {
  [tf.Reshape]: ({ x }, { shape }) => ({
    shape: tf.util.inferFromImplicitShape(shape, flattened(x!.shape)),
    dtype: x!.dtype,
  }),
  [tf.ExpandDims]: ({ input }, { dim }) => {
    const shape = [...input!.shape];
    shape.splice(dim < 0 ? shape.length + dim + 1 : dim, 0, 1);
    return { shape, dtype: input!.dtype };
  },
  [tf.Transpose]: ({ x }, { perm }) => ({ shape: perm.map((axis: number) => x!.shape[axis]), dtype: x!.dtype }),
  [tf.Reverse]: like("x"),
  ...rulesFor([tf.FlipLeftRight, tf.RotateWithOffset], like("image")),
  [tf.Concat]: (inputs, { axis }) => {
    const shapes = Object.values(inputs).map(({ shape }) => [...shape]);
    const [along] = tf.util.parseAxisParam(axis, shapes[0]!);
    return { shape: tf.backend_util.computeOutShape(shapes, along!), dtype: inputs["0"]!.dtype };
  },
  [tf.Pack]: (inputs, { axis }) => {
    const all = Object.values(inputs);
    const shape = [...all[0]!.shape];
    shape.splice(axis < 0 ? shape.length + axis + 1 : axis, 0, all.length);
    return { shape, dtype: all[0]!.dtype };
  },
  [tf.Unpack]: ({ value }, { axis }) => {
    const [along] = tf.util.parseAxisParam(axis, [...value!.shape]);
    const shape = value!.shape.filter((_, i) => i !== along);
    return Array.from({ length: value!.shape[along!]! }, () => ({ shape, dtype: value!.dtype }));
  },
  [tf.SplitV]: ({ x }, { numOrSizeSplits, axis }) => {
    const [along] = tf.util.parseAxisParam(axis, [...x!.shape]);
    const sizes = tf.backend_util.prepareSplitSize(x as unknown as tf.Tensor, numOrSizeSplits, along!);
    return sizes.map((size) => ({ shape: x!.shape.map((n, i) => (i === along ? size : n)), dtype: x!.dtype }));
  },
  [tf.Slice]: ({ x }, { begin, size }) => {
    const [, shape] = tf.slice_util.parseSliceParams(x as unknown as tf.Tensor, begin, size);
    return { shape: shape!, dtype: x!.dtype };
  },
  [tf.StridedSlice]: ({ x }, attributes) => ({
    shape: stridedSliceInfo([...x!.shape], attributes as SliceAttributes).finalShape,
    dtype: x!.dtype,
  }),
  ...rulesFor([tf.PadV2, tf.MirrorPad], padded),
  [tf.Tile]: ({ x }, { reps }) => ({ shape: x!.shape.map((extent, i) => extent * reps[i]), dtype: x!.dtype }),
  [tf.BroadcastTo]: ({ x }, { shape }) => ({ shape, dtype: x!.dtype }),
  [tf.GatherV2]: ({ x, indices }, { axis, batchDims }) => {
    const [along] = tf.util.parseAxisParam(axis, [...x!.shape]);
    const { outputShape } = tf.backend_util.segment_util.collectGatherOpShapeInfo(
      x as unknown as tf.Tensor,
      indices as unknown as tf.Tensor,
      along!,
      batchDims ?? 0,
    );
    return { shape: outputShape, dtype: x!.dtype };
  },
  [tf.GatherNd]: ({ params, indices }) => ({
    shape: [...indices!.shape.slice(0, -1), ...params!.shape.slice(indices!.shape.at(-1)!)],
    dtype: params!.dtype,
  }),
  [tf.ScatterNd]: ({ updates }, { shape }) => ({ shape, dtype: updates!.dtype }),
  [tf.TensorScatterUpdate]: like("tensor"),
  [tf.SparseToDense]: ({ sparseValues }, { outputShape }) => ({ shape: outputShape, dtype: sparseValues!.dtype }),
  ...rulesFor([tf.SearchSorted, tf.LowerBound, tf.UpperBound], like("values", "int32")),
  [tf.Diag]: ({ x }) => ({ shape: [...x!.shape, ...x!.shape], dtype: x!.dtype }),
  [tf.MatrixBandPart]: like("input"),
  [tf.SpaceToBatchND]: ({ x }, { blockShape, paddings }) => {
    const [batch, ...rest] = x!.shape;
    const blocks = blockShape.reduce((product: number, n: number) => product * n, 1);
    const shape = rest.map((n, i) =>
      i < blockShape.length ? (n + paddings[i][0] + paddings[i][1]) / blockShape[i] : n,
    );
    return { shape: [batch! * blocks, ...shape], dtype: x!.dtype };
  },
  [tf.BatchToSpaceND]: ({ x }, { blockShape, crops }) => {
    const [batch, ...rest] = x!.shape;
    const blocks = blockShape.reduce((product: number, n: number) => product * n, 1);
    const shape = rest.map((n, i) => (i < blockShape.length ? n * blockShape[i] - crops[i][0] - crops[i][1] : n));
    return { shape: [batch! / blocks, ...shape], dtype: x!.dtype };
  },
  [tf.DepthToSpace]: ({ x }, { blockSize, dataFormat }) => {
    const [batch, ...rest] = x!.shape as [number, number, number, number];
    const [channels, height, width] = dataFormat === "NCHW" ? rest : [rest[2], rest[0], rest[1]];
    const [c, h, w] = [channels! / blockSize ** 2, height! * blockSize, width! * blockSize];
    return { shape: dataFormat === "NCHW" ? [batch, c, h, w] : [batch, h, w, c], dtype: x!.dtype };
  },
};
