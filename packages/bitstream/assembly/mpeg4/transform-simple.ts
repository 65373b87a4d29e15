// The plain integer inverse DCT: two passes of 32-bit sums of products with cos(k·π/16)·√2·2^14, rounded to 11 and 20 bits.
// The arithmetic is the one FFmpeg uses for MPEG-4 by default ("simple"), so that reconstructed pixels are equal:
// a row that has nothing but its first coefficient becomes that × 8 exactly.

import { dot, high, low, narrow, transpose } from "./lanes";

const W1: i16 = 22725;
const W2: i16 = 21407;
const W3: i16 = 19266;
const W4: i16 = 16383;
const W5: i16 = 12873;
const W6: i16 = 8867;
const W7: i16 = 4520;

const ROW_SHIFT: i32 = 11;
const COLUMN_SHIFT: i32 = 20;
/** Rounding of the second pass, in units of the transformed value: 2^19 / W4, rounded down. */
const COLUMN_ROUND: i32 = 32 * 16383;

// @ts-ignore: decorator
@inline
function pair(a: i16, b: i16): v128 {
  return i16x8(a, b, a, b, a, b, a, b);
}

/** Scratch for what stands between the two passes. */
const between: usize = memory.data(128, 16);

/**
 * Inverse transform of the 64 coefficients at `block` (column by column); writes eight rows of eight i16, `stride` bytes apart.
 */
export function transformSimple(block: usize, target: usize, stride: usize): void {
  const x0 = v128.load(block);
  const x1 = v128.load(block, 16);
  const x2 = v128.load(block, 32);
  const x3 = v128.load(block, 48);
  const first = v128.or(v128.or(x1, x2), x3);
  const rest = v128.or(v128.or(v128.load(block, 64), v128.load(block, 80)), v128.or(v128.load(block, 96), v128.load(block, 112)));
  // Most blocks have nothing outside the first four columns and rows.
  if (!v128.any_true(v128.or(rest, v128.and(v128.or(first, x0), i64x2(0, -1))))) {
    if (v128.any_true(first) || i64x2.extract_lane(x0, 0) >>> 16) transformCorner(x0, x1, x2, x3, first, target, stride);
    else transformDc(<i32>i16x8.extract_lane_s(x0, 0), target, stride);
    return;
  }
  const x4 = v128.load(block, 64);
  const x5 = v128.load(block, 80);
  const x6 = v128.load(block, 96);
  const x7 = v128.load(block, 112);
  // Lanes are rows. Those with a DC only: W4 + 1 = 2^14 makes them DC × 8.
  const lone = v128.and(x0, i16x8.eq(v128.or(first, rest), i16x8.splat(0)));
  pass(
    x0, x1, x2, x3, x4, x5, x6, x7,
    i32x4.add(i32x4.extend_low_i16x8_s(lone), i32x4.splat(1 << (ROW_SHIFT - 1))),
    i32x4.add(i32x4.extend_high_i16x8_s(lone), i32x4.splat(1 << (ROW_SHIFT - 1))),
    ROW_SHIFT, between, 16,
  );
  // Lanes become columns.
  transpose(between);
  const rounding = i32x4.splat(COLUMN_ROUND);
  pass(
    v128.load(between), v128.load(between, 16), v128.load(between, 32), v128.load(between, 48),
    v128.load(between, 64), v128.load(between, 80), v128.load(between, 96), v128.load(between, 112),
    rounding, rounding, COLUMN_SHIFT, target, stride,
  );
}

/** transformSimple for a block that has nothing but a DC. */
// @ts-ignore: decorator
@inline
function transformDc(dc: i32, target: usize, stride: usize): void {
  const row = i16x8.splat(<i16>(((dc << 3) * W4 + COLUMN_ROUND) >> COLUMN_SHIFT));
  for (let y = 0; y < 8; y++) {
    v128.store(target, row);
    target += stride;
  }
}

