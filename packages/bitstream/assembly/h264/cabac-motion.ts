// Reference indices and vectors (7.3.5.1, 7.3.5.2), into caches.ts.

import { differenceX, differenceY, readDifference } from "./cabac-difference";
import { decision } from "./cabac-engine";
import {
  DIFFERENCE_LIST, differenceCache, directCache, FIRST, REFERENCE_LIST, referenceCache, VECTOR_LIST, vectorCache,
} from "./caches";
import { fault, MISSING_REFERENCE, REF_IDX } from "./fault";
import { DIRECT, P0_L0, P_16X16, P_16X8, P_8X16 } from "./macroblock-type";
import { predict16x8, predict8x16, predictedX, predictedY, predictVector } from "./motion-prediction";
import { ENTRY_CELLS, referenceLists } from "./slice-parameters";
import { activeReferences, mbField, mbType } from "./slice-state";

/** Whether a neighbour refers to another picture than the list's first, and says so itself. */
// @ts-ignore: decorator
@inline
function refersFurther(list: usize, entry: usize): i32 {
  return <i32>(load<i8>(referenceCache + list * REFERENCE_LIST + entry) > 0 && load<u8>(directCache + entry) == 0);
}

/** The list has a picture at an index; else a fault is noted. */
export function hasReference(list: usize, index: i32): bool {
  const picture = <usize>(index >> (mbField ? 1 : 0));
  if (load<i32>(referenceLists + (list * 32 + picture) * ENTRY_CELLS * 4) >= 0) return true;
  return fault(MISSING_REFERENCE, index);
}

/** ref_idx_l0, ref_idx_l1 of the partition whose first block has a cache entry; −1: a fault was noted. */
function readReference(list: usize, entry: usize): i32 {
  const most = activeReferences(<i32>list);
  let index = 0;
  if (most > 1) {
    let context = 54 + refersFurther(list, entry - 1) + (refersFurther(list, entry - 8) << 1);
    while (decision(context)) {
      context = index == 0 ? 58 : 59;
      if (++index >= most) {
        fault(REF_IDX, index);
        return -1;
      }
    }
  }
  return hasReference(list, index) ? index : -1;
}

// @ts-ignore: decorator
@inline
function fillReferences(list: usize, entry: usize, width: i32, height: i32, index: i32): void {
  let at = referenceCache + list * REFERENCE_LIST + entry;
  for (let rows = height; rows > 0; rows--) {
    if (width == 4) store<u32>(at, (index & 0xff) * 0x1010101);
    else store<u16>(at, (index & 0xff) * 0x101);
    at += 8;
  }
}

/** Writes a vector and an absolute difference to a rectangle of blocks. */
// @ts-ignore: decorator
@inline
function fillVectors(list: usize, entry: usize, width: i32, height: i32, vector: u32, difference: u32): void {
  let at = vectorCache + list * VECTOR_LIST + (entry << 2);
  let to = differenceCache + list * DIFFERENCE_LIST + (entry << 1);
  for (let rows = height; rows > 0; rows--) {
    if (width == 4) {
      v128.store(at, i32x4.splat(vector));
      store<u64>(to, <u64>(difference * 0x10001) * 0x100000001);
    } else if (width == 2) {
      store<u64>(at, <u64>vector * 0x100000001);
      store<u32>(to, difference * 0x10001);
    } else {
      store<u32>(at, vector);
      store<u16>(to, difference);
    }
    at += 32;
    to += 16;
  }
}

/** Reads the difference of a partition whose vector is predicted, and fills its blocks. */
// @ts-ignore: decorator
@inline
function readVector(list: usize, entry: usize, width: i32, height: i32): bool {
  if (!readDifference(list, entry)) return false;
  const vector = ((predictedX + differenceX) & 0xffff) | ((predictedY + differenceY) << 16);
  const difference = min(abs(differenceX), 255) | (min(abs(differenceY), 255) << 8);
  fillVectors(list, entry, width, height, vector, difference);
  return true;
}

