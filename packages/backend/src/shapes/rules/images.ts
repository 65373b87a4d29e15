import * as tf from "@tensorflow/tfjs-core";
import { like, type ShapeRule, type ShapeRules } from "../shape-rule.js";

const resized =
  (dtype?: tf.DataType): ShapeRule =>
  ({ images }, { size }) => {
    const [batch, , , channels] = images!.shape;
    return { shape: [batch!, size[0], size[1], channels!], dtype: dtype ?? images!.dtype };
  };

/** Kernels that resample pictures. */
export const imageRules: ShapeRules = {
  [tf.ResizeBilinear]: resized("float32"),
  [tf.ResizeNearestNeighbor]: resized(),
  [tf.ResizeBilinearGrad]: like("images", "float32"),
  [tf.ResizeNearestNeighborGrad]: like("images", "float32"),
  [tf.CropAndResize]: ({ image, boxes }, { cropSize }) => ({
    shape: [boxes!.shape[0]!, cropSize[0], cropSize[1], image!.shape[3]!],
    dtype: "float32",
  }),
  [tf.Transform]: ({ image }, { outputShape }) => {
    const [batch, height, width, channels] = image!.shape;
    const [rows, columns] = outputShape ?? [height, width];
    return { shape: [batch!, rows, columns, channels!], dtype: image!.dtype };
  },
};
