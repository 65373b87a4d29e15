import * as tf from "@tensorflow/tfjs-core";
import { registerSurrogate } from "./registry.js";
import type { Surrogate } from "./surrogate.js";

/**
 * SpikingJelly's `S2NN` (Suetake et al. 2022): σ'(u) = α·s(αu)·(1 − s(αu)) below the threshold, β/(1 + u) at and above it.
 *
 * Smooth step: σ(u) = s(αu) below, β·ln(1 + u) + ½ above; s is the logistic function.
 */
export function s2nn(alpha = 4, beta = 1): Surrogate {
  return {
    name: "s2nn",
    parameters: { alpha, beta },
    derivative: (u) => {
      const e = Math.exp(-Math.abs(alpha * u));
      return u < 0 ? (alpha * e) / (1 + e) ** 2 : beta / (u + 1);
    },
    gradient: (u) =>
      tf.tidy(() => {
        const e = tf.exp(tf.neg(tf.abs(tf.mul(u, alpha))));
        const below = tf.div(tf.mul(e, alpha), tf.square(tf.add(e, 1)));
        return tf.where(tf.less(u, 0), below, tf.div(beta, tf.add(tf.relu(u), 1)));
      }),
  };
}

/**
 * SpikingJelly's `QPseudoSpike` (Herranz-Celotti & Rouat 2022): σ'(u) = (1 + 2|u|/(α − 1))^−α.
 *
 * Smooth step: σ(u) = ½·(1 + 2|u|/(α − 1))^(1−α) below, 1 minus that above.
 *
 * @param alpha α > 1; 2 in SpikingJelly
 */
export function qPseudoSpike(alpha = 2): Surrogate {
  const slope = 2 / (alpha - 1);
  return {
    name: "qPseudoSpike",
    parameters: { alpha },
    derivative: (u) => (1 + slope * Math.abs(u)) ** -alpha,
    gradient: (u) => tf.tidy(() => tf.pow(tf.add(tf.mul(tf.abs(u), slope), 1), -alpha)),
  };
}

/**
 * SpikingJelly's `NonzeroSignLogAbs`: σ'(u) = 1 / (1/α + |u|).
 *
 * Smooth step: σ(u) = ±ln(1 + α|u|), with the sign of u.
 */
export function nonzeroSignLogAbs(alpha = 1): Surrogate {
  return {
    name: "nonzeroSignLogAbs",
    parameters: { alpha },
    derivative: (u) => 1 / (1 / alpha + Math.abs(u)),
    gradient: (u) => tf.tidy(() => tf.reciprocal(tf.add(tf.abs(u), 1 / alpha))),
  };
}

/**
 * SpikingJelly's `PiecewiseLeakyReLU`: σ'(u) = 1/w where |u| < w, c elsewhere.
 *
 * Smooth step: σ(u) = u/w within ±w, with slope c outside.
 */
export function piecewiseLeakyRelu(w = 1, c = 0.01): Surrogate {
  return {
    name: "piecewiseLeakyRelu",
    parameters: { w, c },
    derivative: (u) => (Math.abs(u) < w ? 1 / w : c),
    gradient: (u) => tf.tidy(() => tf.add(tf.mul(tf.cast(tf.less(tf.abs(u), w), "float32"), 1 / w - c), c)),
  };
}

/**
 * SpikingJelly's `LogTailedReLU` (Cai et al. 2017): σ'(u) = α up to the threshold, 1 from there to 1, 1/u beyond.
 *
 * Smooth step: σ(u) = αu, u, ln(u) + 1.
 */
export function logTailedRelu(alpha = 0): Surrogate {
  return {
    name: "logTailedRelu",
    parameters: { alpha },
    derivative: (u) => (u > 1 ? 1 / u : u > 0 ? 1 : alpha),
    gradient: (u) =>
      tf.tidy(() => tf.where(tf.greater(u, 0), tf.reciprocal(tf.maximum(u, 1)), tf.fill(u.shape, alpha))),
  };
}

/**
 * Makes SpikingJelly's less common surrogates known by name: s2nn, qPseudoSpike, nonzeroSignLogAbs, piecewiseLeakyRelu and
 * logTailedRelu. Not done by itself, so that programs without them do not carry them.
 */
export function registerSpikingJellySurrogates(): void {
  registerSurrogate("s2nn", ({ alpha, beta }) => s2nn(alpha, beta));
  registerSurrogate("qPseudoSpike", ({ alpha }) => qPseudoSpike(alpha));
  registerSurrogate("nonzeroSignLogAbs", ({ alpha }) => nonzeroSignLogAbs(alpha));
  registerSurrogate("piecewiseLeakyRelu", ({ w, c }) => piecewiseLeakyRelu(w, c));
  registerSurrogate("logTailedRelu", ({ alpha }) => logTailedRelu(alpha));
}
