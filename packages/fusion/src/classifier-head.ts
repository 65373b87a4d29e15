import * as tf from "@tensorflow/tfjs-core";
import { type Dropout, dropout } from "./dropout.js";
import { ShapeMismatchError } from "./errors.js";
import { type LinearParams, linear } from "./linear.js";

/**
 * A linear classifier, of a map after global average pooling: logits = mean_{h,w}(x)·W + b; of a vector: logits = x·W + b.
 *
 * @param x  map, shape [B, H, W, nf], or vectors, shape [B, nf]
 * @param params  kernel [nf, classes]
 * @param dropping  dropout on the pooled features; null in inference
 * @returns logits, shape [B, classes]; the caller owns them
 * @throws ShapeMismatchError if the channels differ
 */
export function classifierHead(x: tf.Tensor, params: LinearParams, dropping: Dropout | null = null): tf.Tensor2D {
  if (x.rank !== 4 && x.rank !== 2)
    throw new ShapeMismatchError("what is to be classified", "[B, H, W, nf] or [B, nf]", x.shape);
  return tf.tidy(() => linear(dropout(x.rank === 4 ? tf.mean(x, [1, 2]) : x, dropping), params) as tf.Tensor2D);
}
