// The motion of the picture just decoded, on a grid of 4×4 blocks (src/frame.ts: MotionField).

import * as arrays from "./macroblock-arrays";
import { allocate } from "../common/memory";
import {
  DIRECT, FIELD, INTRA, P_16X8, P_8X16, P_8X8,
} from "./macroblock-type";
import { blockStride, mbHeight, mbStride, mbWidth } from "./picture-size";
import * as slots from "./picture-slots";

/** i16[rows][columns][2 lists][2], of B-pictures; those of P-pictures are the slot's own. */
export let bidirectionalVectors: usize = 0;
/** i32[rows][columns][lists]: display indices; −1: none. */
export let exportedReferences: usize = 0;
/** u8[rows][columns] each. */
export let intraMask: usize = 0;
export let partitionWidths: usize = 0;
export let partitionHeights: usize = 0;
export let fieldFlags: usize = 0;
export let directFlags: usize = 0;

/** Reference keys looked up for the picture and their display indices: i32[64][2], by the key's low bits. */
const lookedUp: usize = memory.data(64 * 8, 16);

/** False where memory does not suffice. */
export function allocateExport(): bool {
  if (intraMask != 0) return true;
  const blocks = <usize>(blockStride * mbHeight * 4);
  bidirectionalVectors = allocate(blocks * 8);
  exportedReferences = allocate(blocks * 8);
  partitionWidths = allocate(blocks);
  partitionHeights = allocate(blocks);
  fieldFlags = allocate(blocks);
  intraMask = allocate(blocks);
  directFlags = allocate(blocks);
  return bidirectionalVectors != 0 && exportedReferences != 0 && partitionWidths != 0 && partitionHeights != 0 &&
    fieldFlags != 0 && intraMask != 0 && directFlags != 0;
}

// @ts-ignore: decorator
@inline
function displayOf(key: i32): i32 {
  const at = lookedUp + (<usize>((key ^ (key >> 6)) & 63) << 3);
  return load<i32>(at) == key ? load<i32>(at, 4) : lookUp(key, at);
}

function lookUp(key: i32, at: usize): i32 {
  let display = -1;
  for (let slot = 0; key >= 0 && slot < slots.SLOTS; slot++) {
    if (slots.slotCell(slot, slots.TYPES) == 0 || slots.slotCell(slot, slots.IDENTITY) != key >> 2) continue;
    display = slots.slotCell(slot, slots.DISPLAY_INDEX);
  }
  store<i32>(at, key);
  store<i32>(at, display, 4);
  return display;
}

/** Forgets what was looked up: −1 has no picture. */
function forgetLookedUp(): void {
  for (let at = lookedUp; at < lookedUp + 64 * 8; at += 16) v128.store(at, i32x4.splat(-1));
}

/** Fills the grid's arrays. `lists`: 1 or 2. `fields`: the stream has field macroblocks, so fieldFlags are wanted. */
export function exportMotion(lists: i32, fields: bool): void {
  forgetLookedUp();
  for (let y = 0; y < mbHeight; y++) {
    for (let x = 0; x < mbWidth; x++) {
      const index = <usize>(y * mbStride + x);
      const type = load<u32>(arrays.types + (index << 2));
      const block = <usize>(y * 4 * blockStride + x * 4);
      const intra = (type & INTRA) != 0;
      fill16(intraMask + block, intra ? 0x01010101 : 0);
      exportPartitions(type, index, block);
      if (lists == 1) exportReferences(index, block);
      else {
        exportBidirectional(index, block);
        exportDirect(type, index, block);
      }
      if (fields) exportFields(type, index, block);
    }
  }
}

// @ts-ignore: decorator
@inline
function fill16(at: usize, value: u32): void {
  const stride = <usize>blockStride;
  store<u32>(at, value);
  store<u32>(at + stride, value);
  store<u32>(at + 2 * stride, value);
  store<u32>(at + 3 * stride, value);
}

