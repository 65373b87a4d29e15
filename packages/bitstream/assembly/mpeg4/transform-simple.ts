// The plain integer inverse DCT: two passes of 32-bit sums of products with cos(k·π/16)·√2·2^14, rounded to 11 and 20 bits.
// The arithmetic is the one FFmpeg uses for MPEG-4 by default ("simple"), so that reconstructed pixels are equal:
// a row that has nothing but its first coefficient becomes that × 8 exactly.
//
// Most blocks have few coefficients: columns 4…7 and rows 4…7 are looked at, and left out where they are zero.

import { dot, high, low, narrow, pairsHigh, pairsLow, quadsHigh, quadsLow } from "../common/lanes";

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

/**
 * Weights of output k (and 7 − k, whose odd part is subtracted) for inputs 0 and 2, 4 and 6, 1 and 3, 5 and 7: four pairs of i16
 * each. In memory, since constants in the code are put together anew at each use.
 */
const WEIGHTS: usize = memory.data<i16>([
  W4, W2, W4, W2, W4, W2, W4, W2, W4, W6, W4, W6, W4, W6, W4, W6,
  W1, W3, W1, W3, W1, W3, W1, W3, W5, W7, W5, W7, W5, W7, W5, W7,
  W4, W6, W4, W6, W4, W6, W4, W6, -W4, -W2, -W4, -W2, -W4, -W2, -W4, -W2,
  W3, -W7, W3, -W7, W3, -W7, W3, -W7, -W1, -W5, -W1, -W5, -W1, -W5, -W1, -W5,
  W4, -W6, W4, -W6, W4, -W6, W4, -W6, -W4, W2, -W4, W2, -W4, W2, -W4, W2,
  W5, -W1, W5, -W1, W5, -W1, W5, -W1, W7, W3, W7, W3, W7, W3, W7, W3,
  W4, -W2, W4, -W2, W4, -W2, W4, -W2, W4, -W6, W4, -W6, W4, -W6, W4, -W6,
  W7, -W5, W7, -W5, W7, -W5, W7, -W5, W3, -W1, W3, -W1, W3, -W1, W3, -W1,
], 16);

/**
 * Inverse transform of the 64 coefficients at `block` (in the order of scan-orders.ts), which become 0; writes eight rows of eight
 * i16, `stride` bytes apart.
 */
export function transformSimple(block: usize, target: usize, stride: usize): void {
  const left = v128.or(v128.or(v128.load(block), v128.load(block, 16)), v128.or(v128.load(block, 32), v128.load(block, 48)));
  const right = v128.or(v128.or(v128.load(block, 64), v128.load(block, 80)), v128.or(v128.load(block, 96), v128.load(block, 112)));
  if (i64x2.extract_lane(v128.or(left, right), 1) != 0) {
    if (v128.any_true(right)) transformAll(block, target, stride);
    else transformNarrow(block, target, stride);
  } else {
    if (v128.any_true(right)) transformFlat(block, target, stride);
    else transformCorner(block, target, stride);
  }
}

/** transformSimple for a block that has nothing but a DC, which is not in memory. */
export function transformSimpleDc(dc: i32, target: usize, stride: usize): void {
  const row = i16x8.splat(<i16>(((dc << 3) * W4 + COLUMN_ROUND) >> COLUMN_SHIFT));
  v128.store(target, row);
  v128.store(target + stride, row);
  v128.store(target + 2 * stride, row);
  v128.store(target + 3 * stride, row);
  target += 4 * stride;
  v128.store(target, row);
  v128.store(target + stride, row);
  v128.store(target + 2 * stride, row);
  v128.store(target + 3 * stride, row);
}

function transformAll(block: usize, target: usize, stride: usize): void {
  transform(block, target, stride, true, true);
}

/** Columns 4…7 are 0. */
function transformNarrow(block: usize, target: usize, stride: usize): void {
  transform(block, target, stride, false, true);
}

/** Rows 4…7 are 0. */
function transformFlat(block: usize, target: usize, stride: usize): void {
  transform(block, target, stride, true, false);
}

/** Both are. */
function transformCorner(block: usize, target: usize, stride: usize): void {
  transform(block, target, stride, false, false);
}

