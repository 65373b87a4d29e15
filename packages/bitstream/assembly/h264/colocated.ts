// The colocated macroblock(s) of a macroblock in a B slice, in the first picture of list 1 (8.4.1.2.1), and their motion.

import { FIELD, INTRA, P_16X16, P_16X8, P_8X16, P_8X8 } from "./macroblock-type";
import { framesOnly, mbStride } from "./picture-size";
import * as slots from "./picture-slots";
import { slotCell, slotPointer } from "./picture-slots";
import { listSlot, listStructure } from "./reference-keys";
import { vectorOffset } from "./store-motion";
import { currentSlot, fieldMode, fieldPicture, inference8x8, mbIndex, mbX, mbY } from "./slice-state";

/** vertMvScale: the macroblock and the colocated one are of one kind; it is of a frame and this one of a field; the other way round. */
export const ONE_TO_ONE: i32 = 0;
export const FRAME_TO_FIELD: i32 = 1;
export const FIELD_TO_FRAME: i32 = 2;
export let vertMvScale: i32 = ONE_TO_ONE;
/** Partition shape (macroblock-type.ts) within which colocated blocks have the same motion. */
export let colocatedShape: u32 = P_16X16;

/** After fetchColocated(): refIdxCol (−1: intra), the key of what it refers to (picture-slots.ts, REFERENCE_KEYS_0), and mvCol. */
export let colocatedReference: i32 = -1;
export let colocatedKey: i32 = -1;
export let colocatedX: i32 = 0;
export let colocatedY: i32 = 0;

/** The first picture of list 1 is used for long-term reference. */
export let colocatedLongTerm: bool = false;
/** It was coded as two fields. */
let fieldPair: bool = false;
/** In a field: the parity that list 1 refers to; in a frame: that of the field nearer in output order. */
let referredParity: i32 = 0;
let types: usize = 0;
let vectors0: usize = 0;
let vectors1: usize = 0;
let indices0: usize = 0;
let indices1: usize = 0;
let keys0: usize = 0;
let keys1: usize = 0;
/** The macroblock, or the first of the two, and its row. */
let index: i32 = 0;
let row: i32 = 0;

/** Finds the colocated picture of a slice. False: there is none. */
export function beginColocated(): bool {
  const slot = listSlot(1, 0);
  if (slot < 0 || slotCell(slot, slots.TYPES) == 0) return false;
  colocatedLongTerm = slotCell(slot, slots.LONG_TERM) != 0;
  fieldPair = slotCell(slot, slots.FIELD_PAIR) != 0;
  if (fieldPicture) {
    referredParity = listStructure(1, 0) == 2 ? 1 : 0;
  } else {
    const order = min(slotCell(currentSlot, slots.POC_TOP), slotCell(currentSlot, slots.POC_BOTTOM));
    const top = abs(slotCell(slot, slots.POC_TOP) - order);
    const bottom = abs(slotCell(slot, slots.POC_BOTTOM) - order);
    referredParity = top < bottom ? 0 : 1;
  }
  types = slotPointer(slot, slots.TYPES);
  vectors0 = slotPointer(slot, slots.VECTORS_0);
  vectors1 = slotPointer(slot, slots.VECTORS_1);
  indices0 = slotPointer(slot, slots.REFERENCE_INDICES_0);
  indices1 = slotPointer(slot, slots.REFERENCE_INDICES_1);
  keys0 = slotPointer(slot, slots.REFERENCE_KEYS_0);
  keys1 = slotPointer(slot, slots.REFERENCE_KEYS_1);
  return true;
}

// @ts-ignore: decorator
@inline
function typeAt(at: i32): u32 {
  return load<u32>(types + (<usize>at << 2));
}

/** Finds the colocated macroblock(s) of the current one (Table 8-6). */
export function findColocated(): void {
  vertMvScale = ONE_TO_ONE;
  index = mbIndex;
  row = mbY;
  if (!framesOnly) {
    const odd = mbY & 1;
    const first = mbIndex - odd * mbStride;
    if (fieldPair || (typeAt(first) & FIELD) != 0) {
      if (!fieldMode) vertMvScale = FIELD_TO_FRAME;
      const parity = !fieldMode || (fieldPicture && fieldPair) ? referredParity : odd;
      index = first + parity * mbStride;
      row = mbY - odd + parity;
    } else if (fieldMode) {
      vertMvScale = FRAME_TO_FIELD;
      index = first;
      row = mbY - odd;
      const whole = isWhole(typeAt(first)) && isWhole(typeAt(first + mbStride));
      colocatedShape = whole ? P_16X8 : P_8X8;
      return;
    }
  }
  const type = typeAt(index);
  colocatedShape = isWhole(type) ? P_16X16 : type & (P_16X8 | P_8X16) ? type & (P_16X8 | P_8X16) : P_8X8;
}

// @ts-ignore: decorator
@inline
function isWhole(type: u32): bool {
  return (type & (P_16X16 | INTRA)) != 0;
}

/** The quarters of the macroblock have one colocated block each, not four. */
// @ts-ignore: decorator
@inline
export function isQuarterUniform(): bool {
  return inference8x8 || vertMvScale != ONE_TO_ONE || colocatedShape != P_8X8;
}

/** Fetches the motion of the one block that stands for a quarter (8×8 block 0…3) of the macroblock: that in its corner. */
export function fetchColocated(quarter: i32): void {
  const right = quarter & 1;
  const below = quarter >> 1;
  if (vertMvScale == ONE_TO_ONE) fetch(index, row, 3 * right, 3 * below);
  else if (vertMvScale == FRAME_TO_FIELD) fetch(index + below * mbStride, row + below, 3 * right, 2 * below);
  else fetch(index, row, 3 * right, ((mbY & 1) << 1) + below);
}

/** Fetches the motion of the block colocated with a 4×4 block. */
export function fetchColocatedBlock(blockX: i32, blockY: i32): void {
  fetch(index, row, blockX, blockY);
}

function fetch(at: i32, y: i32, blockX: i32, blockY: i32): void {
  const part = (<usize>at << 2) + <usize>((blockY & 2) + (blockX >> 1));
  const offset = vectorOffset((mbX << 2) + blockX, (y << 2) + blockY);
  colocatedReference = load<i8>(indices0 + part);
  let vector = vectors0 + offset;
  let key = keys0 + (part << 2);
  if (colocatedReference < 0) {
    colocatedReference = load<i8>(indices1 + part);
    vector = vectors1 + offset;
    key = keys1 + (part << 2);
    if (colocatedReference < 0) {
      colocatedX = 0;
      colocatedY = 0;
      return;
    }
  }
  colocatedKey = load<i32>(key);
  colocatedX = load<i16>(vector);
  colocatedY = load<i16>(vector, 2);
}
