import * as tf from "@tensorflow/tfjs-core";
import { geluFormula, geluGradient, swishFormula, swishGradient } from "./activation-formulas.js";
import { runKernel } from "./gradients/operations.js";
import { GELU, SWISH } from "./kernels/activations.js";

/**
 * Gaussian error linear unit, exact form: gelu(x) = x·Φ(x), Φ(x) = (1 + erf(x/√2)) / 2   (Hendrycks & Gimpel 2016, Eq. 1). On
 * wasm, after `registerTrainingKernels`, one kernel forward and one backward.
 *
 * @param x  any shape
 * @returns x's shape; the caller owns it
 */
export const gelu = /* @__PURE__ */ activation(GELU, geluFormula, geluGradient);

/**
 * swish(x) = x·σ(x), also called SiLU   (Ramachandran et al. 2017). On wasm, after `registerTrainingKernels`, one kernel
 * forward and one backward.
 *
 * @param x  any shape
 * @returns x's shape; the caller owns it
 */
export const swish = /* @__PURE__ */ activation(SWISH, swishFormula, swishGradient);

function activation(
  kernel: string,
  formula: (x: tf.Tensor) => tf.Tensor,
  gradient: (dy: tf.Tensor, x: tf.Tensor) => tf.Tensor,
): <T extends tf.Tensor>(x: T) => T {
  const composed = tf.customGrad((...args) => {
    const [x, save] = args as unknown as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    save([x]);
    return { value: formula(x), gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => gradient(dy, saved[0]!) };
  });
  return <T extends tf.Tensor>(x: T) => {
    if (x.dtype === "float32" && tf.getKernel(kernel, tf.getBackend())) return runKernel(kernel, { x }, {}) as T;
    return tf.tidy(() => composed(x)) as T;
  };
}
