// Fills the motion of caches.ts from the neighbours and writes the macroblock's own back. Vectors and references of neighbours that are
// field macroblocks where the current one is not (MBAFF frames), or the other way round, are brought to its units (8.4.1.3.1).

import {
  DIFFERENCE_LIST, FIRST, REFERENCE_LIST, VECTOR_LIST, differenceCache, directCache, referenceCache, vectorCache,
} from "./caches";
import * as arrays from "./macroblock-arrays";
import { DIRECT, P_8X8 } from "./macroblock-type";
import { scaleDifferences, scaleMixedNeighbours } from "./mbaff-motion";
import {
  leftIndex, leftRows, leftY, lowerLeftIndex, lowerLeftY, topIndex, topLeftIndex, topLeftRow, topLeftY, topRightIndex, topRightY, topY,
} from "./neighbours";
import { blockStride } from "./picture-size";
import { beginReferenceKeys, keysOf } from "./reference-keys";
import { B_SLICE, cabac, mbIndex, mbType, mbX, mbY, mbaff, sliceType } from "./slice-state";

const NOT_AVAILABLE: i32 = -2;
const ALL_NOT_AVAILABLE: u32 = 0xfefefefe;
const NO_REFERENCES: u32 = 0xffffffff;

/** Byte offset of a 4×4 block in the arrays of vectors. */
// @ts-ignore: decorator
@inline
export function vectorOffset(blockX: i32, blockY: i32): usize {
  return <usize>(blockY * blockStride + blockX) << 2;
}

/** Prepares for a P or B slice: keys of references, and in P slices a second list that nothing uses. */
export function beginMotion(): void {
  beginReferenceKeys();
  if (sliceType == B_SLICE) return;
  memory.fill(referenceCache + REFERENCE_LIST, 0xff, REFERENCE_LIST);
  memory.fill(vectorCache + VECTOR_LIST, 0, VECTOR_LIST);
}

/**
 * Fills the neighbours of referenceCache, vectorCache and, with CABAC, differenceCache and directCache, of the lists that the slice
 * has. The macroblock's own entries are set to: no reference, vector 0, difference 0, not direct.
 */
export function fillMotion(): void {
  fillList(0, arrays.referenceIndices0, arrays.vectors0);
  if (sliceType == B_SLICE) fillList(1, arrays.referenceIndices1, arrays.vectors1);
  if (mbaff) scaleMixedNeighbours();
  if (!cabac) return;
  fillDifferences(differenceCache, arrays.differences0);
  if (sliceType != B_SLICE) return;
  fillDifferences(differenceCache + DIFFERENCE_LIST, arrays.differences1);
  fillDirect();
}

// @ts-ignore: decorator
@inline
function fillList(list: usize, indices: usize, vectors: usize): void {
  const references = referenceCache + list * REFERENCE_LIST;
  const cache = vectorCache + list * VECTOR_LIST;
  const zero = i32x4.splat(0);
  if (topIndex >= 0) {
    const pair = load<u16>(indices + (<usize>topIndex << 2), 2);
    store<u32>(references, (<u32>pair & 0xff) * 0x101 | (<u32>pair >> 8) * 0x1010000, FIRST - 8);
    v128.store(cache, v128.load(vectors + vectorOffset(mbX << 2, (topY << 2) + 3)), (FIRST - 8) * 4);
  } else {
    store<u32>(references, ALL_NOT_AVAILABLE, FIRST - 8);
    v128.store(cache, zero, (FIRST - 8) * 4);
  }
  if (topRightIndex >= 0) {
    store<u8>(references, load<u8>(indices + (<usize>topRightIndex << 2), 2), FIRST - 4);
    store<u32>(cache, load<u32>(vectors + vectorOffset((mbX << 2) + 4, (topRightY << 2) + 3)), (FIRST - 4) * 4);
  } else {
    store<i8>(references, NOT_AVAILABLE, FIRST - 4);
    store<u32>(cache, 0, (FIRST - 4) * 4);
  }
  if (topLeftIndex >= 0) {
    store<u8>(references, load<u8>(indices + (<usize>topLeftIndex << 2) + <usize>topLeftRow), FIRST - 9);
    store<u32>(cache, load<u32>(vectors + vectorOffset((mbX << 2) - 1, (topLeftY << 2) + topLeftRow)), (FIRST - 9) * 4);
  } else {
    store<i8>(references, NOT_AVAILABLE, FIRST - 9);
    store<u32>(cache, 0, (FIRST - 9) * 4);
  }
  fillLeft(references, cache, indices, vectors, leftIndex, leftY, leftRows);
  fillLeft(references + 16, cache + 64, indices, vectors, lowerLeftIndex, lowerLeftY, leftRows + 2);
  for (let row: usize = 0; row < 4; row++) {
    store<u32>(references + (row << 3), NO_REFERENCES, FIRST);
    v128.store(cache + (row << 5), zero, FIRST * 4);
  }
}

