import * as tf from "@tensorflow/tfjs-core";
import { weightSeed } from "./initialise.js";

/** How a function drops activations: with which probability, and from which seed (none: a new one each time). */
export interface Dropout {
  readonly rate: number;
  readonly seed?: number;
  /**
   * Which sample of its batch x begins with. A part of a batch, with its place, gets the part of the whole batch's mask
   * that belongs to it. Default 0.
   */
  readonly firstSample?: number;
}

/**
 * Inverted dropout: zeroes each element with probability p and scales the others by 1/(1 − p)   (Srivastava et al. 2014).
 *
 * @param x  any shape; the first axis is the batch
 * @param options  null where nothing is to be dropped (inference)
 * @returns x itself without dropout, otherwise a new tensor that the caller owns
 */
export function dropout<T extends tf.Tensor>(x: T, options: Dropout | null): T {
  if (options === null || options.rate === 0) return x;
  const { rate, seed = Math.floor(Math.random() * 2 ** 32), firstSample = 0 } = options;
  return tf.tidy(() => {
    const first = firstSample * (x.size / Math.max(1, x.shape[0] ?? 1));
    return tf.mul(x, tf.tensor(dropoutMask(x.size, rate, seed, first), x.shape)) as T;
  });
}

/**
 * Numbers `first` … `first + count − 1` of the mask of a seed: 0 with probability `rate`, otherwise 1/(1 − rate). Each is
 * a hash of its own place and the seed (a Weyl sequence through MurmurHash3's 32-bit finaliser), so a mask can begin
 * anywhere.
 */
export function dropoutMask(count: number, rate: number, seed: number, first = 0): Float32Array {
  const mask = new Float32Array(count);
  const kept = 1 / (1 - rate);
  const dropped = rate * 2 ** 32;
  const key = weightSeed(seed, 1);
  let state = (weightSeed(seed, 0) + Math.imul(first, WEYL)) | 0;
  for (let i = 0; i < count; i++) {
    state = (state + WEYL) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x85ebca6b) ^ key;
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    mask[i] = (z ^ (z >>> 16)) >>> 0 < dropped ? 0 : kept;
  }
  return mask;
}

/** 2³² divided by the golden ratio. */
const WEYL = 0x9e3779b9;
