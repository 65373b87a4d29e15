// Reference indices and vector differences (7.3.5.1, 7.3.5.2), into caches.ts.

import {
  AFTER_LPS, AFTER_MPS, at, contexts, decision, lpsRange, OFFSET, range, refilled, setEngine, transitions, value,
} from "./cabac-engine";
import {
  DIFFERENCE_LIST, differenceCache, directCache, FIRST, REFERENCE_LIST, referenceCache, VECTOR_LIST, vectorCache,
} from "./caches";
import { fault, MISSING_REFERENCE, MVD, REF_IDX } from "./fault";
import { DIRECT, P0_L0, P_16X16, P_16X8, P_8X16 } from "./macroblock-type";
import { predict16x8, predict8x16, predictedX, predictedY, predictVector } from "./motion-prediction";
import { ENTRY_CELLS, referenceLists } from "./slice-parameters";
import { activeReferences, mbField, mbType } from "./slice-state";

/** Longest prefix of the Exp-Golomb suffix of mvd: components have 14 bits and a sign. */
const MAX_PREFIX: i32 = 16;

/** The difference read last. */
let differenceX: i32 = 0;
let differenceY: i32 = 0;

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

/**
 * One component of a difference (9.3.2.3: UEG3, uCoff 9), from contexts at `base`; `sum` is that of the neighbours' absolute ones.
 * i32.MIN_VALUE: a fault was noted. The engine's state is in locals, as in cabac-residual-block.ts.
 */
function readComponent(base: usize, sum: i32): i32 {
  let v = value;
  let r = range;
  let from = at;
  let context = contexts + base + <usize>(sum > 2) + <usize>(sum > 32);
  let size = 0;
  for (;;) {
    const state = <usize>load<u8>(context);
    const transition = load<u64>(transitions + (state << 3));
    const lps = lpsRange(transition, r);
    r -= lps;
    const scaled = <u64>r << OFFSET;
    let bit = <i32>state & 1;
    if (v < scaled) {
      store<u8>(context, transition >> AFTER_MPS);
      const shift = (r >> 8) ^ 1;
      r <<= shift;
      v <<= <u64>shift;
    } else {
      store<u8>(context, transition >> AFTER_LPS);
      const shift = clz(lps) - 23;
      r = lps << shift;
      v = (v - scaled) << <u64>shift;
      bit ^= 1;
    }
    if (<u32>v == 0) {
      v = refilled(v, from);
      from += 4;
    }
    if (bit == 0) break;
    if (++size == 9) break;
    context = contexts + base + <usize>min(size + 2, 6);
  }
  const scaled = <u64>r << OFFSET;
  if (size == 9) {
    let k = 3;
    for (;;) {
      v <<= 1;
      if (<u32>v == 0) {
        v = refilled(v, from);
        from += 4;
      }
      if (v < scaled) break;
      v -= scaled;
      size += 1 << k;
      if (++k > MAX_PREFIX) {
        fault(MVD, size);
        return i32.MIN_VALUE;
      }
    }
    while (k > 0) {
      k--;
      v <<= 1;
      if (<u32>v == 0) {
        v = refilled(v, from);
        from += 4;
      }
      if (v >= scaled) {
        v -= scaled;
        size += 1 << k;
      }
    }
  }
  if (size != 0) {
    v = (v << 1) - scaled;
    const positive = <i64>v >> 63;
    v += scaled & positive;
    const sign = <i32>~positive;
    size = (size ^ sign) - sign;
    if (<u32>v == 0) {
      v = refilled(v, from);
      from += 4;
    }
  }
  setEngine(v, r, from);
  return size;
}

/** mvd_l0, mvd_l1 of the partition whose first block has a cache entry. */
function readDifference(list: usize, entry: usize): bool {
  const at = differenceCache + list * DIFFERENCE_LIST + (entry << 1);
  const sumX = <i32>load<u8>(at - 2) + <i32>load<u8>(at - 16);
  const sumY = <i32>load<u8>(at - 1) + <i32>load<u8>(at - 15);
  differenceX = readComponent(40, sumX);
  if (differenceX == i32.MIN_VALUE) return false;
  differenceY = readComponent(47, sumY);
  return differenceY != i32.MIN_VALUE;
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
