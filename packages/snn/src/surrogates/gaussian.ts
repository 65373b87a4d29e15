import * as tf from "@tensorflow/tfjs-core";
import type { Surrogate } from "./surrogate.js";

/**
 * Bell of area one, derivative of the error function: σ'(u) = (α/√π)·exp(−α²u²). SpikingJelly calls it `Erf`.
 *
 * @param alpha α > 0; 2 in SpikingJelly
 */
export function gaussian(alpha = 2): Surrogate {
  const height = alpha / Math.sqrt(Math.PI);
  return {
    name: "gaussian",
    parameters: { alpha },
    derivative: (u) => height * Math.exp(-alpha * alpha * u * u),
    gradient: (u) => tf.tidy(() => tf.mul(tf.exp(tf.mul(tf.square(u), -alpha * alpha)), height)),
  };
}
