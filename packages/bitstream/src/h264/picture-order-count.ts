import { resetsAll } from "./reference-marking-syntax.js";
import type { SequenceParameterSet } from "./sequence-parameter-set.js";
import type { SliceHeader } from "./slice-header.js";

/** What the picture order count of a picture depends on (Rec. ITU-T H.264, 8.2.1): left by the picture before. */
export interface OrderState {
  /** prevPicOrderCntMsb, prevPicOrderCntLsb */
  readonly msb: number;
  readonly lsb: number;
  /** prevFrameNum, prevFrameNumOffset */
  readonly frameNum: number;
  readonly frameNumOffset: number;
}

export const FIRST_ORDER: OrderState = { msb: 0, lsb: 0, frameNum: 0, frameNumOffset: 0 };

/** TopFieldOrderCnt and BottomFieldOrderCnt; a field has the same in both. */
export interface FieldOrder {
  readonly top: number;
  readonly bottom: number;
}

/** The picture order count of a picture. */
export interface PictureOrder extends FieldOrder {
  /** As it is decoded with; after memory_management_control_operation 5 it counts as this much less: tempPicOrderCnt, else 0. */
  readonly reset: number;
  readonly after: OrderState;
}

/** Decoding process for picture order count (8.2.1), by the header of any of the picture's slices. */
export function pictureOrder(header: SliceHeader, before: OrderState): PictureOrder {
  const { sps } = header.pps;
  const start = header.idr ? FIRST_ORDER : before;
  const maxFrameNum = 2 ** sps.log2MaxFrameNum;
  const wrapped = !header.idr && start.frameNum > header.frameNum;
  const offset = start.frameNumOffset + (wrapped ? maxFrameNum : 0);
  const msb = sps.picOrderCntType === 0 ? picOrderCntMsb(header, start) : 0;
  const { top, bottom } = wrap(fieldOrder(header, sps, msb, offset));
  const resets = resetsAll(header.marking);
  const reset = resets ? Math.min(top, bottom) : 0;
  const after = (msb: number, lsb: number): OrderState => ({
    msb,
    lsb,
    frameNum: resets ? 0 : header.frameNum,
    frameNumOffset: resets ? 0 : offset,
  });
  if (header.referenceIdc === 0) return { top, bottom, reset, after: after(start.msb, start.lsb) };
  if (!resets) return { top, bottom, reset, after: after(msb, header.picOrderCntLsb) };
  return { top, bottom, reset, after: after(0, header.structure === 2 ? 0 : top - reset) };
}

function fieldOrder(header: SliceHeader, sps: SequenceParameterSet, msb: number, offset: number): FieldOrder {
  if (sps.picOrderCntType === 0) return order0(header, msb);
  return sps.picOrderCntType === 1 ? order1(header, sps, offset) : order2(header, offset);
}

/** 8.2.1.1, PicOrderCntMsb. */
function picOrderCntMsb({ pps, picOrderCntLsb: lsb }: SliceHeader, { msb, lsb: previous }: OrderState): number {
  const max = 2 ** pps.sps.log2MaxPicOrderCntLsb;
  if (lsb < previous && previous - lsb >= max / 2) return msb + max;
  if (lsb > previous && lsb - previous > max / 2) return msb - max;
  return msb;
}

function order0({ structure, picOrderCntLsb, deltaPicOrderCntBottom }: SliceHeader, msb: number): FieldOrder {
  const top = msb + picOrderCntLsb;
  return { top, bottom: structure === 3 ? top + deltaPicOrderCntBottom : top };
}

/** 8.2.1.2 */
function order1(header: SliceHeader, sps: SequenceParameterSet, offset: number): FieldOrder {
  const { referenceIdc, frameNum, structure, deltaPicOrderCnt } = header;
  const { offsetsForRefFrame, offsetForNonRefPic, offsetForTopToBottomField } = sps;
  const cycle = offsetsForRefFrame.length;
  let count = cycle === 0 ? 0 : offset + frameNum;
  if (referenceIdc === 0 && count > 0) count--;
  let expected = referenceIdc === 0 ? offsetForNonRefPic : 0;
  if (count > 0) {
    const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
    const inCycle = (count - 1) % cycle;
    expected +=
      Math.floor((count - 1) / cycle) * sum(offsetsForRefFrame) + sum(offsetsForRefFrame.slice(0, inCycle + 1));
  }
  const top = expected + deltaPicOrderCnt[0];
  if (structure === 3) return { top, bottom: top + offsetForTopToBottomField + deltaPicOrderCnt[1] };
  const field = structure === 2 ? top + offsetForTopToBottomField : top;
  return { top: field, bottom: field };
}

/** 8.2.1.3 */
function order2({ referenceIdc, frameNum }: SliceHeader, offset: number): FieldOrder {
  const order = 2 * (offset + frameNum) - (referenceIdc === 0 && offset + frameNum > 0 ? 1 : 0);
  return { top: order, bottom: order };
}

/** Hostile numbers may leave the range of −2³¹…2³¹ − 1: they wrap. */
function wrap({ top, bottom }: FieldOrder): FieldOrder {
  return { top: top | 0, bottom: bottom | 0 };
}
