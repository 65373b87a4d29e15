import * as tf from "@tensorflow/tfjs-core";

/** x·Φ(x), Φ(x) = (1 + erf(x/√2)) / 2. */
export function geluFormula(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, normalCdf(x));
}

/** dy·(Φ(x) + x·φ(x)). */
export function geluGradient(dy: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return tf.mul(dy, tf.add(normalCdf(x), tf.mul(x, density)));
}

function normalCdf(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
}

/** x·σ(x). */
export function swishFormula(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, tf.sigmoid(x));
}

/** dy·σ(x)·(1 + x·(1 − σ(x))). */
export function swishGradient(dy: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const sigmoid = tf.sigmoid(x);
  return tf.mul(dy, tf.mul(sigmoid, tf.add(tf.mul(x, tf.sub(1, sigmoid)), 1)));
}