/** @param wide columns 4…7 are not all 0; @param tall rows 4…7 are not */
// @ts-ignore: decorator
@inline
function transform(block: usize, target: usize, stride: usize, wide: bool, tall: bool): void {
  const zero = i32x4.splat(0);
  const x0 = v128.load(block);
  const x1 = v128.load(block, 16);
  const x2 = v128.load(block, 32);
  const x3 = v128.load(block, 48);
  v128.store(block, zero);
  v128.store(block, zero, 16);
  v128.store(block, zero, 32);
  v128.store(block, zero, 48);
  let x4 = zero;
  let x5 = zero;
  let x6 = zero;
  let x7 = zero;
  let ac = v128.or(v128.or(x1, x2), x3);
  if (wide) {
    x4 = v128.load(block, 64);
    x5 = v128.load(block, 80);
    x6 = v128.load(block, 96);
    x7 = v128.load(block, 112);
    v128.store(block, zero, 64);
    v128.store(block, zero, 80);
    v128.store(block, zero, 96);
    v128.store(block, zero, 112);
    ac = v128.or(ac, v128.or(v128.or(x4, x5), v128.or(x6, x7)));
  }
  // Lanes are rows. Those with a DC only: W4 + 1 = 2^14 makes them DC × 8.
  const lone = v128.and(x0, i16x8.eq(ac, zero));
  const half = i32x4.splat(1 << (ROW_SHIFT - 1));
  let p02 = low(x0, x2);
  let p46 = wide ? low(x4, x6) : zero;
  let p13 = low(x1, x3);
  let p57 = wide ? low(x5, x7) : zero;
  let rounding = i32x4.add(i32x4.extend_low_i16x8_s(lone), half);
  // Each holds two columns: rows 0, 2, 1, 3 of the first in its low half, of the second in its high half.
  let c07 = columnPair(p02, p46, p13, p57, rounding, WEIGHTS, wide);
  let c16 = columnPair(p02, p46, p13, p57, rounding, WEIGHTS + 64, wide);
  let c25 = columnPair(p02, p46, p13, p57, rounding, WEIGHTS + 128, wide);
  let c34 = columnPair(p02, p46, p13, p57, rounding, WEIGHTS + 192, wide);
  // Lanes become columns: rows 0 and 2 (1 and 3) of columns 0…3 and 4…7 side by side.
  let s = pairsLow(c07, c16);
  let t = pairsLow(c25, c34);
  const l02 = quadsLow(s, t);
  const l13 = quadsHigh(s, t);
  s = pairsHigh(c34, c25);
  t = pairsHigh(c16, c07);
  const r02 = quadsLow(s, t);
  const r13 = quadsHigh(s, t);
  let l46 = zero;
  let l57 = zero;
  let r46 = zero;
  let r57 = zero;
  if (tall) {
    p02 = high(x0, x2);
    p46 = wide ? high(x4, x6) : zero;
    p13 = high(x1, x3);
    p57 = wide ? high(x5, x7) : zero;
    rounding = i32x4.add(i32x4.extend_high_i16x8_s(lone), half);
    c07 = columnPair(p02, p46, p13, p57, rounding, WEIGHTS, wide);
    c16 = columnPair(p02, p46, p13, p57, rounding, WEIGHTS + 64, wide);
    c25 = columnPair(p02, p46, p13, p57, rounding, WEIGHTS + 128, wide);
    c34 = columnPair(p02, p46, p13, p57, rounding, WEIGHTS + 192, wide);
    s = pairsLow(c07, c16);
    t = pairsLow(c25, c34);
    l46 = quadsLow(s, t);
    l57 = quadsHigh(s, t);
    s = pairsHigh(c34, c25);
    t = pairsHigh(c16, c07);
    r46 = quadsLow(s, t);
    r57 = quadsHigh(s, t);
  }
  rowPair(l02, l46, l13, l57, r02, r46, r13, r57, WEIGHTS, tall, target, target + 7 * stride);
  rowPair(l02, l46, l13, l57, r02, r46, r13, r57, WEIGHTS + 64, tall, target + stride, target + 6 * stride);
  rowPair(l02, l46, l13, l57, r02, r46, r13, r57, WEIGHTS + 128, tall, target + 2 * stride, target + 5 * stride);
  rowPair(l02, l46, l13, l57, r02, r46, r13, r57, WEIGHTS + 192, tall, target + 3 * stride, target + 4 * stride);
}

/** Columns k and 7 − k of four rows, after the first pass. */
// @ts-ignore: decorator
@inline
function columnPair(p02: v128, p46: v128, p13: v128, p57: v128, rounding: v128, weights: usize, wide: bool): v128 {
  let even = i32x4.add(dot(p02, v128.load(weights)), rounding);
  let odd = dot(p13, v128.load(weights, 32));
  if (wide) {
    even = i32x4.add(even, dot(p46, v128.load(weights, 16)));
    odd = i32x4.add(odd, dot(p57, v128.load(weights, 48)));
  }
  return narrow(i32x4.add(even, odd), i32x4.sub(even, odd), ROW_SHIFT);
}

/** Rows k and 7 − k after the second pass, from the left and the right four columns. */
// @ts-ignore: decorator
@inline
function rowPair(
  l02: v128, l46: v128, l13: v128, l57: v128, r02: v128, r46: v128, r13: v128, r57: v128,
  weights: usize, tall: bool, sumTarget: usize, differenceTarget: usize,
): void {
  const rounding = i32x4.splat(COLUMN_ROUND);
  let w = v128.load(weights);
  let evenLeft = i32x4.add(dot(l02, w), rounding);
  let evenRight = i32x4.add(dot(r02, w), rounding);
  w = v128.load(weights, 32);
  let oddLeft = dot(l13, w);
  let oddRight = dot(r13, w);
  if (tall) {
    w = v128.load(weights, 16);
    evenLeft = i32x4.add(evenLeft, dot(l46, w));
    evenRight = i32x4.add(evenRight, dot(r46, w));
    w = v128.load(weights, 48);
    oddLeft = i32x4.add(oddLeft, dot(l57, w));
    oddRight = i32x4.add(oddRight, dot(r57, w));
  }
  v128.store(sumTarget, narrow(i32x4.add(evenLeft, oddLeft), i32x4.add(evenRight, oddRight), COLUMN_SHIFT));
  v128.store(differenceTarget, narrow(i32x4.sub(evenLeft, oddLeft), i32x4.sub(evenRight, oddRight), COLUMN_SHIFT));
}
