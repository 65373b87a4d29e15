// A frame that was never sent (a gap in frame_num, 8.2.5.2) stands as a copy of the one before it.

import { INTRA_16X16 } from "./macroblock-type";
import {
  chromaStride, keepPictures, lumaStride, mbChromaHeight, mbCount, mbHeight, prepareSlot,
} from "./picture-size";
import * as slots from "./picture-slots";

/** Makes a slot's samples those of another (−1: grey stays what it was), and all of its macroblocks intra. False where memory does not suffice. */
export function copySlot(from: i32, to: i32): bool {
  if (!prepareSlot(to)) return false;
  const types = slots.slotPointer(to, slots.TYPES);
  for (let i: usize = 0; i < mbCount(); i += 4) v128.store(types + (i << 2), i32x4.splat(<i32>INTRA_16X16));
  memory.fill(slots.slotPointer(to, slots.REFERENCE_INDICES_0), 0xff, mbCount() * 4);
  memory.fill(slots.slotPointer(to, slots.REFERENCE_INDICES_1), 0xff, mbCount() * 4);
  slots.setSlotCell(to, slots.FIELD_PAIR, 0);
  slots.setSlotCell(to, slots.WAS_MBAFF, 0);
  if (!keepPictures || from < 0 || from == to || slots.slotCell(from, slots.LUMA) == 0) return true;
  const luma = <usize>(lumaStride * (mbHeight << 4));
  const chroma = <usize>(chromaStride * mbHeight * mbChromaHeight);
  memory.copy(slots.slotPointer(to, slots.LUMA), slots.slotPointer(from, slots.LUMA), luma);
  memory.copy(slots.slotPointer(to, slots.CB), slots.slotPointer(from, slots.CB), chroma);
  memory.copy(slots.slotPointer(to, slots.CR), slots.slotPointer(from, slots.CR), chroma);
  return true;
}
