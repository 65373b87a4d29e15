import * as tf from "@tensorflow/tfjs-core";

/**
 * dA and dB of C = op(A)·op(B), summed over the batches that were broadcast; tfjs's own gives gradients of C's batches
 * and then refuses their shape.
 */
export const batchMatMulGradient: tf.GradConfig = {
  kernelName: tf.BatchMatMul,
  inputsToSave: ["a", "b"],
  gradFunc: (dc, saved, attributes) => {
    const [a, b] = saved as [tf.Tensor, tf.Tensor];
    const { transposeA: ta, transposeB: tb } = attributes as unknown as { transposeA: boolean; transposeB: boolean };
    const dy = dc as tf.Tensor;
    return {
      a: () => summedTo(a.shape, ta ? tf.matMul(b, dy, tb, true) : tf.matMul(dy, b, false, !tb)),
      b: () => summedTo(b.shape, tb ? tf.matMul(dy, a, true, ta) : tf.matMul(a, dy, !ta, false)),
    };
  },
};

function summedTo(shape: number[], gradient: tf.Tensor): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape);
  return axes.length === 0 ? gradient : tf.reshape(tf.sum(gradient, axes), shape);
}
