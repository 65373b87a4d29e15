import type { MotionField } from "./frame.js";
import { type MotionRow, motionRow } from "./motion-row.js";

/** Side of a macroblock in 4×4 blocks. */
const BLOCKS = 4;

/**
 * Rows of a motion field of 4×4 blocks (H.264). An 8×8 block that is divided further has the vector of its first 4×4 block. In field
 * macroblocks y is in lines of a field, and doubled in the rows of 16×8 and 8×16. Behind all these come rows that FFmpeg has not: the parts of divided 8×8 blocks
 * (8×4, 4×8, 4×4).
 */
export function rowsOf4x4Blocks(motion: MotionField): MotionRow[] {
  const rows: MotionRow[] = [];
  const parts: MotionRow[] = [];
  const { columns, lists, vectors, references, partition, partitionHeight = partition, fieldPairs, direct } = motion;

  /** @param scale of the vector's y */
  function row(block: number, list: number, w: number, h: number, scale = 1): MotionRow {
    const at = block * lists + list;
    const [x, y] = [4 * (block % columns), 4 * Math.floor(block / columns)];
    const vector = { motion_x: vectors[2 * at]!, motion_y: scale * vectors[2 * at + 1]! };
    return motionRow(motion, { x, y, w, h, ...vector }, list, references[at]!);
  }

  function addParts(block: number, list: number): void {
    const [w, h] = [partition[block]!, partitionHeight[block]!];
    if (references[block * lists + list]! < 0 || (w === 8 && h === 8)) return;
    for (let y = 0; y < 2; y += h / 4) {
      for (let x = 0; x < 2; x += w / 4) parts.push(row(block + y * columns + x, list, w, h));
    }
  }

  for (let y = 0; y < motion.rows; y += BLOCKS) {
    for (let x = 0; x < columns; x += BLOCKS) {
      const first = y * columns + x;
      const quarters = [first, first + 2, first + 2 * columns, first + 2 * columns + 2];
      const [w, h] = [partition[first]!, partitionHeight[first]!];
      if (w === 0) continue;
      const [acrossAll, downAll] = [w === 16, h === 16];
      for (let list = 0; list < lists; list++) {
        // FFmpeg takes both lists of a macroblock of type B_8x8 for used.
        const both = !acrossAll && !downAll && lists === 2 && !(direct && direct[first]! & 2);
        if (!both && quarters.every((block) => references[block * lists + list]! < 0)) continue;
        const scale = fieldPairs && fieldPairs[first]! & 1 ? 2 : 1;
        if (acrossAll && downAll) rows.push(row(first, list, 16, 16));
        else if (acrossAll) rows.push(row(first, list, 16, 8, scale), row(quarters[2]!, list, 16, 8, scale));
        else if (downAll) rows.push(row(first, list, 8, 16, scale), row(quarters[1]!, list, 8, 16, scale));
        else {
          for (const block of quarters) {
            rows.push(row(block, list, 8, 8));
            addParts(block, list);
          }
        }
      }
    }
  }
  return [...rows, ...parts];
}
