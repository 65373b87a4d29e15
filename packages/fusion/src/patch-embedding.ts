import * as tf from "@tensorflow/tfjs-core";
import type { ConvParams } from "./convolution.js";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";

/**
 * Learned patch embedding: a P×P convolution at stride P, one vector per patch   (Das Biswas et al., spatial modulator).
 *
 * Computed as one matrix product over the patches, which also makes its gradient one. Where H or W is no multiple of P,
 * `grid` decides: without it the remainder at the right and bottom is dropped (as a "valid" convolution does); with it
 * the map is cropped, or padded with zeros, to exactly that many patches.
 *
 * @param x  map, shape [B, H, W, C]
 * @param params  kernel [P, P, C, d], bias [d]
 * @param grid  rows and columns of patches
 * @returns map of patches, shape [B, rows, columns, d]; the caller owns it
 * @throws ShapeMismatchError if the channels differ; InvalidOptionError if no whole patch fits
 */
export function patchEmbedding(x: tf.Tensor4D, params: ConvParams, grid?: readonly [number, number]): tf.Tensor4D {
  const [p, , channels, d] = params.kernel.shape;
  if (x.rank !== 4 || x.shape[3] !== channels) {
    throw new ShapeMismatchError("the map to embed", `[B, H, W, ${channels}]`, x.shape);
  }
  const batch = x.shape[0];
  const [rows, columns] = grid ?? patchGrid(x.shape[1], x.shape[2], p);
  return tf.tidy(() => {
    const whole = resizeCanvas(x, rows * p, columns * p);
    // (b·row, P, column, P·C) → (b·row, column, P, P·C): the innermost P·C values are already contiguous.
    const strips = tf.reshape(whole, [batch * rows, p, columns, p * channels]);
    const patches = tf.reshape(tf.transpose(strips, [0, 2, 1, 3]), [-1, p * p * channels]) as tf.Tensor2D;
    const kernel = tf.reshape(params.kernel, [p * p * channels, d]) as tf.Tensor2D;
    const vectors = tf.fused.matMul({ a: patches, b: kernel, bias: params.bias });
    return tf.reshape(vectors, [batch, rows, columns, d]) as tf.Tensor4D;
  });
}

/** Rows and columns of whole P×P patches in an H×W map. @throws InvalidOptionError if there is none */
export function patchGrid(height: number, width: number, patchSize: number): [number, number] {
  const grid: [number, number] = [Math.floor(height / patchSize), Math.floor(width / patchSize)];
  if (grid[0] < 1 || grid[1] < 1) {
    throw new InvalidOptionError("patchSize", patchSize, `sizes that fit in the map of ${height}×${width}`);
  }
  return grid;
}

/** Crops or zero-pads at the right and bottom to height × width. */
function resizeCanvas(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  const [batch, h, w, channels] = x.shape;
  const cropped = h > height || w > width;
  const kept = cropped ? tf.slice(x, [0, 0, 0, 0], [batch, Math.min(h, height), Math.min(w, width), channels]) : x;
  const bottom = Math.max(0, height - h);
  const right = Math.max(0, width - w);
  if (bottom === 0 && right === 0) return kept;
  return tf.pad(kept, [
    [0, 0],
    [0, bottom],
    [0, right],
    [0, 0],
  ]);
}
