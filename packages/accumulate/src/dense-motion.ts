import type { MotionField } from "@cvar/bitstream";
import { type FieldBlock, fieldBlocks, hasFields } from "./field-blocks.js";

/**
 * The vectors of a frame alone as motion of its pixels: −v / unitsPerPixel, the sign of Π (where things moved to from the frame
 * referred to). Blocks without a vector in the list (intra, or predicted from the other side) have none. The two fields of a
 * field-predicted macroblock have their mean.
 * @param list  0: the first reference, in B-frames the one before; 1: the second, in B-frames the one after
 * @returns `[height, width, 2]` as (x, y), pixels
 */
export function denseMotion(field: MotionField, width: number, height: number, list: 0 | 1 = 0): Float32Array {
  const { blockSize, columns, rows, lists, unitsPerPixel, vectors, references } = field;
  const dense = new Float32Array(width * height * 2);
  if (list >= lists) return dense;
  const blocks = new Float32Array(columns * rows * 2);
  const fields = hasFields(field) ? ([0, 1] as const).map((line) => fieldBlocks(field, line)!) : [];
  /** Adds what a block says of all lines, or of those of a field. */
  function add(block: number, { source, bits }: FieldBlock, share: number): void {
    const at = source * lists + list;
    if (references[at]! < 0) return;
    blocks[2 * block]! -= (share * vectors[2 * at]!) / unitsPerPixel;
    // Lines of a field are two of the frame.
    blocks[2 * block + 1]! -= (share * vectors[2 * at + 1]! * (bits & 1 ? 2 : 1)) / unitsPerPixel;
  }
  for (let block = 0; block < columns * rows; block++) {
    if (fields.length === 0) add(block, { source: block, bits: 0 }, 1);
    else for (const blockOf of fields) add(block, blockOf(block), 1 / 2);
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
