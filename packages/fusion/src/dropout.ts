import type * as tf from "@tensorflow/tfjs-core";
import { dropout as drop } from "@tensorflow/tfjs-core";

/** How a function drops activations: with which probability, and from which seed (none: a new one each time). */
export interface Dropout {
  readonly rate: number;
  readonly seed?: number;
}

/**
 * Inverted dropout: zeroes each element with probability p and scales the others by 1/(1 − p)   (Srivastava et al. 2014).
 *
 * @param x  any shape
 * @param options  null where nothing is to be dropped (inference)
 * @returns x itself without dropout, otherwise a new tensor that the caller owns
 */
export function dropout<T extends tf.Tensor>(x: T, options: Dropout | null): T {
  return options === null || options.rate === 0 ? x : (drop(x, options.rate, undefined, options.seed) as T);
}
