// Boundary strengths bS of macroblocks that are not intra-coded (8.7.2.1): 2 where a transform block beside the edge has
// coefficients, 1 where the motion of both sides differs. Those of all 32 edges of 4×4 blocks are found at a time.

import * as arrays from "./macroblock-arrays";
import { TRANSFORM_8X8 } from "./macroblock-type";
import { allocatePerMacroblock, blockStride } from "./picture-size";

/** bS of edges between columns and between rows: u8[4 edges][4 blocks], the macroblock's border first. */
export const columnStrengths: usize = memory.data(16, 16);
export const rowStrengths: usize = memory.data(16, 16);

/** u8[16] of each macroblock, in raster order: 0xff where the transform block that a 4×4 luma block is in has coefficients. */
let coded: usize = 0;

/** Lays out memory; false where it does not suffice. */
export function allocateStrengths(): bool {
  coded = allocatePerMacroblock(16);
  return coded != 0;
}

/** Notes which blocks of macroblock `index` have coefficients: before its strengths, or those of macroblocks beside it, are found. */
export function noteCoded(index: usize, type: u32): void {
  const counts = v128.load(arrays.coefficientCounts + index * 48);
  let has = i8x16.ne(counts, i8x16.splat(0));
  if (type & TRANSFORM_8X8) {
    has = v128.or(has, v128.shuffle<i8>(has, has, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
    has = v128.or(has, v128.shuffle<i8>(has, has, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
  }
  v128.store(coded + (index << 4), has);
}

/** The mask of block (row, column) in raster order: not 0 where it is coded. */
// @ts-ignore: decorator
@inline
export function isCoded(index: usize, block: usize): bool {
  return load<u8>(coded + (index << 4) + block) != 0;
}

/** Not 0 where vectors differ by 4 quarter samples or more (vertically: `limits`). */
// @ts-ignore: decorator
@inline
function differ(a: v128, b: v128, limits: v128): v128 {
  return i16x8.sub_sat_u(i16x8.sub(i16x8.max_s(a, b), i16x8.min_s(a, b)), limits);
}

/**
 * Finds the strengths of macroblock `index` at (x, y) of storage. `topIndex`, `topY`: the macroblock above the first edge between
 * rows (any, where there is none). `fields`: vectors are in lines of fields. `both`: list 1 is used, too. `whole`: all of the
 * macroblock has the same motion.
 */
export function findStrengths(
  index: usize, x: i32, y: i32, topIndex: usize, topY: i32, fields: bool, both: bool, whole: bool,
): void {
  const rowBytes = <usize>blockStride << 2;
  const at = <usize>(((y << 2) * blockStride + (x << 2)) << 2);
  const topAt = <usize>((((topY << 2) + 3) * blockStride + (x << 2)) << 2);
  const limits = i32x4.splat(fields ? 0x00010003 : 0x00030003);
  let columns: v128;
  let rows: v128;
  if (whole) {
    const keys0 = v128.load32_splat(arrays.referenceKeys0 + (index << 4));
    const vectors0 = v128.load32_splat(arrays.vectors0 + at);
    const leftKeys0 = leftColumnKeys(arrays.referenceKeys0 + ((index - 1) << 4));
    const left0 = leftColumn(arrays.vectors0 + at - 4, rowBytes);
    const aboveKeys0 = keysOf(arrays.referenceKeys0 + (topIndex << 4), 1);
    const above0 = v128.load(arrays.vectors0 + topAt);
    let left: v128;
    let above: v128;
    if (both) {
      const keys1 = v128.load32_splat(arrays.referenceKeys1 + (index << 4));
      const own0 = used(vectors0, keys0);
      const own1 = used(v128.load32_splat(arrays.vectors1 + at), keys1);
      const leftKeys1 = leftColumnKeys(arrays.referenceKeys1 + ((index - 1) << 4));
      const aboveKeys1 = keysOf(arrays.referenceKeys1 + (topIndex << 4), 1);
      left = pairDiffers(
        own0, own1, keys0, keys1, used(left0, leftKeys0), used(leftColumn(arrays.vectors1 + at - 4, rowBytes), leftKeys1),
        leftKeys0, leftKeys1, limits,
      );
      above = pairDiffers(
        own0, own1, keys0, keys1, used(above0, aboveKeys0), used(v128.load(arrays.vectors1 + topAt), aboveKeys1),
        aboveKeys0, aboveKeys1, limits,
      );
    } else {
      const zero = i32x4.splat(0);
      left = i32x4.ne(v128.or(differ(vectors0, left0, limits), v128.xor(keys0, leftKeys0)), zero);
      above = i32x4.ne(v128.or(differ(vectors0, above0, limits), v128.xor(keys0, aboveKeys0)), zero);
    }
    columns = v128.and(left, i32x4.splat(0xff));
    rows = i32x4.replace_lane(i32x4.splat(0), 0, packed(above));
  } else if (both) {
    for (let row: usize = 0; row < 4; row++) {
      const here = at + row * rowBytes;
      const lower = row >> 1;
      const keys0 = keysOf(arrays.referenceKeys0 + (index << 4), lower);
      const keys1 = keysOf(arrays.referenceKeys1 + (index << 4), lower);
      const vectors0 = used(v128.load(arrays.vectors0 + here), keys0);
      const vectors1 = used(v128.load(arrays.vectors1 + here), keys1);
      const leftKeys0 = leftKeysOf(arrays.referenceKeys0 + (index << 4), lower);
      const leftKeys1 = leftKeysOf(arrays.referenceKeys1 + (index << 4), lower);
      const left = pairDiffers(
        vectors0, vectors1, keys0, keys1,
        used(v128.load(arrays.vectors0 + here - 4), leftKeys0), used(v128.load(arrays.vectors1 + here - 4), leftKeys1),
        leftKeys0, leftKeys1, limits,
      );
      store<u32>(columnStrengths + (row << 2), packed(left));
      const aboveAt = row == 0 ? topAt : here - rowBytes;
      const aboveIndex = row == 0 ? topIndex : index;
      const aboveLower = row == 0 ? 1 : (row - 1) >> 1;
      const aboveKeys0 = keysOf(arrays.referenceKeys0 + (aboveIndex << 4), aboveLower);
      const aboveKeys1 = keysOf(arrays.referenceKeys1 + (aboveIndex << 4), aboveLower);
      const above = pairDiffers(
        vectors0, vectors1, keys0, keys1,
        used(v128.load(arrays.vectors0 + aboveAt), aboveKeys0), used(v128.load(arrays.vectors1 + aboveAt), aboveKeys1),
        aboveKeys0, aboveKeys1, limits,
      );
      store<u32>(rowStrengths + (row << 2), packed(above));
    }
    columns = v128.load(columnStrengths);
    rows = v128.load(rowStrengths);
  } else {
    const vectors = arrays.vectors0 + at;
    const m0 = v128.load(vectors);
    const m1 = v128.load(vectors + rowBytes);
    const m2 = v128.load(vectors + rowBytes * 2);
    const m3 = v128.load(vectors + rowBytes * 3);
    const keys = arrays.referenceKeys0 + (index << 4);
    const upper = keysOf(keys, 0);
    const lower = keysOf(keys, 1);
    const leftUpper = v128.xor(upper, leftKeysOf(keys, 0));
    const leftLower = v128.xor(lower, leftKeysOf(keys, 1));
    const above = v128.xor(upper, keysOf(arrays.referenceKeys0 + (topIndex << 4), 1));
    columns = fourRows(
      v128.or(differ(m0, v128.load(vectors - 4), limits), leftUpper),
      v128.or(differ(m1, v128.load(vectors + rowBytes - 4), limits), leftUpper),
      v128.or(differ(m2, v128.load(vectors + rowBytes * 2 - 4), limits), leftLower),
      v128.or(differ(m3, v128.load(vectors + rowBytes * 3 - 4), limits), leftLower),
    );
    rows = fourRows(
      v128.or(differ(m0, v128.load(arrays.vectors0 + topAt), limits), above),
      differ(m1, m0, limits),
      v128.or(differ(m2, m1, limits), v128.xor(upper, lower)),
      differ(m3, m2, limits),
    );
  }
  const has = v128.load(coded + (index << 4));
  const leftHas = v128.load(coded + ((index - 1) << 4));
  const topHas = v128.load(coded + (topIndex << 4));
  columns = strengthsOf(
    columns, v128.or(has, v128.shuffle<i8>(has, leftHas, 19, 0, 1, 2, 23, 4, 5, 6, 27, 8, 9, 10, 31, 12, 13, 14)),
  );
  v128.store(columnStrengths, v128.shuffle<i8>(columns, columns, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
  v128.store(rowStrengths, strengthsOf(
    rows, v128.or(has, v128.shuffle<i8>(has, topHas, 28, 29, 30, 31, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)),
  ));
}

/** 2 where `has`, else 1 where `moves`. */
// @ts-ignore: decorator
@inline
function strengthsOf(moves: v128, has: v128): v128 {
  return v128.bitselect(i8x16.splat(2), v128.and(moves, i8x16.splat(1)), has);
}

/** Keys of a row of blocks: of a macroblock's upper or lower 8×8 blocks. */
// @ts-ignore: decorator
@inline
function keysOf(keys: usize, lower: usize): v128 {
  const pair = v128.load64_zero(keys + (lower << 3));
  return v128.shuffle<i32>(pair, pair, 0, 0, 1, 1);
}

/** Keys of the blocks left of those: of the macroblock before in `keys`, too. */
// @ts-ignore: decorator
@inline
function leftKeysOf(keys: usize, lower: usize): v128 {
  const pair = v128.load64_zero(keys + (lower << 3));
  return v128.shuffle<i32>(pair, v128.load64_zero(keys - 16 + (lower << 3)), 5, 0, 0, 1);
}

/** Keys of the last blocks of a macroblock's rows. */
// @ts-ignore: decorator
@inline
function leftColumnKeys(keys: usize): v128 {
  const all = v128.load(keys);
  return v128.shuffle<i32>(all, all, 1, 1, 3, 3);
}

/** Vectors of four blocks one below the other. */
// @ts-ignore: decorator
@inline
function leftColumn(vectors: usize, rowBytes: usize): v128 {
  let column = v128.load32_zero(vectors);
  column = v128.load32_lane(vectors + rowBytes, column, 1);
  column = v128.load32_lane(vectors + rowBytes * 2, column, 2);
  return v128.load32_lane(vectors + rowBytes * 3, column, 3);
}

/** Vectors, 0 where there is no reference. */
// @ts-ignore: decorator
@inline
function used(vectors: v128, keys: v128): v128 {
  return v128.andnot(vectors, i32x4.eq(keys, i32x4.splat(-1)));
}

/** Not 0 where neither the same lists of both sides nor the other ones have the same pictures and near vectors. */
// @ts-ignore: decorator
@inline
function pairDiffers(
  a0: v128, a1: v128, keyA0: v128, keyA1: v128, b0: v128, b1: v128, keyB0: v128, keyB1: v128, limits: v128,
): v128 {
  const straight = v128.or(
    v128.or(differ(a0, b0, limits), differ(a1, b1, limits)), v128.or(v128.xor(keyA0, keyB0), v128.xor(keyA1, keyB1)),
  );
  const crossed = v128.or(
    v128.or(differ(a0, b1, limits), differ(a1, b0, limits)), v128.or(v128.xor(keyA0, keyB1), v128.xor(keyA1, keyB0)),
  );
  const zero = i32x4.splat(0);
  return v128.and(i32x4.ne(straight, zero), i32x4.ne(crossed, zero));
}

/** A byte for each of 4 masks. */
// @ts-ignore: decorator
@inline
function packed(masks: v128): u32 {
  const words = i16x8.narrow_i32x4_s(masks, masks);
  return i32x4.extract_lane(i8x16.narrow_i16x8_s(words, words), 0);
}

/** 0xff where one of 16 i32 is not 0. */
// @ts-ignore: decorator
@inline
function fourRows(a: v128, b: v128, c: v128, d: v128): v128 {
  const zero = i32x4.splat(0);
  return i8x16.narrow_i16x8_s(
    i16x8.narrow_i32x4_s(i32x4.ne(a, zero), i32x4.ne(b, zero)), i16x8.narrow_i32x4_s(i32x4.ne(c, zero), i32x4.ne(d, zero)),
  );
}
