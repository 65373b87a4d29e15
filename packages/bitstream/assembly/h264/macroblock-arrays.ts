// What is kept of each macroblock of the current picture for those that follow, and for the deblocking filter. Types, vectors and
// references are kept with the picture (picture-slots.ts), since others refer to them; `types` and the like point to the current
// picture's. Addresses are of macroblock 0; indices in slice-state.ts (mbIndex).

import { allocatePerMacroblock } from "./picture-size";
import * as slots from "./picture-slots";

/** Number of the slice (u16) that a macroblock belongs to; 0xffff: not decoded yet. */
export const NO_SLICE: i32 = 0xffff;
export let sliceNumbers: usize = 0;
/** total_coeff of each 4×4 block: u8[48]: 16 of Y, Cb, Cr each, block (row, column) at 4 · row + column, also where chroma has only 2 columns. CABAC: count of coefficients, too (deblocking asks whether it is 0); with CABAC all four blocks of an 8×8 one get its count; with CAVLC each has that of its interleaved part, and who asks for the 8×8 block looks at all four. I_PCM: 16 everywhere. */
export let coefficientCounts: usize = 0;
/** u16: CodedBlockPatternLuma (bits 0…3), CodedBlockPatternChroma (bits 4…5); bits 8, 9, 10: DC of Y, Cb, Cr coded (CABAC contexts). */
export let codedBlockPatterns: usize = 0;
/** i8: QPY. */
export let qps: usize = 0;
/** i8[16]: Intra4x4PredMode (Intra8x8PredMode) of each 4×4 block, 4 · row + column; valid for INTRA_4X4 only. */
export let intraModes: usize = 0;
/** u8: intra_chroma_pred_mode; 0 for others. */
export let chromaModes: usize = 0;
/** u8[16][2] of each macroblock, for each list: |mvd_x|, |mvd_y| (capped at 255) of each 4×4 block, for CABAC. */
export let differences0: usize = 0;
export let differences1: usize = 0;
/** u8: bit i: 8×8 block i takes its motion from direct prediction (or the macroblock is skipped in a B slice), for CABAC. */
export let directBlocks: usize = 0;
/** u32[4]: sub-macroblock types (macroblock-type.ts) of P_8X8 macroblocks. */
export let subTypes: usize = 0;

// The current picture's (picture-slots.ts):
export let types: usize = 0;
export let vectors0: usize = 0;
export let vectors1: usize = 0;
export let referenceIndices0: usize = 0;
export let referenceIndices1: usize = 0;
export let referenceKeys0: usize = 0;
export let referenceKeys1: usize = 0;

/** False where memory does not suffice. */
export function allocateArrays(): bool {
  sliceNumbers = allocatePerMacroblock(2);
  coefficientCounts = allocatePerMacroblock(48);
  codedBlockPatterns = allocatePerMacroblock(2);
  qps = allocatePerMacroblock(1);
  intraModes = allocatePerMacroblock(16);
  chromaModes = allocatePerMacroblock(1);
  differences0 = allocatePerMacroblock(32);
  differences1 = allocatePerMacroblock(32);
  directBlocks = allocatePerMacroblock(1);
  subTypes = allocatePerMacroblock(16);
  return sliceNumbers != 0 && coefficientCounts != 0 && codedBlockPatterns != 0 && qps != 0 && intraModes != 0 &&
    chromaModes != 0 && differences0 != 0 && differences1 != 0 && directBlocks != 0 && subTypes != 0;
}

/** Points to the arrays of the current picture. */
export function pointTo(slot: i32): void {
  types = slots.slotPointer(slot, slots.TYPES);
  vectors0 = slots.slotPointer(slot, slots.VECTORS_0);
  vectors1 = slots.slotPointer(slot, slots.VECTORS_1);
  referenceIndices0 = slots.slotPointer(slot, slots.REFERENCE_INDICES_0);
  referenceIndices1 = slots.slotPointer(slot, slots.REFERENCE_INDICES_1);
  referenceKeys0 = slots.slotPointer(slot, slots.REFERENCE_KEYS_0);
  referenceKeys1 = slots.slotPointer(slot, slots.REFERENCE_KEYS_1);
}
