import * as tf from "@tensorflow/tfjs-core";

/**
 * Cross-entropy of softmax(logits) with one right class, some of whose share `smoothing` may be spread over all classes:
 * L = −mean_b Σ_c p_bc log softmax(z_b)_c,   p = (1 − s)·onehot + s/C     (Szegedy et al. 2016, section 7)
 *
 * @param logits  [batch, classes]
 * @param labels  [batch] int32
 * @returns a scalar that the caller owns
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D, smoothing = 0): tf.Scalar {
  return tf.tidy(() => {
    const classes = logits.shape[1];
    const target = tf.add(tf.mul(tf.oneHot(labels, classes), 1 - smoothing), smoothing / classes);
    return tf.neg(tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(logits)), 1)));
  });
}