/** Of two rows of blocks. */
// @ts-ignore: decorator
@inline
function fillLeft(references: usize, cache: usize, indices: usize, vectors: usize, index: i32, y: i32, rows: usize): void {
  if (index >= 0) {
    const first = <i32>load<u8>(rows);
    const second = <i32>load<u8>(rows, 1);
    const right = indices + (<usize>index << 2) + 1;
    const column = vectors + vectorOffset((mbX << 2) - 1, y << 2);
    store<u8>(references, load<u8>(right + <usize>(first & 2)), FIRST - 1);
    store<u8>(references, load<u8>(right + <usize>(second & 2)), FIRST + 7);
    store<u32>(cache, load<u32>(column + vectorOffset(0, first)), (FIRST - 1) * 4);
    store<u32>(cache, load<u32>(column + vectorOffset(0, second)), (FIRST + 7) * 4);
  } else {
    store<i8>(references, NOT_AVAILABLE, FIRST - 1);
    store<i8>(references, NOT_AVAILABLE, FIRST + 7);
    store<u32>(cache, 0, (FIRST - 1) * 4);
    store<u32>(cache, 0, (FIRST + 7) * 4);
  }
}

// @ts-ignore: decorator
@inline
function fillDifferences(cache: usize, stored: usize): void {
  store<u64>(cache, topIndex >= 0 ? load<u64>(stored + (<usize>topIndex << 5), 24) : 0, (FIRST - 8) * 2);
  const rows = leftRows;
  const upper = stored + (<usize>leftIndex << 5) + 6;
  const lower = stored + (<usize>lowerLeftIndex << 5) + 6;
  store<u16>(cache, leftIndex >= 0 ? load<u16>(upper + (<usize>load<u8>(rows) << 3)) : 0, (FIRST - 1) * 2);
  store<u16>(cache, leftIndex >= 0 ? load<u16>(upper + (<usize>load<u8>(rows, 1) << 3)) : 0, (FIRST + 7) * 2);
  store<u16>(cache, lowerLeftIndex >= 0 ? load<u16>(lower + (<usize>load<u8>(rows, 2) << 3)) : 0, (FIRST + 15) * 2);
  store<u16>(cache, lowerLeftIndex >= 0 ? load<u16>(lower + (<usize>load<u8>(rows, 3) << 3)) : 0, (FIRST + 23) * 2);
  for (let row: usize = 0; row < 4; row++) store<u64>(cache + (row << 4), 0, FIRST * 2);
  if (mbaff) scaleDifferences(cache);
}

function fillDirect(): void {
  const above = topIndex >= 0 ? <u32>load<u8>(arrays.directBlocks + <usize>topIndex) : 0;
  store<u32>(directCache, (above >> 2 & 1) * 0x101 | (above >> 3) * 0x1010000, FIRST - 8);
  const upper = leftIndex >= 0 ? <u32>load<u8>(arrays.directBlocks + <usize>leftIndex) : 0;
  const lower = lowerLeftIndex >= 0 ? <u32>load<u8>(arrays.directBlocks + <usize>lowerLeftIndex) : 0;
  const rows = leftRows;
  store<u8>(directCache, upper >> (1 + (load<u8>(rows) & 2)) & 1, FIRST - 1);
  store<u8>(directCache, upper >> (1 + (load<u8>(rows, 1) & 2)) & 1, FIRST + 7);
  store<u8>(directCache, lower >> (1 + (load<u8>(rows, 2) & 2)) & 1, FIRST + 15);
  store<u8>(directCache, lower >> (1 + (load<u8>(rows, 3) & 2)) & 1, FIRST + 23);
  for (let row: usize = 0; row < 4; row++) store<u32>(directCache + (row << 3), 0, FIRST);
}