/** transformSimple for a block whose coefficients outside the first four columns and rows are 0. */
function transformCorner(x0: v128, x1: v128, x2: v128, x3: v128, ac: v128, target: usize, stride: usize): void {
  const lone = v128.and(x0, i16x8.eq(ac, i16x8.splat(0)));
  const rounding = i32x4.add(i32x4.extend_low_i16x8_s(lone), i32x4.splat(1 << (ROW_SHIFT - 1)));
  const p02 = low(x0, x2);
  const p13 = low(x1, x3);
  const a0 = i32x4.add(dot(p02, pair(W4, W2)), rounding);
  const a1 = i32x4.add(dot(p02, pair(W4, W6)), rounding);
  const a2 = i32x4.add(dot(p02, pair(W4, -W6)), rounding);
  const a3 = i32x4.add(dot(p02, pair(W4, -W2)), rounding);
  const o0 = dot(p13, pair(W1, W3));
  const o1 = dot(p13, pair(W3, -W7));
  const o2 = dot(p13, pair(W5, -W1));
  const o3 = dot(p13, pair(W7, -W5));
  // Lanes are rows 0…3 of two columns each: transposed to rows 0 and 2, 1 and 3, of pairs for the second pass.
  const n04 = narrow(i32x4.add(a0, o0), i32x4.sub(a3, o3), ROW_SHIFT);
  const n15 = narrow(i32x4.add(a1, o1), i32x4.sub(a2, o2), ROW_SHIFT);
  const n26 = narrow(i32x4.add(a2, o2), i32x4.sub(a1, o1), ROW_SHIFT);
  const n37 = narrow(i32x4.add(a3, o3), i32x4.sub(a0, o0), ROW_SHIFT);
  // 16-bit lanes: n04 = c0r0 c0r1 c0r2 c0r3 c4r0 c4r1 c4r2 c4r3, …
  const s0 = low(n04, n15); // c0r0 c1r0 c0r1 c1r1 c0r2 c1r2 c0r3 c1r3
  const s1 = low(n26, n37); // columns 2, 3
  const s2 = high(n04, n15); // columns 4, 5
  const s3 = high(n26, n37); // columns 6, 7
  // (row 0, row 2) and (row 1, row 3) of each column, side by side for dot().
  const e0 = i8x16.shuffle(s0, s1, 0, 1, 8, 9, 2, 3, 10, 11, 16, 17, 24, 25, 18, 19, 26, 27);
  const e1 = i8x16.shuffle(s2, s3, 0, 1, 8, 9, 2, 3, 10, 11, 16, 17, 24, 25, 18, 19, 26, 27);
  const d0 = i8x16.shuffle(s0, s1, 4, 5, 12, 13, 6, 7, 14, 15, 20, 21, 28, 29, 22, 23, 30, 31);
  const d1 = i8x16.shuffle(s2, s3, 4, 5, 12, 13, 6, 7, 14, 15, 20, 21, 28, 29, 22, 23, 30, 31);
  const round = i32x4.splat(COLUMN_ROUND);
  rowPair(e0, e1, d0, d1, pair(W4, W2), pair(W1, W3), round, target, target + 7 * stride);
  rowPair(e0, e1, d0, d1, pair(W4, W6), pair(W3, -W7), round, target + stride, target + 6 * stride);
  rowPair(e0, e1, d0, d1, pair(W4, -W6), pair(W5, -W1), round, target + 2 * stride, target + 5 * stride);
  rowPair(e0, e1, d0, d1, pair(W4, -W2), pair(W7, -W5), round, target + 3 * stride, target + 4 * stride);
}

