// Macroblocks that are lost, or not to be relied on.

import * as arrays from "./macroblock-arrays";
import { NO_SLICE } from "./macroblock-arrays";
import * as to from "./destination";
import { CONCEALED, FIELD, P0_L0, P_16X16, SKIP } from "./macroblock-type";
import {
  SAMPLE_SHIFT, allocatePerMacroblock, blockStride, chromaDepth, chromaFormat, lumaDepth, mbChromaHeight, mbChromaWidth, mbHeight,
  mbStride, mbWidth,
} from "./picture-size";
import { HIGH } from "./config";
import * as slots from "./picture-slots";
import * as state from "./slice-state";

/** u8 of each macroblock, mbWidth in a row, in the order of storage: 0 intact, 1 from a slice with a fault, 2 lost. */
export let conditions: usize = 0;
const DOUBTFUL: u8 = 1;
const LOST: u8 = 2;
/** Reference index of a lost macroblock in P- and B-pictures: none of its own. */
const NO_KEY: i32 = -1;

/** False where memory does not suffice. */
export function allocateConditions(): bool {
  conditions = allocatePerMacroblock(1);
  return conditions != 0;
}

export function beginConditions(): void {
  memory.fill(conditions, 0, <usize>(mbWidth * mbHeight));
}

/** Marks the current macroblock. */
export function distrustMacroblock(): void {
  store<u8>(conditions + <usize>(state.mbY * mbWidth + state.mbX), DOUBTFUL);
}

/** Marks the macroblocks of the current slice. */
export function markSlice(): void {
  for (let y = 0; y < mbHeight; y++) {
    for (let x = 0; x < mbWidth; x++) {
      const number = load<u16>(arrays.sliceNumbers + (<usize>(y * mbStride + x) << 1));
      if (number == <u16>state.sliceNumber) store<u8>(conditions + <usize>(y * mbWidth + x), DOUBTFUL);
    }
  }
}

/** Conceals what is lost of a frame or a field; returns how many macroblocks are. */
export function conceal(structure: i32, reference: i32): i32 {
  const step = structure == 3 ? 1 : 2;
  let lost = 0;
  for (let y = structure == 2 ? 1 : 0; y < mbHeight; y += step) {
    for (let x = 0; x < mbWidth; x++) {
      const index = y * mbStride + x;
      if (load<u16>(arrays.sliceNumbers + (<usize>index << 1)) != <u16>NO_SLICE) continue;
      lost += 1;
      store<u8>(conditions + <usize>(y * mbWidth + x), LOST);
      concealMacroblock(x, y, index, structure != 3, reference);
    }
  }
  return lost;
}

function concealMacroblock(x: i32, y: i32, index: i32, field: bool, reference: i32): void {
  const at = <usize>index;
  store<u32>(arrays.types + (at << 2), CONCEALED | SKIP | P_16X16 | P0_L0 | (field ? FIELD : 0));
  memory.fill(arrays.coefficientCounts + at * 48, 0, 48);
  store<i8>(arrays.qps + at, 0);
  store<i32>(arrays.referenceIndices0 + (at << 2), reference < 0 ? -1 : 0);
  store<i32>(arrays.referenceIndices1 + (at << 2), -1);
  const key = reference < 0 ? NO_KEY : slots.slotCell(reference, slots.IDENTITY) << 2 | 3;
  v128.store(arrays.referenceKeys0 + (at << 4), i32x4.splat(key));
  v128.store(arrays.referenceKeys1 + (at << 4), i32x4.splat(NO_KEY));
  for (let row = 0; row < 4; row++) {
    const block = <usize>((y * 4 + row) * blockStride + x * 4) << 2;
    v128.store(arrays.vectors0 + block, i32x4.splat(0));
    v128.store(arrays.vectors1 + block, i32x4.splat(0));
  }
  if (!to.wantPixels) return;
  state.goTo(x, y);
  state.setMbField(field);
  to.goToDestination();
  const held = reference >= 0 && slots.slotCell(reference, slots.LUMA) != 0;
  copyBlock(to.lumaAt, to.currentLuma, held ? slots.slotPointer(reference, slots.LUMA) : 0, to.lumaStep, 16, 16, lumaDepth);
  if (chromaFormat == 0) return;
  const cb = held ? slots.slotPointer(reference, slots.CB) : 0;
  const cr = held ? slots.slotPointer(reference, slots.CR) : 0;
  copyBlock(to.cbAt, to.currentCb, cb, to.chromaStep, mbChromaWidth, mbChromaHeight, chromaDepth);
  copyBlock(to.crAt, to.currentCr, cr, to.chromaStep, mbChromaWidth, mbChromaHeight, chromaDepth);
}

/** Copies a block from the same place of another plane (0: grey). */
function copyBlock(at: usize, plane: usize, from: usize, step: usize, width: i32, height: i32, depth: i32): void {
  const bytes = <usize>(width << SAMPLE_SHIFT);
  const grey = 1 << (depth - 1);
  for (let row = 0; row < height; row++) {
    if (from != 0) memory.copy(at, from + (at - plane), bytes);
    else if (HIGH) for (let i: usize = 0; i < bytes; i += 2) store<u16>(at + i, <u16>grey);
    else memory.fill(at, 128, bytes);
    at += step;
  }
}
