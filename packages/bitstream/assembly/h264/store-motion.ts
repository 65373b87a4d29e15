// Writes the motion of caches.ts back to the arrays of the picture (macroblock-arrays.ts, picture-slots.ts).

import {
  DIFFERENCE_LIST, FIRST, REFERENCE_LIST, VECTOR_LIST, differenceCache, directCache, referenceCache, vectorCache,
} from "./caches";
import * as arrays from "./macroblock-arrays";
import { DIRECT, P_8X8, SKIP } from "./macroblock-type";
import { blockStride } from "./picture-size";
import { keysOf } from "./reference-keys";
import { B_SLICE, cabac, mbIndex, mbType, mbX, mbY, sliceType } from "./slice-state";

const NO_REFERENCES: u32 = 0xffffffff;

/** Byte offset of a 4×4 block in the arrays of vectors. */
// @ts-ignore: decorator
@inline
export function vectorOffset(blockX: i32, blockY: i32): usize {
  return <usize>(blockY * blockStride + blockX) << 2;
}

/** Writes back vectors, reference indices and keys and, with CABAC, differences and directBlocks. */
export function storeMotion(): void {
  storeList(0, arrays.referenceIndices0, arrays.referenceKeys0, arrays.vectors0);
  if (sliceType == B_SLICE) storeList(1, arrays.referenceIndices1, arrays.referenceKeys1, arrays.vectors1);
  else storeNoList(arrays.referenceIndices1, arrays.referenceKeys1, arrays.vectors1);
  if (!cabac) return;
  const index = <usize>mbIndex;
  if (mbType & (SKIP | DIRECT)) {
    storeNoDifferences(arrays.differences0 + (index << 5));
    if (sliceType != B_SLICE) return;
    storeNoDifferences(arrays.differences1 + (index << 5));
    store<u8>(arrays.directBlocks + index, 15);
    return;
  }
  storeDifferences(differenceCache, arrays.differences0);
  if (sliceType != B_SLICE) return;
  storeDifferences(differenceCache + DIFFERENCE_LIST, arrays.differences1);
  store<u8>(arrays.directBlocks + index, mbType & P_8X8 ? directParts() : 0);
}

/** directBlocks of the quarters. */
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
  storeNoDifferences(arrays.differences0 + (<usize>mbIndex << 5));
  storeNoDifferences(arrays.differences1 + (<usize>mbIndex << 5));
  store<u8>(arrays.directBlocks + <usize>mbIndex, 0);
}

// @ts-ignore: decorator
@inline
function storeNoDifferences(at: usize): void {
  v128.store(at, i32x4.splat(0));
  v128.store(at, i32x4.splat(0), 16);
}
