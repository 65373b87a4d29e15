// The deblocking filter of 8-bit luma edges (8.7.2.3, 8.7.2.4), 16 lines at a time. Edges between columns are turned, filtered as
// rows, and turned back.

import { change, distance, filtered, high16, high8, isZero, low16, low8, strongest } from "./edge-samples";
import { alpha, beta, clip } from "./edge-thresholds";

/** Rows p3 … q3 of a turned edge. */
const turned: usize = memory.data(8 * 16, 16);

/** The new p1 (or q1): the mean of p2 and that of p0 and q0, rounded down, not farther than `most` from p1. */
// @ts-ignore: decorator
@inline
function outer(p2: v128, p1: v128, middle: v128, most: v128): v128 {
  const mean = i8x16.sub(i8x16.avgr_u(p2, middle), v128.and(v128.xor(p2, middle), i8x16.splat(1)));
  return i8x16.min_u(i8x16.max_u(mean, i8x16.sub_sat_u(p1, most)), i8x16.add_sat_u(p1, most));
}

/** bS < 4 on the edge above row `at`. `strengths`: bS of each 4 columns, a byte each. False: no sample changes. */
export function filterRows(at: usize, step: usize, strengths: u32): bool {
  const p0 = v128.load(at - step);
  const p1 = v128.load(at - step * 2);
  const q0 = v128.load(at);
  const q1 = v128.load(at + step);
  const betas = i8x16.splat(<i8>(beta - 1));
  const spread = v128.shuffle<i8>(
    i32x4.splat(strengths), i32x4.splat(0), 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3,
  );
  const mask = v128.andnot(filtered(p1, p0, q0, q1, i8x16.splat(<i8>(alpha - 1)), betas), isZero(spread));
  if (!v128.any_true(mask)) return false;
  const most = v128.and(i8x16.swizzle(i32x4.splat(clip), spread), mask);
  const p2 = v128.load(at - step * 3);
  const q2 = v128.load(at + step * 2);
  const flatP = v128.and(isZero(i8x16.sub_sat_u(distance(p2, p0), betas)), mask);
  const flatQ = v128.and(isZero(i8x16.sub_sat_u(distance(q2, q0), betas)), mask);
  const middle = i8x16.avgr_u(p0, q0);
  v128.store(at - step * 2, outer(p2, p1, middle, v128.and(most, flatP)));
  v128.store(at + step, outer(q2, q1, middle, v128.and(most, flatQ)));
  change(at, step, p1, p0, q0, q1, i8x16.sub(i8x16.sub(most, flatP), flatQ));
  return true;
}

/** bS 4 on the edge above row `at`. False: no sample changes. */
export function filterRowsStrongly(at: usize, step: usize): bool {
  const p0 = v128.load(at - step);
  const p1 = v128.load(at - step * 2);
  const q0 = v128.load(at);
  const q1 = v128.load(at + step);
  const betas = i8x16.splat(<i8>(beta - 1));
  const mask = filtered(p1, p0, q0, q1, i8x16.splat(<i8>(alpha - 1)), betas);
  if (!v128.any_true(mask)) return false;
  const p2 = v128.load(at - step * 3);
  const q2 = v128.load(at + step * 2);
  const nearest = (alpha >> 2) + 1;
  const near = v128.and(isZero(i8x16.sub_sat_u(distance(p0, q0), i8x16.splat(<i8>nearest))), mask);
  const flatP = v128.and(isZero(i8x16.sub_sat_u(distance(p2, p0), betas)), near);
  const flatQ = v128.and(isZero(i8x16.sub_sat_u(distance(q2, q0), betas)), near);
  strongSide(at - step, 0 - step, p2, p1, p0, q0, q1, mask, flatP);
  strongSide(at, step, q2, q1, q0, p0, p1, mask, flatQ);
  return true;
}

/** One side of it: p0 at `at`, p1 at `at` + step …; `flat`: where three samples change; `mask`: where one does. */
// @ts-ignore: decorator
@inline
function strongSide(
  at: usize, step: usize, p2: v128, p1: v128, p0: v128, q0: v128, q1: v128, mask: v128, flat: v128,
): void {
  const one = strongest(p1, p0, q1);
  if (!v128.any_true(flat)) {
    v128.store(at, v128.bitselect(one, p0, mask));
    return;
  }
  const low2 = i16x8.extend_low_i8x16_u(p2);
  const high2 = i16x8.extend_high_i8x16_u(p2);
  const low1 = i16x8.extend_low_i8x16_u(p1);
  const high1 = i16x8.extend_high_i8x16_u(p1);
  const low0 = i16x8.extend_low_i8x16_u(p0);
  const high0 = i16x8.extend_high_i8x16_u(p0);
  // p1 + p0 + q0, then with p2
  const lowInner = i16x8.add(i16x8.add(low1, low0), i16x8.extend_low_i8x16_u(q0));
  const highInner = i16x8.add(i16x8.add(high1, high0), i16x8.extend_high_i8x16_u(q0));
  const lowAll = i16x8.add(lowInner, low2);
  const highAll = i16x8.add(highInner, high2);
  const two = i16x8.splat(2);
  // p2 + 2·(p1 + p0 + q0) + q1 + 4
  const four = i16x8.splat(4);
  const three0 = i8x16.narrow_i16x8_u(
    i16x8.shr_u(i16x8.add(i16x8.add(lowAll, lowInner), i16x8.add(i16x8.extend_low_i8x16_u(q1), four)), 3),
    i16x8.shr_u(i16x8.add(i16x8.add(highAll, highInner), i16x8.add(i16x8.extend_high_i8x16_u(q1), four)), 3),
  );
  const three1 = i8x16.narrow_i16x8_u(
    i16x8.shr_u(i16x8.add(lowAll, two), 2), i16x8.shr_u(i16x8.add(highAll, two), 2),
  );
  // 2·(p3 + p2) + (p2 + p1 + p0 + q0) + 4
  const p3 = v128.load(at + step * 3);
  const three2 = i8x16.narrow_i16x8_u(
    i16x8.shr_u(i16x8.add(i16x8.add(i16x8.shl(i16x8.add(i16x8.extend_low_i8x16_u(p3), low2), 1), lowAll), four), 3),
    i16x8.shr_u(i16x8.add(i16x8.add(i16x8.shl(i16x8.add(i16x8.extend_high_i8x16_u(p3), high2), 1), highAll), four), 3),
  );
  v128.store(at, v128.bitselect(three0, v128.bitselect(one, p0, mask), flat));
  v128.store(at + step, v128.bitselect(three1, p1, flat));
  v128.store(at + step * 2, v128.bitselect(three2, p2, flat));
}