/** Writes back vectors, reference indices and keys and, with CABAC, differences and directBlocks. */
export function storeMotion(): void {
  storeList(0, arrays.referenceIndices0, arrays.referenceKeys0, arrays.vectors0);
  if (sliceType == B_SLICE) storeList(1, arrays.referenceIndices1, arrays.referenceKeys1, arrays.vectors1);
  else storeNoList(arrays.referenceIndices1, arrays.referenceKeys1, arrays.vectors1);
  if (!cabac) return;
  storeDifferences(differenceCache, arrays.differences0);
  if (sliceType != B_SLICE) return;
  storeDifferences(differenceCache + DIFFERENCE_LIST, arrays.differences1);
  store<u8>(arrays.directBlocks + <usize>mbIndex, mbType & DIRECT ? 15 : mbType & P_8X8 ? directParts() : 0);
}

function directParts(): i32 {
  return <i32>load<u8>(directCache, FIRST) | <i32>load<u8>(directCache, FIRST + 2) << 1 | <i32>load<u8>(directCache, FIRST + 16) << 2 |
    <i32>load<u8>(directCache, FIRST + 18) << 3;
}

// @ts-ignore: decorator
@inline
function storeList(list: usize, indices: usize, keys: usize, vectors: usize): void {
  const references = referenceCache + list * REFERENCE_LIST;
  const cache = vectorCache + list * VECTOR_LIST;
  const at = vectors + vectorOffset(mbX << 2, mbY << 2);
  const stride = <usize>blockStride << 2;
  v128.store(at, v128.load(cache, FIRST * 4));
  v128.store(at + stride, v128.load(cache, (FIRST + 8) * 4));
  v128.store(at + 2 * stride, v128.load(cache, (FIRST + 16) * 4));
  v128.store(at + 3 * stride, v128.load(cache, (FIRST + 24) * 4));
  const r0 = <i32>load<i8>(references, FIRST);
  const r1 = <i32>load<i8>(references, FIRST + 2);
  const r2 = <i32>load<i8>(references, FIRST + 16);
  const r3 = <i32>load<i8>(references, FIRST + 18);
  const index = indices + (<usize>mbIndex << 2);
  store<i8>(index, <i8>r0);
  store<i8>(index, <i8>r1, 1);
  store<i8>(index, <i8>r2, 2);
  store<i8>(index, <i8>r3, 3);
  const table = keysOf(list);
  const key = keys + (<usize>mbIndex << 4);
  store<i32>(key, load<i32>(table + (<isize>r0 << 2)));
  store<i32>(key, load<i32>(table + (<isize>r1 << 2)), 4);
  store<i32>(key, load<i32>(table + (<isize>r2 << 2)), 8);
  store<i32>(key, load<i32>(table + (<isize>r3 << 2)), 12);
}

// @ts-ignore: decorator
@inline
function storeNoList(indices: usize, keys: usize, vectors: usize): void {
  store<u32>(indices + (<usize>mbIndex << 2), NO_REFERENCES);
  v128.store(keys + (<usize>mbIndex << 4), i32x4.splat(-1));
  const at = vectors + vectorOffset(mbX << 2, mbY << 2);
  const stride = <usize>blockStride << 2;
  const zero = i32x4.splat(0);
  v128.store(at, zero);
  v128.store(at + stride, zero);
  v128.store(at + 2 * stride, zero);
  v128.store(at + 3 * stride, zero);
}

// @ts-ignore: decorator
@inline
function storeDifferences(cache: usize, stored: usize): void {
  const at = stored + (<usize>mbIndex << 5);
  store<u64>(at, load<u64>(cache, FIRST * 2));
  store<u64>(at, load<u64>(cache, (FIRST + 8) * 2), 8);
  store<u64>(at, load<u64>(cache, (FIRST + 16) * 2), 16);
  store<u64>(at, load<u64>(cache, (FIRST + 24) * 2), 24);
}

/** Notes that the macroblock has no motion (intra): reference −1, vectors 0. */
export function storeNoMotion(): void {
  storeNoList(arrays.referenceIndices0, arrays.referenceKeys0, arrays.vectors0);
  storeNoList(arrays.referenceIndices1, arrays.referenceKeys1, arrays.vectors1);
  if (!cabac) return;
  const zero = i32x4.splat(0);
  const at = <usize>mbIndex << 5;
  v128.store(arrays.differences0 + at, zero);
  v128.store(arrays.differences0 + at, zero, 16);
  v128.store(arrays.differences1 + at, zero);
  v128.store(arrays.differences1 + at, zero, 16);
  store<u8>(arrays.directBlocks + <usize>mbIndex, 0);
}
