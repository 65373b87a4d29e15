import * as tf from "@tensorflow/tfjs-core";
import type { Surrogate } from "./surrogate.js";

/**
 * Derivative of a logistic function: σ'(u) = k·s(ku)·(1 − s(ku)), s(z) = 1/(1 + e^−z).
 *
 * Smooth step: σ(u) = s(ku).
 *
 * @param slope k > 0; 25 in snnTorch, 4 in SpikingJelly
 */
export function sigmoid(slope = 25): Surrogate {
  return {
    name: "sigmoid",
    parameters: { slope },
    derivative: (u) => {
      const e = Math.exp(-Math.abs(slope * u));
      return (slope * e) / ((1 + e) * (1 + e));
    },
    gradient: (u) =>
      tf.tidy(() => {
        const e = tf.exp(tf.neg(tf.abs(tf.mul(u, slope))));
        return tf.div(tf.mul(e, slope), tf.square(tf.add(e, 1)));
      }),
  };
}

/**
 * Fast sigmoid: σ'(u) = 1 / (1 + k|u|)²     (snnTorch's `fast_sigmoid`).
 *
 * Smooth step: σ(u) = u / (1 + k|u|), which rises by 2/k.
 *
 * @param slope k > 0; 25 in snnTorch
 */
export function fastSigmoid(slope = 25): Surrogate {
  return {
    name: "fastSigmoid",
    parameters: { slope },
    rational: { of: "absolute", height: 1, slope },
    derivative: (u) => {
      const d = 1 + slope * Math.abs(u);
      return 1 / (d * d);
    },
    gradient: (u) => tf.tidy(() => tf.reciprocal(tf.square(tf.add(tf.mul(tf.abs(u), slope), 1)))),
  };
}

/**
 * SuperSpike: σ'(u) = h / (1 + β|u|)²     (Zenke & Ganguli 2018, "SuperSpike", Eq. 3.4): {@link fastSigmoid} with a height.
 *
 * Smooth step: σ(u) = h·u / (1 + β|u|).
 *
 * @param beta β > 0; 100 in Norse, 1 in SpikingJelly (whose α is the height)
 * @param height h, 1 by default
 */
export function superSpike(beta = 100, height = 1): Surrogate {
  return {
    name: "superSpike",
    parameters: { beta, height },
    rational: { of: "absolute", height, slope: beta },
    derivative: (u) => {
      const d = 1 + beta * Math.abs(u);
      return height / (d * d);
    },
    gradient: (u) => tf.tidy(() => tf.div(height, tf.square(tf.add(tf.mul(tf.abs(u), beta), 1)))),
  };
}

/**
 * Soft sign as SpikingJelly's `SoftSign` scales it: σ'(u) = α / (2(1 + α|u|)²).
 *
 * Smooth step: σ(u) = ½ (αu / (1 + α|u|) + 1).
 *
 * @param alpha α > 0; 2 in SpikingJelly
 */
export function softSign(alpha = 2): Surrogate {
  return {
    name: "softSign",
    parameters: { alpha },
    rational: { of: "absolute", height: alpha / 2, slope: alpha },
    derivative: (u) => {
      const d = 1 + alpha * Math.abs(u);
      return alpha / 2 / (d * d);
    },
    gradient: (u) => tf.tidy(() => tf.div(alpha / 2, tf.square(tf.add(tf.mul(tf.abs(u), alpha), 1)))),
  };
}