/** bS < 4 on the edge left of column `at`. */
export function filterColumns(at: usize, step: usize, strengths: u32): void {
  turn(at - 4, step);
  if (filterRows(turned + 64, 16, strengths)) turnBack4(at - 2, step, turned + 32);
}

/** bS 4 on the edge left of column `at`. */
export function filterColumnsStrongly(at: usize, step: usize): void {
  turn(at - 4, step);
  if (filterRowsStrongly(turned + 64, 16)) turnBack8(at - 4, step);
}

/** 16 rows of 8 bytes into 8 rows of 16. */
function turn(at: usize, step: usize): void {
  const half = at + (step << 3);
  const quarter = step << 2;
  // Rows i and i + 8, then with i + 4, with i + 2, with i + 1: neighbours come side by side.
  const a0 = low8(v128.load64_zero(at), v128.load64_zero(half));
  const a4 = low8(v128.load64_zero(at + quarter), v128.load64_zero(half + quarter));
  const b0 = low8(a0, a4);
  const b1 = high8(a0, a4);
  const a1 = low8(v128.load64_zero(at + step), v128.load64_zero(half + step));
  const a5 = low8(v128.load64_zero(at + quarter + step), v128.load64_zero(half + quarter + step));
  const b2 = low8(a1, a5);
  const b3 = high8(a1, a5);
  const two = step << 1;
  const a2 = low8(v128.load64_zero(at + two), v128.load64_zero(half + two));
  const a6 = low8(v128.load64_zero(at + quarter + two), v128.load64_zero(half + quarter + two));
  const b4 = low8(a2, a6);
  const b5 = high8(a2, a6);
  const three = two + step;
  const a3 = low8(v128.load64_zero(at + three), v128.load64_zero(half + three));
  const a7 = low8(v128.load64_zero(at + quarter + three), v128.load64_zero(half + quarter + three));
  const b6 = low8(a3, a7);
  const b7 = high8(a3, a7);
  let even = low8(b0, b4);
  let odd = low8(b2, b6);
  v128.store(turned, low8(even, odd), 0);
  v128.store(turned, high8(even, odd), 16);
  even = high8(b0, b4);
  odd = high8(b2, b6);
  v128.store(turned, low8(even, odd), 32);
  v128.store(turned, high8(even, odd), 48);
  even = low8(b1, b5);
  odd = low8(b3, b7);
  v128.store(turned, low8(even, odd), 64);
  v128.store(turned, high8(even, odd), 80);
  even = high8(b1, b5);
  odd = high8(b3, b7);
  v128.store(turned, low8(even, odd), 96);
  v128.store(turned, high8(even, odd), 112);
}

/** 4 rows of 16 bytes (from `rows`) into 16 rows of 4. */
// @ts-ignore: decorator
@inline
function turnBack4(at: usize, step: usize, rows: usize): void {
  const a = v128.load(rows);
  const b = v128.load(rows, 16);
  const c = v128.load(rows, 32);
  const d = v128.load(rows, 48);
  const low = low8(a, b);
  const lowRight = low8(c, d);
  put4(at, step, low16(low, lowRight));
  put4(at + (step << 2), step, high16(low, lowRight));
  const high = high8(a, b);
  const highRight = high8(c, d);
  put4(at + (step << 3), step, low16(high, highRight));
  put4(at + step * 12, step, high16(high, highRight));
}

// @ts-ignore: decorator
@inline
function put4(at: usize, step: usize, rows: v128): void {
  v128.store32_lane(at, rows, 0);
  v128.store32_lane(at + step, rows, 1);
  v128.store32_lane(at + (step << 1), rows, 2);
  v128.store32_lane(at + step * 3, rows, 3);
}

/** All 8 rows into 16 rows of 8. */
function turnBack8(at: usize, step: usize): void {
  turnBack4(at, step, turned);
  turnBack4(at + 4, step, turned + 64);
}
