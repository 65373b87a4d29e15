import type { MotionField } from "./frame.js";
import { type MotionRow, motionRow } from "./motion-row.js";

/** Side of a macroblock in 8×8 blocks. */
const BLOCKS = 2;

/**
 * Rows of a motion field of 8×8 blocks (MPEG-4 Part 2, H.263). A macroblock that is predicted field by field has two rows of 16×8, the
 * upper half and the lower one, with one vector that describes neither field: x is the mean of the fields' vectors with an odd half kept,
 * y twice their sum. The fields' own vectors stand in the motion field.
 */
export function rowsOf8x8Blocks(motion: MotionField): MotionRow[] {
  const rows: MotionRow[] = [];
  const { columns, lists, blockSize, vectors, references, partition, fieldPrediction, forgotten } = motion;

  function add(row: number, column: number, list: number, size: number): void {
    const block = row * columns + column;
    const at = (block * lists + list) * 2;
    if (forgotten?.includes(block)) push(row, column, list, size, size, 0, 0);
    else push(row, column, list, size, size, vectors[at]!, vectors[at + 1]!);
  }

  function addFields(row: number, column: number, list: number): void {
    const top = ((row * columns + column) * lists + list) * 2;
    const bottom = (((row + 1) * columns + column) * lists + list) * 2;
    const sum = vectors[top]! + vectors[bottom]!;
    const x = (sum >> 1) | (sum & 1);
    const y = 2 * (vectors[top + 1]! + vectors[bottom + 1]!);
    push(row, column, list, 2 * blockSize, blockSize, x, y);
    push(row + 1, column, list, 2 * blockSize, blockSize, x, y);
  }

  function push(
    row: number,
    column: number,
    list: number,
    w: number,
    h: number,
    motion_x: number,
    motion_y: number,
  ): void {
    const reference = references[(row * columns + column) * lists + list]!;
    if (reference < 0) return;
    const block = { x: column * blockSize, y: row * blockSize, w, h, motion_x, motion_y };
    rows.push(motionRow(motion, block, list, reference));
  }

  for (let row = 0; row < motion.rows; row += BLOCKS) {
    for (let column = 0; column < columns; column += BLOCKS) {
      const size = partition[row * columns + column]!;
      for (let list = 0; list < lists; list++) {
        if (fieldPrediction?.[row * columns + column]) addFields(row, column, list);
        else if (size === BLOCKS * blockSize) add(row, column, list, size);
        else if (size === blockSize) {
          add(row, column, list, size);
          add(row, column + 1, list, size);
          add(row + 1, column, list, size);
          add(row + 1, column + 1, list, size);
        }
      }
    }
  }
  return rows;
}
