import type { CodedFrame } from "./frame.js";
import type { MotionRow } from "./motion-row.js";
import { rowsOf4x4Blocks } from "./motion-rows-4x4.js";
import { rowsOf8x8Blocks } from "./motion-rows-8x8.js";

/**
 * A frame's motion as rows like those that FFmpeg exports: macroblocks in raster order, in each those of list 0 and then of list 1; one row for a
 * 16×16 partition, two for 16×8 and 8×16, four for 8×8 ones, none for intra. src = dst + motion / motion_scale, the quotient cut off
 * towards zero.
 *
 * What FFmpeg cannot say of interlaced macroblocks and of blocks smaller than 8×8 stands in the {@link CodedFrame.motion | motion field}.
 * H.264's blocks smaller than 8×8 have rows of their own behind all others, which FFmpeg does not export.
 *
 * @param frame with a motion field of 8×8 or 4×4 blocks; an I-frame has no rows
 */
export function motionRows({ motion }: Pick<CodedFrame, "motion">): MotionRow[] {
  if (!motion) return [];
  return motion.blockSize === 4 ? rowsOf4x4Blocks(motion) : rowsOf8x8Blocks(motion);
}
