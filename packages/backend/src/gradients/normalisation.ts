import * as tf from "@tensorflow/tfjs-core";
import { LAYER_NORM, LAYER_NORM_GRADIENT, SOFTMAX_GRADIENT } from "../kernels/normalisation.js";
import { hasOnePass, keepingResult, keptResult, onePassOr } from "./one-pass.js";

/** Gradients of layer norm and softmax, in one pass where the backend has the kernels. */
export const normalisationGradients: readonly tf.GradConfig[] = [
  keepingResult("logits", {
    kernelName: tf.Softmax,
    gradFunc: (cotangent, saved) => {
      const dy = cotangent as tf.Tensor;
      const y = keptResult(saved, (logits) => tf.softmax(logits));
      const composed = () => {
        const product = tf.mul(dy, y);
        return tf.sub(product, tf.mul(tf.sum(product, -1, true), y));
      };
      return { logits: () => onePassOr(SOFTMAX_GRADIENT, { y, dy }, {}, composed) };
    },
  }),
  {
    kernelName: LAYER_NORM,
    inputsToSave: ["x", "scale"],
    outputsToSave: [false, true],
    gradFunc: (cotangents, saved, attributes) => {
      const [dy] = cotangents as tf.Tensor[] as [tf.Tensor];
      const [x, scale, statistics] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      if (hasOnePass(LAYER_NORM_GRADIENT, x, scale, statistics, dy)) {
        const made = tf.engine().runKernel(LAYER_NORM_GRADIENT, { x, scale, statistics, dy }) as unknown as tf.Tensor[];
        const [dx, dscale, dshift] = made as [tf.Tensor, tf.Tensor, tf.Tensor];
        return { x: () => dx, scale: () => dscale, shift: () => dshift };
      }
      return composed(dy, x, scale, (attributes as { epsilon: number }).epsilon);
    },
  },
];

/** With r = 1/√(Var[x] + ε), n = (x − E[x])·r and g = dy·scale: dx = r·(g − E[g] − n·E[g·n]), dscale = Σ dy·n, dshift = Σ dy. */
function composed(dy: tf.Tensor, x: tf.Tensor, scale: tf.Tensor, epsilon: number) {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const root = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
  const normalised = tf.mul(centred, root);
  const g = tf.mul(dy, scale);
  const leading = x.shape.slice(0, -1).map((_, axis) => axis);
  const summed = (value: tf.Tensor) => (leading.length > 0 ? tf.sum(value, leading) : tf.clone(value));
  return {
    x: () => {
      const along = tf.mul(normalised, tf.mean(tf.mul(g, normalised), -1, true));
      return tf.mul(root, tf.sub(tf.sub(g, tf.mean(g, -1, true)), along));
    },
    scale: () => summed(tf.mul(dy, normalised)),
    shift: () => summed(dy),
  };
}
