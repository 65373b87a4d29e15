import * as tf from "@tensorflow/tfjs-core";
import { byFormula } from "./formula.js";
import type { Surrogate } from "./surrogate.js";

/**
 * Triangle: σ'(u) = h·max(0, 1 − α|u|). With h = α it has area one; SpikingJelly calls that `PiecewiseQuadratic`, after its
 * smooth step, which is quadratic on either side of the threshold. Bellec et al. 2018 (LSNN) take α = 1, h = 0.3.
 *
 * Smooth step: σ(u) = h·(u − α·u|u|/2) + h/(2α) within ±1/α, and level outside.
 *
 * @param alpha α > 0; 1 in SpikingJelly
 * @param height h, α by default
 */
export function triangular(alpha = 1, height = alpha): Surrogate {
  return byFormula("triangular", { alpha, height }, { of: "triangle", height, slope: height * alpha });
}

/**
 * Rectangle of area one (boxcar): σ'(u) = 1/w where |u| < w/2, else 0     (Wu et al. 2018, STBP, h₁).
 *
 * Smooth step: σ(u) = u/w + ½, clipped to [0, 1].
 *
 * @param width w > 0, 1 by default
 */
export function rectangular(width = 1): Surrogate {
  return {
    name: "rectangular",
    parameters: { width },
    derivative: (u) => (Math.abs(u) < width / 2 ? 1 / width : 0),
    gradient: (u) => tf.tidy(() => tf.div(tf.cast(tf.less(tf.abs(u), width / 2), "float32"), width)),
  };
}

/**
 * What snnTorch 1.0.0 computes for its `triangular`: +v below or at the threshold, −v above it. The negative half makes
 * it no approximation of a derivative of H; it is here to reproduce runs made with it. Use {@link triangular} otherwise.
 *
 * @param height v
 */
export function snnTorchTriangular(height = 1): Surrogate {
  return {
    name: "snnTorchTriangular",
    parameters: { height },
    derivative: (u) => (u > 0 ? -height : height),
    gradient: (u) => tf.tidy(() => tf.sub(height, tf.mul(tf.cast(tf.greater(u, 0), "float32"), 2 * height))),
  };
}

/**
 * Two-sided exponential of area one: σ'(u) = (α/2)·exp(−α|u|)     (Shrestha & Orchard 2018, SLAYER; SpikingJelly's
 * `PiecewiseExp`).
 *
 * Smooth step: σ(u) = ½·exp(αu) below the threshold, 1 − ½·exp(−αu) above it.
 *
 * @param alpha α > 0; 1 in SpikingJelly
 */
export function exponential(alpha = 1): Surrogate {
  return byFormula("exponential", { alpha }, { of: "exponential", height: alpha / 2, slope: alpha });
}

/** Straight-through: σ'(u) = 1 everywhere; its smooth step is σ(u) = u. */
export function straightThrough(): Surrogate {
  return byFormula("straightThrough", {}, { of: "square", height: 1, slope: 0 });
}

/**
 * Leaky step: σ'(u) = k above the threshold, `leak` at and below it. snnTorch's `LSO` (leak 0.1, k = 1); SpikingJelly's
 * `LeakyKReLU`, except at u = 0, where that gives k.
 *
 * Smooth step: σ(u) = k·u above, leak·u below.
 */
export function leakyStep(leak = 0.1, k = 1): Surrogate {
  return {
    name: "leakyStep",
    parameters: { leak, k },
    derivative: (u) => (u > 0 ? k : leak),
    gradient: (u) => tf.tidy(() => tf.add(tf.mul(tf.cast(tf.greater(u, 0), "float32"), k - leak), leak)),
  };
}

/**
 * snnTorch's `spike_rate_escape`: σ'(u) = k·exp(−β|u − 1|), a peak at one above the threshold.
 *
 * Smooth step: σ(u) = (k/β)·exp(β(u − 1)) up to u = 1, (k/β)·(2 − exp(−β(u − 1))) beyond.
 *
 * @param beta β > 0; 1 in snnTorch
 * @param slope k; 25 in snnTorch
 */
export function spikeRateEscape(beta = 1, slope = 25): Surrogate {
  return {
    name: "spikeRateEscape",
    parameters: { beta, slope },
    derivative: (u) => slope * Math.exp(-beta * Math.abs(u - 1)),
    gradient: (u) => tf.tidy(() => tf.mul(tf.exp(tf.mul(tf.abs(tf.sub(u, 1)), -beta)), slope)),
  };
}
