import * as tf from "@tensorflow/tfjs-core";
import { type Dropout, dropout } from "./dropout.js";
import { ShapeMismatchError } from "./errors.js";
import { type LinearParams, linear } from "./linear.js";

/**
 * Global average pooling and a linear classifier: logits = mean_{h,w}(x)·W + b.
 *
 * @param x  shape [B, H, W, nf]
 * @param params  kernel [nf, classes]
 * @param dropping  dropout on the pooled features; null in inference
 * @returns logits, shape [B, classes]; the caller owns them
 * @throws ShapeMismatchError if the channels differ
 */
export function classifierHead(x: tf.Tensor4D, params: LinearParams, dropping: Dropout | null = null): tf.Tensor2D {
  if (x.rank !== 4) throw new ShapeMismatchError("the map to classify", "[B, H, W, nf]", x.shape);
  return tf.tidy(() => linear(dropout(tf.mean(x, [1, 2]), dropping), params) as tf.Tensor2D);
}
