import type * as tf from "@tensorflow/tfjs-core";
import type { EncoderBlockParams } from "../src/encoder-block.js";

/** Shapes of an encoder block's twelve weights over d features, in the order that {@link encoderBlockParams} takes. */
export function encoderBlockShapes(d: number, hidden: number): number[][] {
  return [[d], [d], [d, 3 * d], [3 * d], [d, d], [d], [d], [d], [d, hidden], [hidden], [hidden, d], [d]];
}

/** Twelve tensors as the weights of an encoder block. */
export function encoderBlockParams(list: tf.Tensor[]): EncoderBlockParams {
  const pair = (i: number) => ({ kernel: list[i] as tf.Tensor2D, bias: list[i + 1] as tf.Tensor1D });
  const norm = (i: number) => ({ scale: list[i] as tf.Tensor1D, shift: list[i + 1] as tf.Tensor1D });
  return {
    norm1: norm(0),
    attention: { qkv: pair(2), projection: pair(4) },
    norm2: norm(6),
    expand: pair(8),
    contract: pair(10),
  };
}
