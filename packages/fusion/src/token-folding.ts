import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";

/**
 * Lays the maps of M modalities out as one sequence of tokens, modality after modality, each in row order.
 *
 * @param maps  M maps of one shape, [B, rows, columns, d]
 * @returns tokens, shape [B, M·rows·columns, d]; the caller owns it
 * @throws ShapeMismatchError if the maps differ in shape; InvalidOptionError if there is none
 */
export function mapsToTokens(maps: readonly tf.Tensor4D[]): tf.Tensor3D {
  const first = maps[0];
  if (first === undefined) throw new InvalidOptionError("maps", [], "at least one map");
  for (const map of maps) {
    if (map.rank !== 4 || !tf.util.arraysEqual(map.shape, first.shape)) {
      throw new ShapeMismatchError("a map", `[${first.shape.join(", ")}], as the first one`, map.shape);
    }
  }
  const [batch, rows, columns, d] = first.shape;
  return tf.tidy(() => {
    const tokens = maps.map((map) => tf.reshape(map, [batch, rows * columns, d]) as tf.Tensor3D);
    return tokens.length === 1 ? tokens[0]! : tf.concat(tokens, 1);
  });
}

/**
 * Token folding: puts each modality's tokens back at their places in the picture (the inverse of {@link mapsToTokens}).
 *
 * @param tokens  shape [B, M·rows·columns, d], modality after modality
 * @param grid  rows and columns of each map
 * @returns shape [B, M, rows, columns, d]; the caller owns it
 * @throws ShapeMismatchError if the tokens do not fill whole maps
 */
export function foldTokens(tokens: tf.Tensor3D, grid: readonly [number, number]): tf.Tensor5D {
  const [rows, columns] = grid;
  const [batch, count, d] = tokens.shape;
  if (tokens.rank !== 3 || count % (rows * columns) !== 0) {
    throw new ShapeMismatchError("the tokens", `[B, M·${rows * columns}, d]`, tokens.shape);
  }
  return tf.reshape(tokens, [batch, count / (rows * columns), rows, columns, d!]);
}

/**
 * The mean of the modalities' maps: what stands in for the mixer where there is none.
 *
 * @param maps  folded tokens, shape [B, M, rows, columns, d]
 * @returns shape [B, rows, columns, d]; the caller owns it
 * @throws ShapeMismatchError for another rank
 */
export function meanOfModalities(maps: tf.Tensor5D): tf.Tensor4D {
  if (maps.rank !== 5) throw new ShapeMismatchError("the folded maps", "[B, M, rows, columns, d]", maps.shape);
  const [batch, modalities, rows, columns, d] = maps.shape;
  return tf.tidy(() => {
    const flat = tf.reshape(maps, [batch, modalities, rows * columns * d]);
    return tf.reshape(tf.mean(flat, 1), [batch, rows, columns, d]) as tf.Tensor4D;
  });
}

/**
 * Lays out sequences of maps as one sequence of tokens per step: {@link mapsToTokens} at every step t. A map that does not
 * change over time (an I-frame's) is there at every step.
 *
 * @param maps  M of them, each [B, T, rows, columns, d] or [B, rows, columns, d]; at least one has steps
 * @returns tokens, shape [B, T, M·rows·columns, d]; the caller owns it
 * @throws ShapeMismatchError if the maps differ; InvalidOptionError if none has steps
 */
export function framesToTokens(maps: readonly (tf.Tensor4D | tf.Tensor5D)[]): tf.Tensor4D {
  const first = maps.find(({ rank }) => rank === 5);
  if (first === undefined) throw new InvalidOptionError("maps", maps.length, "at least one map with steps");
  const [batch, steps, rows, columns, d] = first.shape as [number, number, number, number, number];
  for (const { shape } of maps) {
    const expected = shape.length === 4 ? [batch, rows, columns, d] : first.shape;
    if (!tf.util.arraysEqual(shape, expected)) {
      throw new ShapeMismatchError("a map", `[${expected.join(", ")}], as the first one with steps`, shape);
    }
  }
  return tf.tidy(() => {
    const tokens = maps.map((map) =>
      map.rank === 5
        ? (tf.reshape(map, [batch, steps, rows * columns, d]) as tf.Tensor4D)
        : (tf.tile(tf.reshape(map, [batch, 1, rows * columns, d]), [1, steps, 1, 1]) as tf.Tensor4D),
    );
    return tokens.length === 1 ? tokens[0]! : tf.concat(tokens, 2);
  });
}

/**
 * One modality's maps at every step, out of {@link framesToTokens}' tokens.
 *
 * @param tokens  shape [B, T, M·rows·columns, d]
 * @param modality  m, from 0
 * @param grid  rows and columns of each map
 * @returns shape [B, T, rows, columns, d]; the caller owns it
 * @throws ShapeMismatchError if the tokens do not fill whole maps, or fewer than m + 1
 */
export function foldFrames(tokens: tf.Tensor4D, modality: number, grid: readonly [number, number]): tf.Tensor5D {
  const [rows, columns] = grid;
  const [batch, steps, count, d] = tokens.shape;
  const each = rows * columns;
  if (tokens.rank !== 4 || count % each !== 0 || (modality + 1) * each > count) {
    throw new ShapeMismatchError("the tokens", `[B, T, M·${each}, d], M > ${modality}`, tokens.shape);
  }
  return tf.tidy(() => {
    const own = tf.slice(tokens, [0, 0, modality * each, 0], [batch, steps, each, d]);
    return tf.reshape(own, [batch, steps, rows, columns, d]) as tf.Tensor5D;
  });
}
