import * as tf from "@tensorflow/tfjs-core";
import { registeredKernel } from "./registered-kernel.js";

type Saver = (tensors: tf.Tensor[]) => void;

const withGradient = tf.customGrad((...args) => {
  const [x, save] = args as unknown as [tf.Tensor, Saver];
  const sigmoid = tf.sigmoid(x);
  save([x, sigmoid]);
  return { value: tf.mul(x, sigmoid), gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => swishGradient(dy, saved) };
});

/**
 * swish(x) = x·σ(x), also called SiLU   (Ramachandran et al. 2017, Eq. 1 with β = 1). On wasm with the training kernels of
 * `@cvar/backend` it is one kernel forward and one backward.
 *
 * @param x  any shape
 * @returns x's shape; the caller owns it
 */
export function swish<T extends tf.Tensor>(x: T): T {
  return tf.tidy(() => registeredKernel("CvarSwish", { x }) ?? withGradient(x)) as T;
}

/** dy·σ·(1 + x·(1 − σ)). */
function swishGradient(dy: tf.Tensor, [x, sigmoid]: tf.Tensor[]): tf.Tensor {
  return tf.mul(dy, tf.mul(sigmoid!, tf.add(tf.mul(x!, tf.sub(1, sigmoid!)), 1)));
}
