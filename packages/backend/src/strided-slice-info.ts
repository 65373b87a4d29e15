import * as tf from "@tensorflow/tfjs-core";

/** Attributes of the kernel StridedSlice. */
export type SliceAttributes = Readonly<Record<"begin" | "end" | "strides", number[]>> &
  Readonly<Record<"beginMask" | "endMask" | "ellipsisMask" | "newAxisMask" | "shrinkAxisMask", number>>;

/** What a strided slice takes of a tensor of `shape`: its masks resolved to begin, end and stride of every axis. */
export function stridedSliceInfo(shape: number[], s: SliceAttributes) {
  return tf.slice_util.sliceInfo(
    shape,
    s.begin,
    s.end,
    s.strides,
    s.beginMask,
    s.endMask,
    s.ellipsisMask,
    s.newAxisMask,
    s.shrinkAxisMask,
  );
}
