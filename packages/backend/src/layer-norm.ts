import * as tf from "@tensorflow/tfjs-core";
import { KernelInputError } from "./errors.js";
import { runKernel } from "./gradients/operations.js";
import { LAYER_NORM } from "./kernels/normalisation.js";

/**
 * Layer normalisation of the last axis: y = (x − E[x]) / √(Var[x] + ε) · γ + β, Var biased   (Ba et al. 2016). On wasm, after
 * `registerTrainingKernels`, it is one kernel, and so is its gradient; elsewhere it is composed of operations.
 *
 * @param x  shape […, d]
 * @param gamma  γ, shape [d]
 * @param beta  β, shape [d]
 * @param epsilon  ε
 * @returns x's shape; the caller owns it
 * @throws KernelInputError if γ or β is not of shape [d]
 */
export function layerNorm<T extends tf.Tensor>(x: T, gamma: tf.Tensor1D, beta: tf.Tensor1D, epsilon = 1e-5): T {
  const d = x.shape.at(-1);
  for (const weights of [gamma, beta]) {
    if (weights.rank !== 1 || weights.shape[0] !== d) {
      throw new KernelInputError("layerNorm", `scale and shift must be of shape [${d ?? "d"}], not [${weights.shape}]`);
    }
  }
  return tf.tidy("layerNorm__op", () => {
    const float = [x, gamma, beta].every(({ dtype }) => dtype === "float32");
    if (float && x.size > 0 && tf.getKernel(LAYER_NORM, tf.getBackend())) {
      const made = runKernel(LAYER_NORM, { x, scale: gamma, shift: beta }, { epsilon }) as unknown as tf.Tensor[];
      return made[0] as T;
    }
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const variance = tf.mean(tf.square(centred), -1, true);
    const normalised = tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
    return tf.add(tf.mul(normalised, gamma), beta) as T;
  });
}
