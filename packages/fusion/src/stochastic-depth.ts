import * as tf from "@tensorflow/tfjs-core";
import { type Dropout, dropoutMask } from "./dropout.js";

/**
 * Stochastic depth of a residual branch: whole samples are zero with probability p, the others scaled by 1/(1 − p)
 * (Huang et al. 2016; torchvision's mode "row").
 *
 * @param x  the branch, shape [B, …]
 * @param options  null where nothing is to be dropped (inference)
 * @returns x itself if nothing is dropped, otherwise a new tensor that the caller owns
 */
export function stochasticDepth<T extends tf.Tensor>(x: T, options: Dropout | null): T {
  if (options === null || options.rate === 0) return x;
  const { rate, seed = Math.floor(Math.random() * 2 ** 32), firstSample = 0 } = options;
  return tf.tidy(() => {
    const batch = x.shape[0] ?? 1;
    const kept = tf.tensor(dropoutMask(batch, rate, seed, firstSample), [batch, ...x.shape.slice(1).fill(1)]);
    return tf.mul(x, kept) as T;
  });
}
