import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";

/** What a layer's weight starts from: as much of `tf.layers`' Initializer as building a weight needs. */
export type Initialiser = ReturnType<typeof tfl.initializers.zeros>;

/** Standard deviation of embeddings, position encodings and linear maps (truncated normal), as in ViT and BERT. */
export const EMBEDDING_DEVIATION = 0.02;

/** Normal distribution with the deviation given, cut at ± two deviations. */
export function truncatedNormal(deviation: number, seed: number): Initialiser {
  return initialiser((count) => normalValues(count, deviation, seed, 2));
}

/**
 * He initialisation for rectified convolutions: normal, deviation `scale`·√(2 / fan-in), fan-in = all axes but the last
 * (He et al. 2015, Eq. 10). ESRGAN uses scale 0.1 in dense blocks, so that a deep residual trunk starts near the identity.
 */
export function heNormal(seed: number, scale = 1): Initialiser {
  return initialiser((count, shape) => {
    const fanIn = count / shape[shape.length - 1]!;
    return normalValues(count, scale * Math.sqrt(2 / fanIn), seed, Number.POSITIVE_INFINITY);
  });
}

/**
 * He initialisation by the fan-out: normal, deviation √(2 / fan-out), fan-out = height · width · channels out, of depthwise
 * kernels too (He et al. 2015, Eq. 14; what torchvision's picture networks start from).
 */
export function heNormalFanOut(fanOut: number, seed: number): Initialiser {
  return initialiser((count) => normalValues(count, Math.sqrt(2 / fanOut), seed, Number.POSITIVE_INFINITY));
}

/** One value everywhere. */
export function constant(value: number): Initialiser {
  return initialiser((count) => new Float32Array(count).fill(value));
}

/**
 * Bias of an LSTM's gates (input, forget, cell, output): zeros, and ones at the forget gate, which then remembers from the
 * start (Jozefowicz et al. 2015).
 */
export function forgetBias(): Initialiser {
  return initialiser((count) => new Float32Array(count).fill(1, count / 4, count / 2));
}

/** Seed of the n-th weight of a layer: layers with neighbouring seeds get unrelated numbers. */
export function weightSeed(seed: number, index: number): number {
  return Math.imul((seed >>> 0) ^ Math.imul(index + 1, 0x9e3779b1), 0x85ebca6b) >>> 0;
}

/** `count` normal numbers, by Marsaglia's polar method from a 32-bit generator; the same seed gives the same numbers. */
export function normalValues(count: number, deviation: number, seed: number, limit: number): Float32Array {
  const values = new Float32Array(count);
  const uniform = uniformNumbers(seed);
  for (let i = 0; i < count; ) {
    const x = 2 * uniform() - 1;
    const y = 2 * uniform() - 1;
    const s = x * x + y * y;
    if (s >= 1 || s === 0) continue;
    const factor = Math.sqrt((-2 * Math.log(s)) / s);
    if (Math.abs(x * factor) <= limit) values[i++] = x * factor * deviation;
    if (i < count && Math.abs(y * factor) <= limit) values[i++] = y * factor * deviation;
  }
  return values;
}

/** Uniform numbers in [0, 1): a Weyl sequence through a 32-bit integer mixer (MurmurHash3's finaliser). */
export function uniformNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32;
  };
}

function initialiser(values: (count: number, shape: readonly number[]) => Float32Array): Initialiser {
  const apply = (shape: number[]) => tf.tensor(values(tf.util.sizeFromShape(shape), shape), shape, "float32");
  return { apply } as unknown as Initialiser;
}
