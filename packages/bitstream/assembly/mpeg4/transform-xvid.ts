// XviD's integer inverse DCT, which streams of XviD are encoded against: rows by sums of products at 11 bits with a rounding
// term of each row's own (Intel application note AP-922, section 4: precision recovered by unequal rounding), columns by
// rotations with tan(k·π/16) at 16 bits.

import { dot, high, low, narrow, transpose } from "../common/lanes";

/**
 * Weights cos(i·π/16)·√2·2^14·c of the row pass (AP-922, tables), where c depends on the row: one for rows 0 and 4, one each for
 * 1 and 7, 2 and 6, 3 and 5. Twelve vectors of pairs, a pair per row: for x0 and x4 (sum, difference), x2 and x6 (two), and
 * x1, x3 and x5, x7 of the four odd sums.
 */
const WEIGHTS_OF_ROWS_0_2_1_3: usize = memory.data<i16>([
  16384, 16384, 21407, 21407, 22725, 22725, 19266, 19266,
  16384, -16384, 21407, -21407, 22725, -22725, 19266, -19266,
  21407, 8867, 27969, 11585, 29692, 12299, 25172, 10426,
  8867, -21407, 11585, -27969, 12299, -29692, 10426, -25172,
  22725, 19266, 29692, 25172, 31521, 26722, 26722, 22654,
  12873, 4520, 16819, 5906, 17855, 6270, 15137, 5315,
  19266, -4520, 25172, -5906, 26722, -6270, 22654, -5315,
  -22725, -12873, -29692, -16819, -31521, -17855, -26722, -15137,
  12873, -22725, 16819, -29692, 17855, -31521, 15137, -26722,
  4520, 19266, 5906, 25172, 6270, 26722, 5315, 22654,
  4520, -12873, 5906, -16819, 6270, -17855, 5315, -15137,
  19266, -22725, 25172, -29692, 26722, -31521, 22654, -26722,
], 16);
const WEIGHTS_OF_ROWS_4_6_5_7: usize = memory.data<i16>([
  16384, 16384, 21407, 21407, 19266, 19266, 22725, 22725,
  16384, -16384, 21407, -21407, 19266, -19266, 22725, -22725,
  21407, 8867, 27969, 11585, 25172, 10426, 29692, 12299,
  8867, -21407, 11585, -27969, 10426, -25172, 12299, -29692,
  22725, 19266, 29692, 25172, 26722, 22654, 31521, 26722,
  12873, 4520, 16819, 5906, 15137, 5315, 17855, 6270,
  19266, -4520, 25172, -5906, 22654, -5315, 26722, -6270,
  -22725, -12873, -29692, -16819, -26722, -15137, -31521, -17855,
  12873, -22725, 16819, -29692, 15137, -26722, 17855, -31521,
  4520, 19266, 5906, 25172, 5315, 22654, 6270, 26722,
  4520, -12873, 5906, -16819, 5315, -15137, 6270, -17855,
  19266, -22725, 25172, -29692, 22654, -26722, 26722, -31521,
], 16);

const ROW_SHIFT: i32 = 11;
const COLUMN_SHIFT: i32 = 6;
/** tan(π/16), tan(2π/16), tan(3π/16) × 2^16, and cos(π/4) × 2^15. */
const TAN1: i32 = 0x32ec;
const TAN2: i32 = 0x6a0a;
const TAN3: i32 = 0xab0e;
const COS4: i32 = 0x5a82;

const between: usize = memory.data(128, 16);

/** As transformSimple, with XviD's arithmetic. */
export function transformXvid(block: usize, target: usize, stride: usize): void {
  const x0 = v128.load(block);
  const x1 = v128.load(block, 16);
  const x2 = v128.load(block, 32);
  const x3 = v128.load(block, 48);
  const x4 = v128.load(block, 64);
  const x5 = v128.load(block, 80);
  const x6 = v128.load(block, 96);
  const x7 = v128.load(block, 112);
  const ac = v128.or(v128.or(v128.or(x1, x2), v128.or(x3, x4)), v128.or(v128.or(x5, x6), x7));
  if (!v128.any_true(v128.or(ac, v128.and(x0, i64x2(~0xffff, -1))))) {
    transformDc(i32x4.splat(i16x8.extract_lane_s(x0, 0)), target, stride);
    return;
  }
  const p04 = low(x0, x4);
  const p26 = low(x2, x6);
  const p13 = low(x1, x3);
  const p57 = low(x5, x7);
  rows(p04, p26, p13, p57, i32x4(65536, 2260, 3597, 1203), WEIGHTS_OF_ROWS_0_2_1_3, between);
  rows(high(x0, x4), high(x2, x6), high(x1, x3), high(x5, x7), i32x4(0, 512, 120, 512), WEIGHTS_OF_ROWS_4_6_5_7, between + 8);
  // Lanes become columns; the rows are in the order of the block.
  transpose(between);
  const y0 = v128.load(between);
  const y2 = v128.load(between, 16);
  const y1 = v128.load(between, 32);
  const y3 = v128.load(between, 48);
  const y4 = v128.load(between, 64);
  const y6 = v128.load(between, 80);
  const y5 = v128.load(between, 96);
  const y7 = v128.load(between, 112);
  columns(
    i32x4.extend_low_i16x8_s(y0), i32x4.extend_low_i16x8_s(y1), i32x4.extend_low_i16x8_s(y2), i32x4.extend_low_i16x8_s(y3),
    i32x4.extend_low_i16x8_s(y4), i32x4.extend_low_i16x8_s(y5), i32x4.extend_low_i16x8_s(y6), i32x4.extend_low_i16x8_s(y7),
    target, stride,
  );
  columns(
    i32x4.extend_high_i16x8_s(y0), i32x4.extend_high_i16x8_s(y1), i32x4.extend_high_i16x8_s(y2), i32x4.extend_high_i16x8_s(y3),
    i32x4.extend_high_i16x8_s(y4), i32x4.extend_high_i16x8_s(y5), i32x4.extend_high_i16x8_s(y6), i32x4.extend_high_i16x8_s(y7),
    target + 8, stride,
  );
}

