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
