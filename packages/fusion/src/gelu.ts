import * as tf from "@tensorflow/tfjs-core";
import { registeredKernel } from "./registered-kernel.js";

type Saver = (tensors: tf.Tensor[]) => void;

const withGradient = tf.customGrad((...args) => {
  const [x, save] = args as unknown as [tf.Tensor, Saver];
  const cdf = normalCdf(x);
  save([x, cdf]);
  return { value: tf.mul(x, cdf), gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => geluGradient(dy, saved) };
});

/**
 * Gaussian error linear unit, exact form: gelu(x) = x·Φ(x), Φ(x) = (1 + erf(x/√2)) / 2   (Hendrycks & Gimpel 2016, Eq. 1).
 *
 * The gradient Φ(x) + x·φ(x) is written out, which saves the passes that a composed gradient would make; on wasm with the
 * training kernels of `@cvar/backend` both are one kernel.
 *
 * @param x  any shape
 * @returns x's shape; the caller owns it
 */
export function gelu<T extends tf.Tensor>(x: T): T {
  return tf.tidy(() => registeredKernel("CvarGelu", { x }) ?? withGradient(x)) as T;
}

function normalCdf(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
}

function geluGradient(dy: tf.Tensor, [x, cdf]: tf.Tensor[]): tf.Tensor {
  const density = tf.mul(tf.exp(tf.mul(tf.square(x!), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return tf.mul(dy, tf.add(cdf!, tf.mul(x!, density)));
}
