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
 * @param frame with a motion field of 8×8 blocks; an I-frame has no rows
 */
export function motionRows(frame: Pick<CodedFrame, "motion">): MotionRow[] {
  const { motion } = frame;
  const rows: MotionRow[] = [];
  if (!motion) return rows;
  const { columns, lists, blockSize, unitsPerPixel, vectors, references, partition, forgotten } = motion;

  function add(row: number, column: number, list: number, size: number): void {
    const block = row * columns + column;
    const reference = references[block * lists + list]!;
    if (reference < 0) return;
    const lost = forgotten?.includes(block) ?? false;
    const motion_x = lost ? 0 : vectors[(block * lists + list) * 2]!;
    const motion_y = lost ? 0 : vectors[(block * lists + list) * 2 + 1]!;
    const dst_x = column * blockSize + size / 2;
    const dst_y = row * blockSize + size / 2;
    const src_x = dst_x + Math.trunc(motion_x / unitsPerPixel);
    const src_y = dst_y + Math.trunc(motion_y / unitsPerPixel);
    const source = list === 0 ? -1 : 1;
    rows.push({
      source,
      w: size,
      h: size,
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
        if (size === BLOCKS * blockSize) add(row, column, list, size);
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
