import * as tf from "@tensorflow/tfjs-core";
import type { Surrogate } from "./surrogates/surrogate.js";

/** Which side of a tie spikes: `">"` (snnTorch, Norse, the paper's H) or `">="` (SpikingJelly). */
export type Comparison = ">" | ">=";

/**
 * The step o = H(u) with a surrogate gradient: do/du := σ'(u).
 *
 * @param distance u = potential − threshold, any shape
 * @returns o in {0, 1}, float32, of `distance`'s shape; the caller owns it
 */
export function spike(distance: tf.Tensor, surrogate: Surrogate, comparison: Comparison = ">"): tf.Tensor {
  if (surrogate.relaxation) return surrogate.relaxation(distance);
  const fire = comparison === ">" ? tf.greater : tf.greaterEqual;
  const step = tf.customGrad((...inputs: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [u, save] = inputs as [tf.Tensor, tf.GradSaveFunc];
    save([u]);
    return {
      value: tf.cast(fire(u, 0), "float32"),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, surrogate.gradient(saved[0]!)),
    };
  });
  return step(distance);
}

/** The same values, cut out of the gradient. */
export function detach(x: tf.Tensor): tf.Tensor {
  const cut = tf.customGrad((...inputs: (tf.Tensor | tf.GradSaveFunc)[]) => ({
    value: tf.clone(inputs[0] as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }));
  return cut(x);
}
