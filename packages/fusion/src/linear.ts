import * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "./errors.js";

/** Weights of an affine map y = x·W + b. */
export interface LinearParams {
  /** W, shape [in, out] */
  readonly kernel: tf.Tensor2D;
  /** b, shape [out] */
  readonly bias: tf.Tensor1D;
}

/**
 * Affine map of the last axis: y = x·W + b.
 *
 * Every leading axis is flattened first, so that one plain matrix product does the work.
 *
 * @param x  shape […, in]
 * @returns shape […, out]; the caller owns it
 * @throws ShapeMismatchError if the last axis is not `in` long
 */
export function linear(x: tf.Tensor, params: LinearParams): tf.Tensor {
  const [inputs, outputs] = params.kernel.shape;
  const last = x.shape[x.rank - 1];
  if (last !== inputs) throw new ShapeMismatchError("the input of a linear map", `[…, ${inputs}]`, x.shape);
  return tf.tidy(() => {
    const rows = tf.reshape(x, [-1, inputs]) as tf.Tensor2D;
    const y = tf.fused.matMul({ a: rows, b: params.kernel, bias: params.bias });
    return tf.reshape(y, [...x.shape.slice(0, -1), outputs]);
  });
}
