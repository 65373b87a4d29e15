import * as tf from "@tensorflow/tfjs-core";
import type { Surrogate } from "./surrogate.js";

/**
 * Inverse tangent of width γ: σ'(u) = 1 / (1 + γu²)     (Das Biswas et al., section "STM": γ = 100).
 *
 * Smooth step: σ(u) = arctan(√γ·u) / √γ, which rises by π/√γ.
 *
 * @param gamma γ > 0
 */
export function arctan(gamma = 100): Surrogate {
  return {
    name: "arctan",
    parameters: { gamma },
    rational: { of: "square", height: 1, slope: gamma },
    derivative: (u) => 1 / (1 + gamma * u * u),
    gradient: (u) => tf.tidy(() => tf.reciprocal(tf.add(tf.mul(tf.square(u), gamma), 1))),
  };
}

/**
 * Inverse tangent as snnTorch's `atan` and SpikingJelly's `ATan` define it: σ'(u) = (α/2) / (1 + (παu/2)²).
 *
 * Smooth step: σ(u) = arctan(παu/2) / π + ½     (Fang et al. 2021, "Incorporating learnable membrane time constant").
 *
 * @param alpha α > 0; 2 in both libraries
 */
export function atan(alpha = 2): Surrogate {
  const slope = (Math.PI * alpha) / 2;
  return {
    name: "atan",
    parameters: { alpha },
    rational: { of: "square", height: alpha / 2, slope: slope * slope },
    derivative: (u) => alpha / 2 / (1 + slope * slope * u * u),
    gradient: (u) => tf.tidy(() => tf.div(alpha / 2, tf.add(tf.square(tf.mul(u, slope)), 1))),
  };
}
