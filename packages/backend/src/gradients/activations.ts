import * as tf from "@tensorflow/tfjs-core";
import { geluGradient, swishGradient } from "../activation-formulas.js";
import { ACTIVATION_GRADIENT, type ActivationName, GELU, PRELU_GRADIENT, SWISH } from "../kernels/activations.js";
import { hasOnePass, keepingResult, keptResult, onePassOr } from "./one-pass.js";

type Formula = (dy: tf.Tensor, saved: tf.Tensor, alpha: number) => tf.Tensor;

/** dx = dy·f′ of the activations, in one pass where the backend has the kernel; tfjs composes two to six operations. */
export const activationGradients: readonly tf.GradConfig[] = [
  // relu keeps y: it is what follows that needs it too, and x may go.
  gradientOf(tf.Relu, "relu", tf.relu, (dy, y) => tf.mul(dy, tf.step(y))),
  gradientOf(tf.Relu6, "relu6", null, (dy, x) => tf.mul(dy, tf.mul(tf.step(x), tf.sub(1, tf.step(tf.sub(x, 6)))))),
  gradientOf(tf.LeakyRelu, "leakyrelu", null, (dy, x, alpha) => tf.mul(dy, tf.step(x, alpha))),
  gradientOf(tf.Sigmoid, "sigmoid", tf.sigmoid, (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y)))),
  gradientOf(tf.Tanh, "tanh", tf.tanh, (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y)))),
  gradientOf(tf.Elu, "elu", tf.elu, (dy, y) => tf.where(tf.greaterEqual(y, 0), dy, tf.mul(dy, tf.add(y, 1)))),
  gradientOf(tf.Square, "square", null, (dy, x) => tf.mul(dy, tf.mul(tf.cast(x, "float32"), 2))),
  gradientOf(GELU, "gelu", null, geluGradient),
  gradientOf(SWISH, "swish", null, swishGradient),
  keepingResult("x", {
    kernelName: tf.Exp,
    gradFunc: (dy, saved) => ({ x: () => tf.mul(dy as tf.Tensor, keptResult(saved, tf.exp)) }),
  }),
  { kernelName: tf.Prelu, inputsToSave: ["x", "alpha"], gradFunc: preluGradient },
];

/** @param operation  where the formula is of y: what y is computed by; null where it is of x */
function gradientOf(
  kernelName: string,
  activation: ActivationName,
  operation: ((x: tf.Tensor) => tf.Tensor) | null,
  formula: Formula,
): tf.GradConfig {
  const config: tf.GradConfig = {
    kernelName,
    gradFunc: (cotangent, tensors, attributes) => {
      const dy = cotangent as tf.Tensor;
      const { alpha = 0 } = (attributes ?? {}) as { alpha?: number };
      const saved = operation ? keptResult(tensors, operation) : tensors[0]!;
      const composed = () => formula(dy, saved, alpha);
      return { x: () => onePassOr(ACTIVATION_GRADIENT, { saved, dy }, { activation, alpha }, composed) };
    },
  };
  return operation ? keepingResult("x", config) : { ...config, inputsToSave: ["x"] };
}

/** Of y = x > 0 ? x : α·x for both; α is broadcast. */
function preluGradient(cotangent: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]) {
  const dy = cotangent as tf.Tensor;
  const [x, alpha] = saved as [tf.Tensor, tf.Tensor];
  const first = alpha.shape.findIndex((extent) => extent !== 1);
  const own = first < 0 ? [] : alpha.shape.slice(first);
  const repeats = tf.util.arraysEqual(own, x.shape.slice(x.rank - own.length));
  if (repeats && hasOnePass(PRELU_GRADIENT, x, alpha, dy)) {
    const made = tf.engine().runKernel(PRELU_GRADIENT, { x, alpha, dy }) as unknown as [tf.Tensor, tf.Tensor];
    return { x: () => made[0], alpha: () => made[1] };
  }
  const positive = tf.greater(x, 0);
  return {
    x: () => tf.where(positive, dy, tf.mul(dy, alpha)),
    alpha: () => {
      const whole = tf.where(positive, tf.zerosLike(dy), tf.mul(dy, x));
      const axes = tf.broadcast_util.getReductionAxes(alpha.shape, dy.shape);
      return tf.reshape(axes.length > 0 ? tf.sum(whole, axes) : whole, alpha.shape);
    },
  };
}
