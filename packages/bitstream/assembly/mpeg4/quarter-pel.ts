// Quarter-pel motion compensation (ISO/IEC 14496-2, 7.6.2.2): half-pel samples by an 8-tap filter, the quarters as means of
// the two nearest of them. First the columns' fraction in every row, then the rows' fraction in the result, each limited to
// 8 bits: FFmpeg's order. The filter sees no sample outside the block and one more row and column: they are mirrored there.

import { roundingType } from "./picture-state";

/** Bytes from one row to the next of `rows`. */
const PITCH: usize = 16;
/** Rows mirrored above the block, and below. */
const MIRRORED: usize = 3;
/** What the vertical filter reads: three mirrored rows, up to 17 of the block, three mirrored ones. */
const rows: usize = memory.data(368, 16);
const block: usize = rows + MIRRORED * PITCH;

/**
 * Predicts 16×16 pixels from quarter-pel position (source, fraction).
 * @param fraction x + 4·y, each 0…3
 * @param averaged the result is the mean of what stands at `target` and the prediction, rounded up
 */
export function predictQuarter16(
  source: usize, sourceStride: usize, target: usize, targetStride: usize, fraction: i32, averaged: bool,
): void {
  const down = i8x16.splat(<i8>roundingType);
  const offset = i16x8.splat(<i16>(16 - roundingType));
  const x = fraction & 3;
  const y = fraction >> 2;
  if (y == 0) {
    rows16(source, sourceStride, target, targetStride, x, 16, averaged, down, offset);
    return;
  }
  rows16(source, sourceStride, block, PITCH, x, 17, false, down, offset);
  mirror(16);
  const nearest = block + (y == 3 ? PITCH : 0);
  for (let at: usize = 0; at < 16 * PITCH; at += PITCH) {
    const r0 = v128.load(rows + at, 0);
    const r1 = v128.load(rows + at, 16);
    const r2 = v128.load(rows + at, 32);
    const r3 = v128.load(rows + at, 48);
    const r4 = v128.load(rows + at, 64);
    const r5 = v128.load(rows + at, 80);
    const r6 = v128.load(rows + at, 96);
    const r7 = v128.load(rows + at, 112);
    let value = i8x16.narrow_i16x8_u(
      filter(lowSums(r3, r4), lowSums(r2, r5), lowSums(r1, r6), lowSums(r0, r7), offset),
      filter(highSums(r3, r4), highSums(r2, r5), highSums(r1, r6), highSums(r0, r7), offset),
    );
    if (y != 2) value = mean(v128.load(nearest + at), value, down);
    if (averaged) value = i8x16.avgr_u(v128.load(target), value);
    v128.store(target, value);
    target += targetStride;
  }
}

/** As predictQuarter16, for 8×8 pixels. */
export function predictQuarter8(
  source: usize, sourceStride: usize, target: usize, targetStride: usize, fraction: i32, averaged: bool,
): void {
  const down = i8x16.splat(<i8>roundingType);
  const offset = i16x8.splat(<i16>(16 - roundingType));
  const x = fraction & 3;
  const y = fraction >> 2;
  if (y == 0) {
    rows8(source, sourceStride, target, targetStride, x, 8, averaged, down, offset);
    return;
  }
  rows8(source, sourceStride, block, PITCH, x, 9, false, down, offset);
  mirror(8);
  const nearest = block + (y == 3 ? PITCH : 0);
  for (let at: usize = 0; at < 8 * PITCH; at += PITCH) {
    const sums = filter(
      lowSums(v128.load64_zero(rows + at, 48), v128.load64_zero(rows + at, 64)),
      lowSums(v128.load64_zero(rows + at, 32), v128.load64_zero(rows + at, 80)),
      lowSums(v128.load64_zero(rows + at, 16), v128.load64_zero(rows + at, 96)),
      lowSums(v128.load64_zero(rows + at, 0), v128.load64_zero(rows + at, 112)),
      offset,
    );
    let value = i8x16.narrow_i16x8_u(sums, sums);
    if (y != 2) value = mean(v128.load64_zero(nearest + at), value, down);
    if (averaged) value = i8x16.avgr_u(v128.load64_zero(target), value);
    v128.store64_lane(target, value, 0);
    target += targetStride;
  }
}

