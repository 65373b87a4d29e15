import * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "./errors.js";

/**
 * The features of a map as one row per position, all samples below each other: what every pooling here multiplies.
 *
 * @param what  the map, as the caller knows it
 * @param x  shape [B, K, c], or [B, H, W, c] with K = H·W
 * @param channels  c, where something decides it
 * @returns shape [B·K, c]; the caller owns it
 * @throws ShapeMismatchError for other shapes
 */
export function positionRows(what: string, x: tf.Tensor, channels?: number): tf.Tensor2D {
  const c = x.shape[x.rank - 1];
  if ((x.rank !== 3 && x.rank !== 4) || (channels !== undefined && c !== channels)) {
    const last = channels ?? "c";
    throw new ShapeMismatchError(what, `[B, K, ${last}] or [B, H, W, ${last}]`, x.shape);
  }
  return tf.reshape(x, [x.size / c!, c!]) as tf.Tensor2D;
}

/**
 * Batch B and positions K that maps have in common.
 *
 * @param maps  each [B, K, …] or [B, H, W, …]
 * @throws ShapeMismatchError where two differ, or there is no position
 */
export function commonPositions(maps: Readonly<Record<string, tf.Tensor>>): { batch: number; positions: number } {
  const [first, ...others] = Object.entries(maps);
  const leading = (x: tf.Tensor) => x.shape.slice(0, -1);
  for (const [name, x] of others) {
    if (!tf.util.arraysEqual(leading(x), leading(first![1]))) {
      throw new ShapeMismatchError(name, `[${leading(first![1]).join(", ")}, c], as ${first![0]} has`, x.shape);
    }
  }
  const [batch, ...grid] = leading(first![1]) as [number, ...number[]];
  const positions = grid.reduce((product, length) => product * length, 1);
  if (positions === 0) throw new ShapeMismatchError(first![0], "at least one position", first![1].shape);
  return { batch, positions };
}
