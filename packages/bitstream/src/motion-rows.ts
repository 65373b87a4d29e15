import type { CodedFrame } from "./frame.js";

/** One block's motion, in the form of FFmpeg's AVMotionVector. */
export interface MotionRow {
  /** −1: a frame before this one; +1: a frame after it. */
  readonly source: -1 | 1;
  /** Pixels. */
  readonly w: number;
  readonly h: number;
  /** Centre of where the block is copied from, in whole pixels (the fraction is cut off towards the block). */
  readonly src_x: number;
  readonly src_y: number;
  /** Centre of the block. */
  readonly dst_x: number;
  readonly dst_y: number;
  /** Vector in units of 1 / motion_scale pixel. */
  readonly motion_x: number;
  readonly motion_y: number;
  readonly motion_scale: number;
  /** Display index of the frame referred to. */
  readonly reference: number;
}

/** Side of a macroblock in 8×8 blocks. */
const BLOCKS = 2;

/**
 * A frame's motion as rows like those that FFmpeg exports: macroblocks in raster order, one row for a 16×16 partition, four
 * for 8×8 ones, none for intra. src = dst + motion / motion_scale, the quotient cut off towards zero.
 *
 * A macroblock that is predicted field by field has two rows of 16×8, the upper half and the lower one, with one vector that
 * describes neither field: x is the mean of the fields' vectors with an odd half kept, y twice their sum. The fields' own vectors
 * stand in the {@link CodedFrame.motion | motion field}.
 *
 * @param frame with a motion field of 8×8 blocks; an I-frame has no rows
 */
export function motionRows(frame: Pick<CodedFrame, "motion">): MotionRow[] {
  const { motion } = frame;
  const rows: MotionRow[] = [];
  if (!motion) return rows;
  const { columns, lists, blockSize, unitsPerPixel, vectors, references, partition, fieldPrediction, forgotten } =
    motion;

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
    const dst_x = column * blockSize + w / 2;
    const dst_y = row * blockSize + h / 2;
    const src_x = dst_x + Math.trunc(motion_x / unitsPerPixel);
    const src_y = dst_y + Math.trunc(motion_y / unitsPerPixel);
    const source = list === 0 ? -1 : 1;
    rows.push({
      source,
      w,
      h,
      src_x,
      src_y,
      dst_x,
      dst_y,
      motion_x,
      motion_y,
      motion_scale: unitsPerPixel,
      reference,
    });
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