/** A block that has nothing but a DC: the rounding terms leave 1 in rows 1 and 2, and all columns are alike. */
function transformDc(dc: v128, target: usize, stride: usize): void {
  const one = i32x4.splat(1);
  const zero = i32x4.splat(0);
  columns(i32x4.add(i32x4.shl(dc, 3), i32x4.splat(32)), one, one, zero, zero, zero, zero, zero, target, stride);
  for (let y = 0; y < 8; y++) {
    store<u64>(target, load<u64>(target), 8);
    target += stride;
  }
}

/** Four rows at once; writes eight columns of four i16. */
function rows(p04: v128, p26: v128, p13: v128, p57: v128, rounding: v128, weights: usize, target: usize): void {
  const e = i32x4.add(dot(p04, v128.load(weights)), rounding);
  const f = i32x4.add(dot(p04, v128.load(weights, 16)), rounding);
  const g = dot(p26, v128.load(weights, 32));
  const h = dot(p26, v128.load(weights, 48));
  const a0 = i32x4.add(e, g);
  const a1 = i32x4.add(f, h);
  const a2 = i32x4.sub(f, h);
  const a3 = i32x4.sub(e, g);
  const o0 = i32x4.add(dot(p13, v128.load(weights, 64)), dot(p57, v128.load(weights, 80)));
  const o1 = i32x4.add(dot(p13, v128.load(weights, 96)), dot(p57, v128.load(weights, 112)));
  const o2 = i32x4.add(dot(p13, v128.load(weights, 128)), dot(p57, v128.load(weights, 144)));
  const o3 = i32x4.add(dot(p13, v128.load(weights, 160)), dot(p57, v128.load(weights, 176)));
  putColumns(target, narrow(i32x4.add(a0, o0), i32x4.add(a1, o1), ROW_SHIFT));
  putColumns(target + 32, narrow(i32x4.add(a2, o2), i32x4.add(a3, o3), ROW_SHIFT));
  putColumns(target + 64, narrow(i32x4.sub(a3, o3), i32x4.sub(a2, o2), ROW_SHIFT));
  putColumns(target + 96, narrow(i32x4.sub(a1, o1), i32x4.sub(a0, o0), ROW_SHIFT));
}

/** Two columns of four i16, sixteen bytes apart. */
// @ts-ignore: decorator
@inline
function putColumns(target: usize, pair: v128): void {
  v128.store64_lane(target, pair, 0);
  v128.store64_lane(target + 16, pair, 1);
}

// @ts-ignore: decorator
@inline
function times(constant: i32, x: v128): v128 {
  return i32x4.shr_s(i32x4.mul(x, i32x4.splat(constant)), 16);
}

/** Four columns at once, vector k holding row k; writes eight rows of four i16. */
function columns(
  x0: v128, x1: v128, x2: v128, x3: v128, x4: v128, x5: v128, x6: v128, x7: v128, target: usize, stride: usize,
): void {
  // Odd half.
  const r0 = i32x4.add(times(TAN1, x7), x1);
  const r1 = i32x4.sub(times(TAN1, x1), x7);
  const r2 = i32x4.add(times(TAN3, x5), x3);
  const r3 = i32x4.sub(times(TAN3, x3), x5);
  const o0 = i32x4.add(r0, r2);
  const o3 = i32x4.sub(r1, r3);
  const s0 = i32x4.sub(r0, r2);
  const s1 = i32x4.add(r1, r3);
  const o1 = i32x4.shl(times(COS4, i32x4.add(s0, s1)), 1);
  const o2 = i32x4.shl(times(COS4, i32x4.sub(s0, s1)), 1);
  // Even half.
  const t0 = i32x4.add(times(TAN2, x6), x2);
  const t1 = i32x4.sub(times(TAN2, x2), x6);
  const u0 = i32x4.add(x0, x4);
  const u1 = i32x4.sub(x0, x4);
  const e0 = i32x4.add(u0, t0);
  const e3 = i32x4.sub(u0, t0);
  const e1 = i32x4.add(u1, t1);
  const e2 = i32x4.sub(u1, t1);
  put(target, i32x4.add(e0, o0));
  put(target + stride, i32x4.add(e1, o1));
  put(target + 2 * stride, i32x4.add(e2, o2));
  put(target + 3 * stride, i32x4.add(e3, o3));
  put(target + 4 * stride, i32x4.sub(e3, o3));
  put(target + 5 * stride, i32x4.sub(e2, o2));
  put(target + 6 * stride, i32x4.sub(e1, o1));
  put(target + 7 * stride, i32x4.sub(e0, o0));
}

// @ts-ignore: decorator
@inline
function put(target: usize, sums: v128): void {
  const rows = i32x4.shr_s(sums, COLUMN_SHIFT);
  v128.store64_lane(target, i16x8.narrow_i32x4_s(rows, rows), 0);
}
