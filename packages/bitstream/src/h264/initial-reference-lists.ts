import { picOrderCnt, type ReferenceFrame, type ReferencePicture } from "./reference-frame.js";
import type { Structure } from "./slice-header.js";

/** The current picture, as far as its initial reference lists depend on it. */
export interface ListedFor {
  readonly isB: boolean;
  readonly structure: Structure;
  /** PicOrderCnt( CurrPic ) */
  readonly picOrderCnt: number;
  /** Frames that were not sent have no picture order count with pic_order_cnt_type 0: B slices do not refer to them. */
  readonly ordersAreSent: boolean;
}

/**
 * The initial reference picture lists (Rec. ITU-T H.264, 8.2.4.2) of all the pictures that can be referred to, before they are cut to
 * what the slice uses: list 0, and list 1 in B slices.
 *
 * @param frames in any order; with the current picture's first field, if it is a second field
 */
export function initialReferenceLists(frames: readonly ReferenceFrame[], current: ListedFor): ReferencePicture[][] {
  const { isB, structure, ordersAreSent } = current;
  const kept = isB && ordersAreSent ? frames.filter(({ nonExisting }) => !nonExisting) : frames;
  const whole = structure === 3;
  const shortTerm = kept.filter((frame) => (whole ? frame.shortTerm === 3 : frame.shortTerm !== 0));
  const longTerm = kept.filter((frame) => (whole ? frame.longTerm === 3 : frame.longTerm !== 0));
  longTerm.sort((a, b) => a.longTermFrameIdx - b.longTermFrameIdx);
  const orders = isB ? ordersOfB(shortTerm, current) : [shortTerm.sort((a, b) => b.frameNumWrap - a.frameNumWrap)];
  const lists = orders.map((order) =>
    whole
      ? [...order, ...longTerm].map((frame) => ({ frame, structure }))
      : [
          ...alternate(order, structure, ({ shortTerm }) => shortTerm),
          ...alternate(longTerm, structure, ({ longTerm }) => longTerm),
        ],
  );
  if (isB && same(lists[0]!, lists[1]!)) swapFirst(lists[1]!);
  return lists;
}

/** 8.2.4.2.3 and 8.2.4.2.4: list 0 goes back from the current picture and then forward, list 1 the other way round. */
function ordersOfB(frames: readonly ReferenceFrame[], { structure, picOrderCnt: own }: ListedFor): ReferenceFrame[][] {
  const isPast = (frame: ReferenceFrame) => (structure === 3 ? picOrderCnt(frame) < own : picOrderCnt(frame) <= own);
  const past = frames.filter(isPast).sort((a, b) => picOrderCnt(b) - picOrderCnt(a));
  const future = frames.filter((frame) => !isPast(frame)).sort((a, b) => picOrderCnt(a) - picOrderCnt(b));
  return [
    [...past, ...future],
    [...future, ...past],
  ];
}

/** Fields of frames, first of the current field's lines, then of the others', and so on (8.2.4.2.5). */
function alternate(
  frames: readonly ReferenceFrame[],
  structure: Structure,
  used: (frame: ReferenceFrame) => number,
): ReferencePicture[] {
  const other = (3 - structure) as Structure;
  const fieldsOf = (lines: Structure) =>
    frames.filter((frame) => used(frame) & lines).map((frame) => ({ frame, structure: lines }));
  const same = fieldsOf(structure);
  const opposite = fieldsOf(other);
  const pairs = Math.min(same.length, opposite.length);
  const list: ReferencePicture[] = [];
  for (let i = 0; i < pairs; i++) list.push(same[i]!, opposite[i]!);
  return [...list, ...same.slice(pairs), ...opposite.slice(pairs)];
}

function same(a: readonly ReferencePicture[], b: readonly ReferencePicture[]): boolean {
  return a.length > 1 && a.every(({ frame, structure }, i) => frame === b[i]!.frame && structure === b[i]!.structure);
}

function swapFirst(list: ReferencePicture[]): void {
  [list[0], list[1]] = [list[1]!, list[0]!];
}
