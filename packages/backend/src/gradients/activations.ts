import * as tf from "@tensorflow/tfjs-core";
import { geluGradient, swishGradient } from "../activation-formulas.js";
import { ACTIVATION_GRADIENT, type ActivationName, GELU, PRELU_GRADIENT, SWISH } from "../kernels/activations.js";
import { hasOnePass, onePassOr } from "./one-pass.js";

type Formula = (dy: tf.Tensor, saved: tf.Tensor, alpha: number) => tf.Tensor;

/** dx = dy·f′ of the activations, in one pass where the backend has the kernel; tfjs composes two to six operations. */
export const activationGradients: readonly tf.GradConfig[] = [
  // relu keeps y: it is what follows that needs it too, and x may go.
  gradientOf(tf.Relu, "relu", "y", (dy, y) => tf.mul(dy, tf.cast(tf.step(y), "float32"))),
  gradientOf(tf.Relu6, "relu6", "x", (dy, x) =>
    tf.mul(dy, tf.cast(tf.mul(tf.cast(tf.lessEqual(x, 6), "float32"), tf.step(x)), "float32")),
  ),
  gradientOf(tf.LeakyRelu, "leakyrelu", "x", (dy, x, alpha) => tf.where(tf.greater(x, 0), dy, tf.mul(dy, alpha))),
  gradientOf(tf.Sigmoid, "sigmoid", "y", (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y)))),
  gradientOf(tf.Tanh, "tanh", "y", (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y)))),
  gradientOf(tf.Elu, "elu", "y", (dy, y) => tf.where(tf.greaterEqual(y, 0), dy, tf.mul(dy, tf.add(y, 1)))),
  gradientOf(tf.Square, "square", "x", (dy, x) => tf.mul(dy, tf.mul(tf.cast(x, "float32"), 2))),
  gradientOf(GELU, "gelu", "x", geluGradient),
  gradientOf(SWISH, "swish", "x", swishGradient),
  { kernelName: tf.Prelu, inputsToSave: ["x", "alpha"], gradFunc: preluGradient },
];

function gradientOf(kernelName: string, activation: ActivationName, saves: "x" | "y", formula: Formula): tf.GradConfig {
  return {
    kernelName,
    ...(saves === "x" ? { inputsToSave: ["x"] } : { outputsToSave: [true] }),
    gradFunc: (cotangent, [saved], attributes) => {
      const dy = cotangent as tf.Tensor;
      const { alpha = 0 } = (attributes ?? {}) as { alpha?: number };
      const composed = () => formula(dy, saved!, alpha);
      return { x: () => onePassOr(ACTIVATION_GRADIENT, { saved: saved!, dy }, { activation, alpha }, composed) };
    },
  };
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