// @ts-ignore: decorator
@inline
function uses(list: usize, partition: i32): bool {
  return (mbType & (P0_L0 << (<u32>list + 2 * <u32>partition))) != 0;
}

// @ts-ignore: decorator
@inline
function referenceAt(list: usize, entry: usize): i32 {
  return <i32>load<i8>(referenceCache + list * REFERENCE_LIST + entry);
}

/** Motion of a macroblock of one partition for `lists` lists, after fillMotion() (mb_pred()). */
export function readWhole(lists: usize): bool {
  for (let list: usize = 0; list < lists; list++) {
    if (!uses(list, 0)) continue;
    const index = readReference(list, FIRST);
    if (index < 0) return false;
    fillReferences(list, FIRST, 4, 4, index);
  }
  for (let list: usize = 0; list < lists; list++) {
    if (!uses(list, 0)) continue;
    predictVector(list, FIRST, 4, referenceAt(list, FIRST));
    if (!readVector(list, FIRST, 4, 4)) return false;
  }
  return true;
}

/** As that, of two partitions. */
export function readHalves(lists: usize): bool {
  const wide = (mbType & P_16X8) != 0;
  const second: usize = wide ? FIRST + 16 : FIRST + 2;
  for (let list: usize = 0; list < lists; list++) {
    for (let partition = 0; partition < 2; partition++) {
      if (!uses(list, partition)) continue;
      const entry = partition == 0 ? FIRST : second;
      const index = readReference(list, entry);
      if (index < 0) return false;
      if (wide) fillReferences(list, entry, 4, 2, index);
      else fillReferences(list, entry, 2, 4, index);
    }
  }
  for (let list: usize = 0; list < lists; list++) {
    for (let partition = 0; partition < 2; partition++) {
      if (!uses(list, partition)) continue;
      const entry = partition == 0 ? FIRST : second;
      const index = referenceAt(list, entry);
      if (wide) {
        predict16x8(list, partition, index);
        if (!readVector(list, entry, 4, 2)) return false;
      } else {
        predict8x16(list, partition, index);
        if (!readVector(list, entry, 2, 4)) return false;
      }
    }
  }
  return true;
}

/** Cache entry of the first block of 8×8 block i. */
// @ts-ignore: decorator
@inline
function entryOf8x8(i: usize): usize {
  return FIRST + ((i & 1) << 1) + ((i >> 1) << 4);
}

/**
 * Motion of a P_8X8 macroblock (sub_mb_pred()), for `lists` lists: sub-macroblock types are at `subTypes` (u32[4]); those predicted
 * directly are in the caches already.
 */
export function readSubMacroblocks(lists: usize, subTypes: usize): bool {
  for (let list: usize = 0; list < lists; list++) {
    for (let i: usize = 0; i < 4; i++) {
      const type = load<u32>(subTypes + (i << 2));
      if ((type & DIRECT) != 0 || (type & (P0_L0 << <u32>list)) == 0) continue;
      const entry = entryOf8x8(i);
      const index = readReference(list, entry);
      if (index < 0) return false;
      fillReferences(list, entry, 2, 2, index);
    }
  }
  for (let list: usize = 0; list < lists; list++) {
    for (let i: usize = 0; i < 4; i++) {
      const type = load<u32>(subTypes + (i << 2));
      if ((type & DIRECT) != 0 || (type & (P0_L0 << <u32>list)) == 0) continue;
      const entry = entryOf8x8(i);
      const index = referenceAt(list, entry);
      const wide = (type & (P_16X16 | P_16X8)) != 0;
      const tall = (type & (P_16X16 | P_8X16)) != 0;
      for (let y: usize = 0; y < 16; y += tall ? 16 : 8) {
        for (let x: usize = 0; x < 2; x += wide ? 2 : 1) {
          predictVector(list, entry + x + y, wide ? 2 : 1, index);
          if (!readVector(list, entry + x + y, wide ? 2 : 1, tall ? 2 : 1)) return false;
        }
      }
    }
  }
  return true;
}