/** The columns' fraction of `count` rows of 16 pixels. */
function rows16(
  source: usize, sourceStride: usize, target: usize, targetStride: usize,
  fraction: i32, count: i32, averaged: bool, down: v128, offset: v128,
): void {
  for (let y = 0; y < count; y++) {
    let value = v128.load(source);
    if (fraction != 0) {
      // Samples 0…15 suffice for the left half, 1…16 for the right.
      const right = v128.load(source, 1);
      let filtered = i8x16.narrow_i16x8_u(
        leftHalf(value, offset),
        filter(
          pairs(i8x16.shuffle(right, right, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15)),
          pairs(i8x16.shuffle(right, right, 6, 9, 7, 10, 8, 11, 9, 12, 10, 13, 11, 14, 12, 15, 13, 15)),
          pairs(i8x16.shuffle(right, right, 5, 10, 6, 11, 7, 12, 8, 13, 9, 14, 10, 15, 11, 15, 12, 14)),
          pairs(i8x16.shuffle(right, right, 4, 11, 5, 12, 6, 13, 7, 14, 8, 15, 9, 15, 10, 14, 11, 13)),
          offset,
        ),
      );
      if (fraction != 2) filtered = mean(fraction == 1 ? value : right, filtered, down);
      value = filtered;
    }
    if (averaged) value = i8x16.avgr_u(v128.load(target), value);
    v128.store(target, value);
    source += sourceStride;
    target += targetStride;
  }
}

/** The first eight half-pel samples of a row whose samples begin with `row`. */
// @ts-ignore: decorator
@inline
function leftHalf(row: v128, offset: v128): v128 {
  return filter(
    pairs(i8x16.shuffle(row, row, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8)),
    pairs(i8x16.shuffle(row, row, 0, 2, 0, 3, 1, 4, 2, 5, 3, 6, 4, 7, 5, 8, 6, 9)),
    pairs(i8x16.shuffle(row, row, 1, 3, 0, 4, 0, 5, 1, 6, 2, 7, 3, 8, 4, 9, 5, 10)),
    pairs(i8x16.shuffle(row, row, 2, 4, 1, 5, 0, 6, 0, 7, 1, 8, 2, 9, 3, 10, 4, 11)),
    offset,
  );
}

/** The columns' fraction of `count` rows of 8 pixels. */
function rows8(
  source: usize, sourceStride: usize, target: usize, targetStride: usize,
  fraction: i32, count: i32, averaged: bool, down: v128, offset: v128,
): void {
  for (let y = 0; y < count; y++) {
    let value = v128.load(source);
    if (fraction != 0) {
      const filtered = filter(
        pairs(i8x16.shuffle(value, value, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8)),
        pairs(i8x16.shuffle(value, value, 0, 2, 0, 3, 1, 4, 2, 5, 3, 6, 4, 7, 5, 8, 6, 8)),
        pairs(i8x16.shuffle(value, value, 1, 3, 0, 4, 0, 5, 1, 6, 2, 7, 3, 8, 4, 8, 5, 7)),
        pairs(i8x16.shuffle(value, value, 2, 4, 1, 5, 0, 6, 0, 7, 1, 8, 2, 8, 3, 7, 4, 6)),
        offset,
      );
      const half = i8x16.narrow_i16x8_u(filtered, filtered);
      if (fraction == 1) value = mean(value, half, down);
      else if (fraction == 3) value = mean(v128.load64_zero(source, 1), half, down);
      else value = half;
    }
    if (averaged) value = i8x16.avgr_u(v128.load64_zero(target), value);
    v128.store64_lane(target, value, 0);
    source += sourceStride;
    target += targetStride;
  }
}

/** Mirrors the first and the last three of the block's `size` + 1 rows. */
function mirror(size: usize): void {
  const last = block + size * PITCH;
  for (let i: usize = 0; i < MIRRORED; i++) {
    v128.store(block - (i + 1) * PITCH, v128.load(block + i * PITCH));
    v128.store(last + (i + 1) * PITCH, v128.load(last - i * PITCH));
  }
}

/** (20·a − 6·b + 3·c − d + offset) >> 5, where a…d are sums of the samples 0, 1, 2 and 3 further out on both sides. */
// @ts-ignore: decorator
@inline
function filter(a: v128, b: v128, c: v128, d: v128, offset: v128): v128 {
  const inner = i16x8.mul(a, i16x8.splat(20));
  const outer = i16x8.mul(i16x8.sub(c, i16x8.add(b, b)), i16x8.splat(3));
  return i16x8.shr_s(i16x8.add(i16x8.add(inner, offset), i16x8.sub(outer, d)), 5);
}

/** The eight sums of neighbouring bytes. */
// @ts-ignore: decorator
@inline
function pairs(bytes: v128): v128 {
  return i16x8.extadd_pairwise_i8x16_u(bytes);
}

/** Sums of the first eight bytes of two rows. */
// @ts-ignore: decorator
@inline
function lowSums(a: v128, b: v128): v128 {
  return pairs(i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
}

/** Sums of the last eight bytes of two rows. */
// @ts-ignore: decorator
@inline
function highSums(a: v128, b: v128): v128 {
  return pairs(i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31));
}

/** (a + b + 1 − rounding) >> 1 of each byte; `down` holds the rounding control. */
// @ts-ignore: decorator
@inline
function mean(a: v128, b: v128, down: v128): v128 {
  return i8x16.sub(i8x16.avgr_u(a, b), v128.and(v128.xor(a, b), down));
}
