import { MAX_GAP_FRAMES } from "./limits.js";
import type { SliceHeader } from "./slice-header.js";

/**
 * frame_num of the frames that are missing before a picture (Rec. ITU-T H.264, 8.2.5.2): none where it follows the last reference
 * picture's. Of long gaps the last ones: no more are referred to.
 *
 * @param previous PrevRefFrameNum; null: nothing came before
 */
export function missingFrameNums({ idr, frameNum, pps }: SliceHeader, previous: number | null): number[] {
  const maxFrameNum = 2 ** pps.sps.log2MaxFrameNum;
  if (idr || previous === null || frameNum === previous || frameNum === (previous + 1) % maxFrameNum) return [];
  const count = (frameNum - previous - 1 + maxFrameNum) % maxFrameNum;
  const kept = Math.min(count, pps.sps.maxNumRefFrames, MAX_GAP_FRAMES);
  return Array.from({ length: kept }, (_, i) => (frameNum - kept + i + maxFrameNum) % maxFrameNum);
}
