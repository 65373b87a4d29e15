import * as tf from "@tensorflow/tfjs-core";
import type { Surrogate } from "./surrogate.js";

/**
 * Derivative of a logistic function: σ'(u) = k·s(ku)·(1 − s(ku)).
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
 * Fast sigmoid: σ'(u) = 1 / (1 + k|u|)²     (Zenke & Ganguli 2018, SuperSpike).
 *
 * @param slope k > 0; 25 in snnTorch, 100 in Norse's SuperSpike
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
 * Soft sign as SpikingJelly scales it: σ'(u) = α / (2(1 + α|u|)²).
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
