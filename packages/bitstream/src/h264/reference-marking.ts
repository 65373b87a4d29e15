import { findPicture, type Numbering, numbering, type ReferenceFrame } from "./reference-frame.js";
import type { MarkingOperation } from "./reference-marking-syntax.js";
import type { SliceHeader } from "./slice-header.js";

/** LongTermFrameIdx up to which frames are kept for long-term reference, plus 1; 0: "no long-term frame indices". */
export type LongTermLimit = number;

/** The pictures that can be referred to, and how many there may be (Rec. ITU-T H.264, 8.2.5). */
export interface References {
  /** In decoding order. */
  readonly frames: readonly ReferenceFrame[];
  readonly longTermLimit: LongTermLimit;
}

export const NO_REFERENCES: References = { frames: [], longTermLimit: 0 };

/** Counts frame_num of frames that were decoded before it wrapped as less than the current one (8.2.4.1). */
export function wrapFrameNums({ frames }: References, frameNum: number, maxFrameNum: number): void {
  for (const frame of frames) {
    frame.frameNumWrap = frame.frameNum > frameNum ? frame.frameNum - maxFrameNum : frame.frameNum;
  }
}

/**
 * Marks pictures after a reference picture was decoded (8.2.5.1). The marks of frames are changed in place; frames that are not
 * referred to any more are left out of what is returned.
 *
 * @param current the frame that the picture belongs to, its fields that are there including it
 */
export function markReferences(before: References, header: SliceHeader, current: ReferenceFrame): References {
  const { structure, idr, marking, pps } = header;
  const second = before.frames.includes(current);
  if (idr && !second) return markIdr(before, header, current);
  const most = Math.max(1, pps.sps.maxNumRefFrames);
  const maxFrameNum = 2 ** pps.sps.log2MaxFrameNum;
  let limit = before.longTermLimit;
  wrapFrameNums(before, header.frameNum, maxFrameNum);
  let longTerm = false;
  if (marking.operations === null) {
    // The second field of a frame whose first is used for short-term reference needs no room.
    if (!(second && current.shortTerm !== 0)) slideWindow(before.frames, most, current);
  } else {
    const numbers = numbering(structure, header.frameNum, maxFrameNum);
    for (const operation of marking.operations) {
      limit = mark(before.frames, operation, numbers, current, limit);
      longTerm ||= operation.operation === 6;
      if (operation.operation === 5) longTerm = false;
    }
  }
  if (!longTerm) current.shortTerm |= structure;
  const frames = second ? before.frames : [...before.frames, current];
  return { frames: keepAtMost(frames.filter(isUsed), most, current), longTermLimit: limit };
}

/** An IDR picture ends all that came before it. */
function markIdr(before: References, { structure, marking }: SliceHeader, current: ReferenceFrame): References {
  for (const frame of before.frames) unmark(frame);
  if (!marking.longTermReference) {
    current.shortTerm = structure;
    return { frames: [current], longTermLimit: 0 };
  }
  current.longTerm = structure;
  current.longTermFrameIdx = 0;
  return { frames: [current], longTermLimit: 1 };
}

/** Sliding window (8.2.5.3): makes room for one more frame. */
export function slideWindow(frames: readonly ReferenceFrame[], most: number, current: ReferenceFrame | null): void {
  const used = frames.filter((frame) => isUsed(frame) && frame !== current);
  // A frame of which one field is used for either counts twice.
  const count = used.reduce(
    (sum, { shortTerm, longTerm }) => sum + Number(shortTerm !== 0) + Number(longTerm !== 0),
    0,
  );
  if (count < most) return;
  let oldest: ReferenceFrame | null = null;
  for (const frame of used) {
    if (frame.shortTerm && (!oldest || frame.frameNumWrap < oldest.frameNumWrap)) oldest = frame;
  }
  if (oldest) oldest.shortTerm = 0;
}

/** One memory_management_control_operation (8.2.5.4); returns the new limit. */
function mark(
  frames: readonly ReferenceFrame[],
  operation: MarkingOperation,
  numbers: Numbering,
  current: ReferenceFrame,
  limit: LongTermLimit,
): LongTermLimit {
  switch (operation.operation) {
    case 1: {
      const found = findPicture(frames, numbers, numbers.picNum - operation.differenceOfPicNums, false);
      if (found) found.frame.shortTerm &= ~found.structure;
      return limit;
    }
    case 2: {
      const found = findPicture(frames, numbers, operation.longTermPicNum, true);
      if (found) found.frame.longTerm &= ~found.structure;
      return limit;
    }
    case 3: {
      const found = findPicture(frames, numbers, numbers.picNum - operation.differenceOfPicNums, false);
      if (found) assignLongTerm(frames, found.frame, found.structure, operation.longTermFrameIdx);
      return limit;
    }
    case 4:
      for (const frame of frames) if (frame.longTermFrameIdx >= operation.maxLongTermFrames) frame.longTerm = 0;
      return operation.maxLongTermFrames;
    case 5:
      for (const frame of frames) unmark(frame);
      return 0;
    case 6:
      assignLongTerm(frames, current, numbers.structure, operation.longTermFrameIdx);
      return limit;
  }
}

/** Gives a LongTermFrameIdx to a frame or a field, and takes it from any other frame (8.2.5.4.3, 8.2.5.4.6). */
function assignLongTerm(
  frames: readonly ReferenceFrame[],
  frame: ReferenceFrame,
  structure: number,
  longTermFrameIdx: number,
): void {
  for (const other of frames) if (other !== frame && other.longTermFrameIdx === longTermFrameIdx) other.longTerm = 0;
  if (frame.longTerm && frame.longTermFrameIdx !== longTermFrameIdx) frame.longTerm = 0;
  frame.longTermFrameIdx = longTermFrameIdx;
  frame.shortTerm &= ~structure;
  frame.longTerm |= structure;
}

/** Streams that mark more than they may would fill the slots: the oldest frames go. */
function keepAtMost(frames: readonly ReferenceFrame[], most: number, current: ReferenceFrame): ReferenceFrame[] {
  const kept = [...frames];
  while (kept.length > most) {
    const shortTerm = kept.findIndex((frame) => frame !== current && frame.shortTerm !== 0);
    const gone = kept.splice(shortTerm >= 0 ? shortTerm : kept.findIndex((frame) => frame !== current), 1);
    for (const frame of gone) unmark(frame);
  }
  return kept;
}

export function isUsed({ shortTerm, longTerm }: ReferenceFrame): boolean {
  return (shortTerm | longTerm) !== 0;
}

function unmark(frame: ReferenceFrame): void {
  frame.shortTerm = 0;
  frame.longTerm = 0;
}
