import * as tf from "@tensorflow/tfjs-core";
import { byFormula } from "./formula.js";
import type { Surrogate } from "./surrogate.js";

/**
 * Gaussian bell of area one, the derivative of the error function: σ'(u) = (α/√π)·exp(−α²u²). SpikingJelly calls it `Erf`.
 *
 * Smooth step: σ(u) = ½ (1 + erf(αu)). In terms of a standard deviation s: α = 1/(s·√2).
 *
 * @param alpha α > 0; 2 in SpikingJelly
 */
export function gaussian(alpha = 2): Surrogate {
  return byFormula("gaussian", { alpha }, { of: "gaussian", height: alpha / Math.sqrt(Math.PI), slope: alpha * alpha });
}

/**
 * Three Gaussians, negative on both sides of the bell: σ'(u) = (1 + h)·N(u; 0, s²) − h·N(u; s, (ks)²) − h·N(u; −s, (ks)²),
 * N(u; m, v) being the normal density (Yin, Corradi & Bohté 2021, "Accurate and efficient time-domain classification with
 * adaptive spiking recurrent neural networks").
 *
 * @param sigma s > 0; 0.5 in the paper
 * @param height h ≥ 0; 0.15 in the paper
 * @param scale k > 0; 6 in the paper
 */
export function multiGaussian(sigma = 0.5, height = 0.15, scale = 6): Surrogate {
  const bells = [
    [1 + height, 0, sigma],
    [-height, sigma, scale * sigma],
    [-height, -sigma, scale * sigma],
  ].map(([weight, mean, deviation]) => ({
    mean: mean!,
    peak: weight! / (deviation! * Math.sqrt(2 * Math.PI)),
    rate: -1 / (2 * deviation! * deviation!),
  }));
  return {
    name: "multiGaussian",
    parameters: { sigma, height, scale },
    derivative: (u) => bells.reduce((sum, b) => sum + b.peak * Math.exp(b.rate * (u - b.mean) ** 2), 0),
    gradient: (u) =>
      tf.tidy(() => tf.addN(bells.map((b) => tf.mul(tf.exp(tf.mul(tf.square(tf.sub(u, b.mean)), b.rate)), b.peak)))),
  };
}
