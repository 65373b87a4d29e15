import type { SliceHeader } from "./slice-header.js";

/**
 * Whether a slice is the first of another primary coded picture than the slice before it (Rec. ITU-T H.264, 7.4.1.2.4).
 *
 * Slices of one picture that refer to different picture parameter sets of one sequence, as FFmpeg reads them, stay together as long as
 * they go on in it.
 */
export function isNewPicture(before: SliceHeader, slice: SliceHeader): boolean {
  return (
    before.frameNum !== slice.frameNum ||
    before.structure !== slice.structure ||
    (before.referenceIdc === 0) !== (slice.referenceIdc === 0) ||
    before.idr !== slice.idr ||
    before.idrPicId !== slice.idrPicId ||
    before.picOrderCntLsb !== slice.picOrderCntLsb ||
    before.deltaPicOrderCntBottom !== slice.deltaPicOrderCntBottom ||
    before.deltaPicOrderCnt[0] !== slice.deltaPicOrderCnt[0] ||
    before.deltaPicOrderCnt[1] !== slice.deltaPicOrderCnt[1] ||
    before.pps.sps !== slice.pps.sps ||
    (before.pps.id !== slice.pps.id && slice.firstMb <= before.firstMb)
  );
}
