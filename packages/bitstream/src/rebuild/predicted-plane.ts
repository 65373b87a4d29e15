import type { Picture } from "../frame.js";
import type { ReferencePlane } from "./half-sample.js";

/** Names of a picture's planes. */
export type PlaneName = "y" | "cb" | "cr";

/** A plane of a picture to fetch from or to store to: all its lines, or every second one from the first (top) or second (bottom). */
export function planeOf(picture: Picture, name: PlaneName, field?: 0 | 1): ReferencePlane {
  const chroma = name !== "y";
  const width = chroma ? picture.chromaWidth : picture.width;
  const height = chroma ? picture.chromaHeight : picture.height;
  const all = { samples: picture[name], width, height };
  return field === undefined ? all : { ...all, field };
}

/**
 * Stores or averages a block of samples at (x, y), cut off where the plane ends.
 *
 * @param block size × size samples
 * @param average the result is the mean, rounded up, of what stands there and the block
 */
export function storeBlock(
  block: Uint8Array,
  size: number,
  { samples, width, height, field }: ReferencePlane,
  x: number,
  y: number,
  average: boolean,
): void {
  for (let row = 0; row < size; row++) {
    const line = field === undefined ? y + row : 2 * (y + row) + field;
    if (line >= height) break;
    for (let column = 0; column < Math.min(size, width - x); column++) {
      const at = line * width + x + column;
      const sample = block[size * row + column]!;
      samples[at] = average ? (samples[at]! + sample + 1) >> 1 : sample;
    }
  }
}
