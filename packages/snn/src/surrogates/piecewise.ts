import * as tf from "@tensorflow/tfjs-core";
import type { Surrogate } from "./surrogate.js";

/**
 * Triangle of area one: σ'(u) = max(0, α − α²|u|). SpikingJelly calls it piecewise quadratic, after its primitive.
 *
 * @param alpha α > 0, the height
 */
export function triangular(alpha = 1): Surrogate {
  return {
    name: "triangular",
    parameters: { alpha },
    derivative: (u) => Math.max(0, alpha - alpha * alpha * Math.abs(u)),
    gradient: (u) => tf.tidy(() => tf.relu(tf.sub(alpha, tf.mul(tf.abs(u), alpha * alpha)))),
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
 * Two-sided exponential: σ'(u) = (α/2)·exp(−α|u|).
 *
 * @param alpha α > 0; 1 in SpikingJelly
 */
export function exponential(alpha = 1): Surrogate {
  return {
    name: "exponential",
    parameters: { alpha },
    derivative: (u) => (alpha / 2) * Math.exp(-alpha * Math.abs(u)),
    gradient: (u) => tf.tidy(() => tf.mul(tf.exp(tf.mul(tf.abs(u), -alpha)), alpha / 2)),
  };
}

/** Straight-through: σ'(u) = 1 everywhere. */
export function straightThrough(): Surrogate {
  return {
    name: "straightThrough",
    parameters: {},
    rational: { of: "square", height: 1, slope: 0 },
    derivative: () => 1,
    gradient: (u) => tf.onesLike(u),
  };
}
