// The current picture, from its first slice to its last.

import * as arrays from "./macroblock-arrays";
import { beginDeblockable, deblockPicture, noteSlice } from "./deblocking";
import { decodeCabacSlice } from "./cabac-slice-data";
import { decodeCavlcSlice } from "./cavlc-slice-data";
import { codedBlocks, coefficients, dcCoefficients } from "./caches";
import { beginConditions, conceal, markSlice } from "./concealment";
import { beginDirect } from "./direct-prediction";
import { beginDestination, wantPixels, wantReconstructed } from "./destination";
import { PARTITION, clearFault, faultCode } from "./fault";
import { beginInter } from "./inter-prediction";
import { FIELD, INTRA_16X16 } from "./macroblock-type";
import { mbCount, mbGuard, prepareSlot } from "./picture-size";
import * as slots from "./picture-slots";
import { beginMotion } from "./fill-motion";
import { addDecoded } from "./reconstructed-residual";
import { B_SLICE, I_SLICE, beginSlice, cabac, mbaff, sliceType } from "./slice-state";

/** The slot of the current picture. */
export let picture: i32 = 0;

/**
 * Begins a frame, or the first field of one, in a slot. Macroblocks count as intra-coded until they are decoded: I-slices need not be
 * decoded where only motion is wanted. False where memory does not suffice.
 */
export function beginPicture(slot: i32, fields: bool, pixels: bool, coded: bool, reconstructed: bool): bool {
  if (!prepareSlot(slot) || !beginDestination(slot, pixels, coded, reconstructed)) return false;
  picture = slot;
  slots.setSlotCell(slot, slots.FIELD_PAIR, fields ? 1 : 0);
  slots.setSlotCell(slot, slots.WAS_MBAFF, 0);
  arrays.pointTo(slot);
  const mbs = mbCount();
  const guard = mbGuard();
  memory.fill(arrays.sliceNumbers - guard * 2, 0xff, (mbs + guard) * 2);
  const types = arrays.types;
  const intra = i32x4.splat(<i32>(fields ? INTRA_16X16 | FIELD : INTRA_16X16));
  for (let i: usize = 0; i < mbs; i += 4) v128.store(types + (i << 2), intra);
  memory.fill(arrays.referenceIndices0, 0xff, mbs * 4);
  memory.fill(arrays.referenceIndices1, 0xff, mbs * 4);
  memory.fill(arrays.referenceKeys0, 0xff, mbs * 16);
  memory.fill(arrays.referenceKeys1, 0xff, mbs * 16);
  beginConditions();
  return beginDeblockable();
}

/** Decodes the slice that slice-parameters.ts tells of. Returns 0 or a fault's number. */
export function decodeSlice(): i32 {
  clearFault();
  beginSlice();
  // A slice that ended in a fault may have left some behind.
  memory.fill(coefficients, 0, 48 * 16 * 4);
  memory.fill(dcCoefficients, 0, 3 * 16 * 4);
  memory.fill(codedBlocks, 0, 12);
  if (mbaff) slots.setSlotCell(picture, slots.WAS_MBAFF, 1);
  if (!noteSlice()) return faultCode;
  if (sliceType != I_SLICE) beginMotion();
  if (sliceType == B_SLICE) beginDirect();
  if (wantPixels && sliceType != I_SLICE) beginInter();
  // Some faults do not end a slice.
  if (cabac) decodeCabacSlice();
  else decodeCavlcSlice();
  return faultCode;
}

/** Says that something was wrong in the slice that was decoded last: its macroblocks may be. */
export function distrustSlice(): void {
  // Macroblocks without a data partition are marked already.
  if (faultCode != PARTITION) markSlice();
}

/**
 * Ends a frame (structure 3) or a field (1, 2): macroblocks that are lost become copies of those of `reference` (a slot; −1: grey),
 * and what is wanted as samples is filtered. Returns how many macroblocks were lost.
 */
export function finishField(structure: i32, reference: i32): i32 {
  const lost = conceal(structure, reference);
  if (wantPixels) deblockPicture(structure);
  return lost;
}

/** Ends the picture after its last field. */
export function finishPicture(): void {
  if (wantReconstructed) addDecoded();
}
