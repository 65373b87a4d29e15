// Pictures that are decoded or referred to live in slots. A slot holds both fields of a frame. The caller manages them (which one is
// the current picture, which are references: 8.2.5); here are their cells and arrays.

import { allocate } from "../common/memory";

/** 16 reference frames, the current one, and one to spare. */
export const SLOTS: i32 = 18;
const CELLS: usize = 32;
const table: usize = memory.data(18 * 32 * 4, 16);

// Written by the caller:
/** PicOrderCnt of the top and bottom field; a field that is not there has the other's. */
export const POC_TOP: usize = 0;
export const POC_BOTTOM: usize = 1;
/** A number no other picture of the last 2^28 has: identifies it in `referenceKeys`. */
export const IDENTITY: usize = 2;
/** Its display index. */
export const DISPLAY_INDEX: usize = 3;
/** Used for long-term reference. */
export const LONG_TERM: usize = 4;
/** 1: coded as two fields (or one), 0: as a frame (MBAFF or not). */
export const FIELD_PAIR: usize = 5;
// Written here:
/** Planes (0 where no pixels are kept): address of the first sample. Strides are in picture-size.ts. */
export const LUMA: usize = 8;
export const CB: usize = 9;
export const CR: usize = 10;
/** u32 of each macroblock: macroblock-type.ts; 0: not decoded. */
export const TYPES: usize = 11;
/** Vectors of list 0 and list 1: i16 pairs (x, y) of each 4×4 block, `blockStride` blocks in a row. */
export const VECTORS_0: usize = 12;
export const VECTORS_1: usize = 13;
/** Reference index of each 8×8 block, i8[4] of each macroblock: −1 none. */
export const REFERENCE_INDICES_0: usize = 14;
export const REFERENCE_INDICES_1: usize = 15;
/** What that referred to, i32[4] of each macroblock: identity << 2 | structure (1, 2, 3); −1 none. */
export const REFERENCE_KEYS_0: usize = 16;
export const REFERENCE_KEYS_1: usize = 17;
/** 1: the last coded picture in it was MBAFF. */
export const WAS_MBAFF: usize = 18;

// @ts-ignore: decorator
@inline
export function slotAddress(slot: i32): usize {
  return table + <usize>slot * CELLS * 4;
}

// @ts-ignore: decorator
@inline
export function slotCell(slot: i32, cell: usize): i32 {
  return load<i32>(table + ((<usize>slot * CELLS + cell) << 2));
}

// @ts-ignore: decorator
@inline
export function setSlotCell(slot: i32, cell: usize, value: i32): void {
  store<i32>(table + ((<usize>slot * CELLS + cell) << 2), value);
}

/** Address that a cell holds. */
// @ts-ignore: decorator
@inline
export function slotPointer(slot: i32, cell: usize): usize {
  return <usize>load<u32>(table + ((<usize>slot * CELLS + cell) << 2));
}

/** Lays out a pointer of a slot with `before` guard bytes in front of it; false where memory does not suffice. */
export function allocateCell(slot: i32, cell: usize, bytes: usize, before: usize): bool {
  const at = allocate(bytes + before + 64);
  if (at == 0) return false;
  setSlotCell(slot, cell, <i32>(at + before));
  return true;
}