/** Two output rows that share their even and odd halves: even + odd and even − odd. */
// @ts-ignore: decorator
@inline
function rowPair(
  e0: v128, e1: v128, d0: v128, d1: v128, even: v128, odd: v128, round: v128, sumTarget: usize, differenceTarget: usize,
): void {
  const a = i32x4.add(dot(e0, even), round);
  const b = i32x4.add(dot(e1, even), round);
  const c = dot(d0, odd);
  const d = dot(d1, odd);
  v128.store(sumTarget, narrow(i32x4.add(a, c), i32x4.add(b, d), COLUMN_SHIFT));
  v128.store(differenceTarget, narrow(i32x4.sub(a, c), i32x4.sub(b, d), COLUMN_SHIFT));
}

/** One pass over eight lanes: vector k holds coefficient k of each; output k goes to target + k × stride. */
// @ts-ignore: decorator
@inline
function pass(
  x0: v128, x1: v128, x2: v128, x3: v128, x4: v128, x5: v128, x6: v128, x7: v128,
  roundLow: v128, roundHigh: v128, shift: i32, target: usize, stride: usize,
): void {
  let p04 = low(x0, x4);
  let p26 = low(x2, x6);
  let p13 = low(x1, x3);
  let p57 = low(x5, x7);
  let e = i32x4.add(dot(p04, pair(W4, W4)), roundLow);
  let f = i32x4.add(dot(p04, pair(W4, -W4)), roundLow);
  let g = dot(p26, pair(W2, W6));
  let h = dot(p26, pair(W6, -W2));
  const a0 = i32x4.add(e, g);
  const a3 = i32x4.sub(e, g);
  const a1 = i32x4.add(f, h);
  const a2 = i32x4.sub(f, h);
  const o0 = i32x4.add(dot(p13, pair(W1, W3)), dot(p57, pair(W5, W7)));
  const o1 = i32x4.add(dot(p13, pair(W3, -W7)), dot(p57, pair(-W1, -W5)));
  const o2 = i32x4.add(dot(p13, pair(W5, -W1)), dot(p57, pair(W7, W3)));
  const o3 = i32x4.add(dot(p13, pair(W7, -W5)), dot(p57, pair(W3, -W1)));

  p04 = high(x0, x4);
  p26 = high(x2, x6);
  p13 = high(x1, x3);
  p57 = high(x5, x7);
  e = i32x4.add(dot(p04, pair(W4, W4)), roundHigh);
  f = i32x4.add(dot(p04, pair(W4, -W4)), roundHigh);
  g = dot(p26, pair(W2, W6));
  h = dot(p26, pair(W6, -W2));
  const b0 = i32x4.add(e, g);
  const b3 = i32x4.sub(e, g);
  const b1 = i32x4.add(f, h);
  const b2 = i32x4.sub(f, h);
  const q0 = i32x4.add(dot(p13, pair(W1, W3)), dot(p57, pair(W5, W7)));
  const q1 = i32x4.add(dot(p13, pair(W3, -W7)), dot(p57, pair(-W1, -W5)));
  const q2 = i32x4.add(dot(p13, pair(W5, -W1)), dot(p57, pair(W7, W3)));
  const q3 = i32x4.add(dot(p13, pair(W7, -W5)), dot(p57, pair(W3, -W1)));

  v128.store(target, narrow(i32x4.add(a0, o0), i32x4.add(b0, q0), shift));
  v128.store(target + stride, narrow(i32x4.add(a1, o1), i32x4.add(b1, q1), shift));
  v128.store(target + 2 * stride, narrow(i32x4.add(a2, o2), i32x4.add(b2, q2), shift));
  v128.store(target + 3 * stride, narrow(i32x4.add(a3, o3), i32x4.add(b3, q3), shift));
  v128.store(target + 4 * stride, narrow(i32x4.sub(a3, o3), i32x4.sub(b3, q3), shift));
  v128.store(target + 5 * stride, narrow(i32x4.sub(a2, o2), i32x4.sub(b2, q2), shift));
  v128.store(target + 6 * stride, narrow(i32x4.sub(a1, o1), i32x4.sub(b1, q1), shift));
  v128.store(target + 7 * stride, narrow(i32x4.sub(a0, o0), i32x4.sub(b0, q0), shift));
}
