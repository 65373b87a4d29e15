import type { MotionField } from "@cvar/bitstream";

/**
 * The vectors of a frame alone as motion of its pixels: −v / unitsPerPixel, the sign of Π (where things moved to from the frame
 * referred to). Blocks without a vector in the list (intra, or predicted from the other side) have none. The two fields of a
 * field-predicted macroblock have their mean.
 * @param list  0: the first reference, in B-frames the one before; 1: the second, in B-frames the one after
 * @returns `[height, width, 2]` as (x, y), pixels
 */
export function denseMotion(field: MotionField, width: number, height: number, list: 0 | 1 = 0): Float32Array {
  const { blockSize, columns, rows, lists, unitsPerPixel, vectors, references, fieldPrediction } = field;
  const dense = new Float32Array(width * height * 2);
  if (list >= lists) return dense;
  const blocks = new Float32Array(columns * rows * 2);
  for (let block = 0; block < columns * rows; block++) {
    if (references[block * lists + list]! < 0) continue;
    const component = (at: number, axis: number) => -vectors[(at * lists + list) * 2 + axis]! / unitsPerPixel;
    const top = fieldPrediction?.[block] ? block - (Math.floor(block / columns) % 2) * columns : block;
    const bottom = fieldPrediction?.[block] ? Math.min(top + columns, blocks.length / 2 - 1) : block;
    blocks[2 * block] = (component(top, 0) + component(bottom, 0)) / 2;
    // Lines of a field are two of the frame.
    blocks[2 * block + 1] = ((component(top, 1) + component(bottom, 1)) / 2) * (fieldPrediction?.[block] ? 2 : 1);
  }
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(y / blockSize) * columns;
    for (let x = 0; x < width; x++, at += 2) {
      const block = 2 * (row + Math.floor(x / blockSize));
      dense[at] = blocks[block]!;
      dense[at + 1] = blocks[block + 1]!;
    }
  }
  return dense;
}
