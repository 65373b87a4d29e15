import type { BitstreamError } from "../errors.js";
import type { FieldOrder } from "./picture-order-count.js";
import type { Structure } from "./slice-header.js";

/** A frame, or a field of one, that is or was referred to. Bits of fields: 1 top, 2 bottom. */
export interface ReferenceFrame {
  /** Where its macroblocks and samples are. */
  readonly slot: number;
  /** frame_num, and what it counts as for the current picture (8.2.4.1). */
  frameNum: number;
  frameNumWrap: number;
  /** LongTermFrameIdx, where a field is used for long-term reference. */
  longTermFrameIdx: number;
  /** Fields that are there. */
  fields: number;
  /** Fields that are used for short-term reference, for long-term reference. */
  shortTerm: number;
  longTerm: number;
  /** TopFieldOrderCnt, BottomFieldOrderCnt, of the fields that are there. */
  top: number;
  bottom: number;
  /** Inferred in a gap of frame_num (8.2.5.2): "non-existing". */
  readonly nonExisting: boolean;
  /** Its place in display order. */
  order: number;
  /** What is wrong with it or with what it builds on, or null. */
  damage: BitstreamError | null;
}

/** A picture that a list refers to: a frame (3) or one of its fields. */
export interface ReferencePicture {
  readonly frame: ReferenceFrame;
  readonly structure: Structure;
}

/** PicOrderCnt() of a frame, or of the field of it that is there (8.2.1). */
export function picOrderCnt({ fields, top, bottom }: Pick<ReferenceFrame, "fields"> & FieldOrder): number {
  if (fields === 3) return Math.min(top, bottom);
  return fields === 1 ? top : bottom;
}

/** What pictures are numbered against (8.2.4.1). */
export interface Numbering {
  readonly structure: Structure;
  /** CurrPicNum */
  readonly picNum: number;
  /** MaxPicNum */
  readonly maxPicNum: number;
}

export function numbering(structure: Structure, frameNum: number, maxFrameNum: number): Numbering {
  return structure === 3
    ? { structure, picNum: frameNum, maxPicNum: maxFrameNum }
    : { structure, picNum: 2 * frameNum + 1, maxPicNum: 2 * maxFrameNum };
}

/** The picture that a PicNum, or a LongTermPicNum, means (8.2.4.1), or null. */
export function findPicture(
  frames: readonly ReferenceFrame[],
  { structure }: Numbering,
  number: number,
  longTerm: boolean,
): ReferencePicture | null {
  for (const frame of frames) {
    const used = longTerm ? frame.longTerm : frame.shortTerm;
    const frameNumber = longTerm ? frame.longTermFrameIdx : frame.frameNumWrap;
    if (structure === 3) {
      if (used === 3 && frameNumber === number) return { frame, structure };
      continue;
    }
    const other = (3 - structure) as Structure;
    if (used & structure && 2 * frameNumber + 1 === number) return { frame, structure };
    if (used & other && 2 * frameNumber === number) return { frame, structure: other };
  }
  return null;
}