function exportPartitions(type: u32, index: usize, block: usize): void {
  if (type & INTRA) {
    fill16(partitionWidths + block, 0);
    fill16(partitionHeights + block, 0);
  } else if (type & P_8X8) {
    for (let i: usize = 0; i < 4; i++) {
      const sub = load<u32>(arrays.subTypes + (index << 4) + (i << 2));
      const at = block + (i & 1) * 2 + (i >> 1) * 2 * <usize>blockStride;
      const width: u16 = sub & (P_8X16 | P_8X8) ? 0x0404 : 0x0808;
      const height: u16 = sub & (P_16X8 | P_8X8) ? 0x0404 : 0x0808;
      store<u16>(partitionWidths + at, width);
      store<u16>(partitionWidths + at + <usize>blockStride, width);
      store<u16>(partitionHeights + at, height);
      store<u16>(partitionHeights + at + <usize>blockStride, height);
    }
  } else {
    fill16(partitionWidths + block, type & P_8X16 ? 0x08080808 : 0x10101010);
    fill16(partitionHeights + block, type & P_16X8 ? 0x08080808 : 0x10101010);
  }
}

function exportReferences(index: usize, block: usize): void {
  const keys = arrays.referenceKeys0 + (index << 4);
  const stride = <usize>blockStride << 2;
  let at = exportedReferences + (block << 2);
  for (let half: usize = 0; half < 2; half++) {
    const left = displayOf(load<i32>(keys + (half << 3)));
    const right = displayOf(load<i32>(keys + (half << 3), 4));
    const row = i32x4(left, left, right, right);
    v128.store(at, row);
    v128.store(at + stride, row);
    at += 2 * stride;
  }
}

function exportBidirectional(index: usize, block: usize): void {
  const keys0 = arrays.referenceKeys0 + (index << 4);
  const keys1 = arrays.referenceKeys1 + (index << 4);
  const stride = <usize>blockStride << 2;
  let at = block << 2;
  for (let half: usize = 0; half < 2; half++) {
    const a0 = displayOf(load<i32>(keys0 + (half << 3)));
    const a1 = displayOf(load<i32>(keys1 + (half << 3)));
    const b0 = displayOf(load<i32>(keys0 + (half << 3), 4));
    const b1 = displayOf(load<i32>(keys1 + (half << 3), 4));
    const left = i32x4(a0, a1, a0, a1);
    const right = i32x4(b0, b1, b0, b1);
    for (let row = 0; row < 2; row++) {
      v128.store(exportedReferences + (at << 1), left);
      v128.store(exportedReferences + (at << 1), right, 16);
      const first = v128.load(arrays.vectors0 + at);
      const second = v128.load(arrays.vectors1 + at);
      v128.store(bidirectionalVectors + (at << 1), i32x4.shuffle(first, second, 0, 4, 1, 5));
      v128.store(bidirectionalVectors + (at << 1), i32x4.shuffle(first, second, 2, 6, 3, 7), 16);
      at += stride;
    }
  }
}

/** Bit 0: direct mode; bit 1: of the whole macroblock. */
function exportDirect(type: u32, index: usize, block: usize): void {
  if (type & DIRECT || !(type & P_8X8)) {
    fill16(directFlags + block, type & DIRECT ? 0x03030303 : 0);
    return;
  }
  for (let i: usize = 0; i < 4; i++) {
    const sub = load<u32>(arrays.subTypes + (index << 4) + (i << 2));
    const at = directFlags + block + (i & 1) * 2 + (i >> 1) * 2 * <usize>blockStride;
    const flags: u16 = sub & DIRECT ? 0x101 : 0;
    store<u16>(at, flags);
    store<u16>(at + <usize>blockStride, flags);
  }
}

function exportFields(type: u32, index: usize, block: usize): void {
  if (!(type & FIELD)) {
    fill16(fieldFlags + block, 0);
    return;
  }
  for (let i: usize = 0; i < 4; i++) {
    const key0 = load<i32>(arrays.referenceKeys0 + (index << 4) + (i << 2));
    const key1 = load<i32>(arrays.referenceKeys1 + (index << 4) + (i << 2));
    const flags = <u16>(1 | (key0 >= 0 && (key0 & 3) == 2 ? 2 : 0) | (key1 >= 0 && (key1 & 3) == 2 ? 4 : 0));
    const at = fieldFlags + block + (i & 1) * 2 + (i >> 1) * 2 * <usize>blockStride;
    store<u16>(at, flags * 0x101);
    store<u16>(at + <usize>blockStride, flags * 0x101);
  }
}
