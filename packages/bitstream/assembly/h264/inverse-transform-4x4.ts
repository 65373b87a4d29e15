// The inverse transform of 4×4 blocks (8.5.12.2), and where its result goes: it is added to the prediction, stored as residual, or both.

import { HIGH } from "./config";
import { wantCoded } from "./destination";

/** Bytes of a block of coefficients. */
export const BLOCK_4X4: usize = HIGH ? 64 : 32;

/** The largest sample of the plane at hand, with more than 8 bits. */
let largest: i32 = 0xff;

/** Says how many bits the samples have to which residuals are added from now on. */
// @ts-ignore: decorator
@inline
export function setDepth(depth: i32): void {
  if (HIGH) largest = (1 << depth) - 1;
}

/** Eight residual samples of 16 bits, to `at` (if `pixels`) and to `into`. */
// @ts-ignore: decorator
@inline
export function emit8(pixels: bool, row: v128, at: usize, into: usize): void {
  if (pixels) {
    const sum = i16x8.add(v128.load8x8_u(at), row);
    v128.store64_lane(at, i8x16.narrow_i16x8_u(sum, sum), 0);
    if (wantCoded) v128.store(into, row);
  } else v128.store(into, row);
}

// @ts-ignore: decorator
@inline
function emit4(pixels: bool, row: v128, at: usize, into: usize): void {
  if (pixels) {
    const sum = i16x8.add(i16x8.extend_low_i8x16_u(v128.load32_zero(at)), row);
    v128.store32_lane(at, i8x16.narrow_i16x8_u(sum, sum), 0);
    if (wantCoded) v128.store64_lane(into, row, 0);
  } else v128.store64_lane(into, row, 0);
}

/** Four residual samples of 32 bits. */
// @ts-ignore: decorator
@inline
export function emitHigh(pixels: bool, row: v128, at: usize, into: usize): void {
  if (pixels) {
    const sum = i32x4.min_s(i32x4.add(v128.load16x4_u(at), row), i32x4.splat(largest));
    v128.store64_lane(at, i16x8.narrow_i32x4_u(sum, sum), 0);
    if (!wantCoded) return;
  }
  v128.store64_lane(into, i16x8.narrow_i32x4_s(row, row), 0);
}

/** Transforms a block of 16-bit coefficients, or (`pair`) two that stand side by side, and clears them. */
// @ts-ignore: decorator
@inline
function transform(pixels: bool, pair: bool, block: usize, at: usize, step: usize, into: usize, intoStep: usize): void {
  const zero = i32x4.splat(0);
  const a01 = v128.load(block);
  const a23 = v128.load(block, 16);
  v128.store(block, zero);
  v128.store(block, zero, 16);
  // Columns; of a pair, those of the second block in the upper half.
  let c0 = v128.shuffle<i16>(a01, a23, 0, 4, 8, 12, 1, 5, 9, 13);
  let c2 = v128.shuffle<i16>(a01, a23, 2, 6, 10, 14, 3, 7, 11, 15);
  let c1 = c0;
  let c3 = c2;
  if (pair) {
    const b01 = v128.load(block, 32);
    const b23 = v128.load(block, 48);
    v128.store(block, zero, 32);
    v128.store(block, zero, 48);
    const b0 = v128.shuffle<i16>(b01, b23, 0, 4, 8, 12, 1, 5, 9, 13);
    const b2 = v128.shuffle<i16>(b01, b23, 2, 6, 10, 14, 3, 7, 11, 15);
    c1 = v128.shuffle<i64>(c0, b0, 1, 3);
    c0 = v128.shuffle<i64>(c0, b0, 0, 2);
    c3 = v128.shuffle<i64>(c2, b2, 1, 3);
    c2 = v128.shuffle<i64>(c2, b2, 0, 2);
  } else {
    c1 = v128.shuffle<i64>(c0, c0, 1, 1);
    c3 = v128.shuffle<i64>(c2, c2, 1, 1);
  }
  let e0 = i16x8.add(c0, c2);
  let e1 = i16x8.sub(c0, c2);
  let e2 = i16x8.sub(i16x8.shr_s(c1, 1), c3);
  let e3 = i16x8.add(c1, i16x8.shr_s(c3, 1));
  c0 = i16x8.add(e0, e3);
  c1 = i16x8.add(e1, e2);
  c2 = i16x8.sub(e1, e2);
  c3 = i16x8.sub(e0, e3);
  // Rows.
  const low01 = v128.shuffle<i16>(c0, c1, 0, 8, 1, 9, 2, 10, 3, 11);
  const low23 = v128.shuffle<i16>(c2, c3, 0, 8, 1, 9, 2, 10, 3, 11);
  let r0 = v128.shuffle<i32>(low01, low23, 0, 4, 1, 5);
  let r2 = v128.shuffle<i32>(low01, low23, 2, 6, 3, 7);
  let r1 = r0;
  let r3 = r2;
  if (pair) {
    const high01 = v128.shuffle<i16>(c0, c1, 4, 12, 5, 13, 6, 14, 7, 15);
    const high23 = v128.shuffle<i16>(c2, c3, 4, 12, 5, 13, 6, 14, 7, 15);
    const s0 = v128.shuffle<i32>(high01, high23, 0, 4, 1, 5);
    const s2 = v128.shuffle<i32>(high01, high23, 2, 6, 3, 7);
    r1 = v128.shuffle<i64>(r0, s0, 1, 3);
    r0 = v128.shuffle<i64>(r0, s0, 0, 2);
    r3 = v128.shuffle<i64>(r2, s2, 1, 3);
    r2 = v128.shuffle<i64>(r2, s2, 0, 2);
  } else {
    r1 = v128.shuffle<i64>(r0, r0, 1, 1);
    r3 = v128.shuffle<i64>(r2, r2, 1, 1);
  }
  r0 = i16x8.add(r0, i16x8.splat(32));
  e0 = i16x8.add(r0, r2);
  e1 = i16x8.sub(r0, r2);
  e2 = i16x8.sub(i16x8.shr_s(r1, 1), r3);
  e3 = i16x8.add(r1, i16x8.shr_s(r3, 1));
  r0 = i16x8.shr_s(i16x8.add(e0, e3), 6);
  r1 = i16x8.shr_s(i16x8.add(e1, e2), 6);
  r2 = i16x8.shr_s(i16x8.sub(e1, e2), 6);
  r3 = i16x8.shr_s(i16x8.sub(e0, e3), 6);
  if (pair) {
    emit8(pixels, r0, at, into);
    emit8(pixels, r1, at + step, into + intoStep);
    emit8(pixels, r2, at + 2 * step, into + 2 * intoStep);
    emit8(pixels, r3, at + 3 * step, into + 3 * intoStep);
  } else {
    emit4(pixels, r0, at, into);
    emit4(pixels, r1, at + step, into + intoStep);
    emit4(pixels, r2, at + 2 * step, into + 2 * intoStep);
    emit4(pixels, r3, at + 3 * step, into + 3 * intoStep);
  }
}

/** Transforms a block of 32-bit coefficients and clears it. */
// @ts-ignore: decorator
@inline
function transformHigh(pixels: bool, block: usize, at: usize, step: usize, into: usize, intoStep: usize): void {
  const zero = i32x4.splat(0);
  let r0 = v128.load(block);
  let r1 = v128.load(block, 16);
  let r2 = v128.load(block, 32);
  let r3 = v128.load(block, 48);
  v128.store(block, zero);
  v128.store(block, zero, 16);
  v128.store(block, zero, 32);
  v128.store(block, zero, 48);
  for (let pass = 0; pass < 2; pass++) {
    // Columns the first time, rows the second.
    const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
    const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
    const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
    r0 = v128.shuffle<i64>(low01, low23, 0, 2);
    r1 = v128.shuffle<i64>(low01, low23, 1, 3);
    r2 = v128.shuffle<i64>(high01, high23, 0, 2);
    r3 = v128.shuffle<i64>(high01, high23, 1, 3);
    const e0 = i32x4.add(r0, r2);
    const e1 = i32x4.sub(r0, r2);
    const e2 = i32x4.sub(i32x4.shr_s(r1, 1), r3);
    const e3 = i32x4.add(r1, i32x4.shr_s(r3, 1));
    r0 = i32x4.add(e0, e3);
    r1 = i32x4.add(e1, e2);
    r2 = i32x4.sub(e1, e2);
    r3 = i32x4.sub(e0, e3);
  }
  const half = i32x4.splat(32);
  emitHigh(pixels, i32x4.shr_s(i32x4.add(r0, half), 6), at, into);
  emitHigh(pixels, i32x4.shr_s(i32x4.add(r1, half), 6), at + step, into + intoStep);
  emitHigh(pixels, i32x4.shr_s(i32x4.add(r2, half), 6), at + 2 * step, into + 2 * intoStep);
  emitHigh(pixels, i32x4.shr_s(i32x4.add(r3, half), 6), at + 3 * step, into + 3 * intoStep);
}

/** Adds the residual of a block, which it clears, to the samples at `at`. */
export function addBlock(block: usize, at: usize, step: usize, into: usize, intoStep: usize): void {
  if (HIGH) transformHigh(true, block, at, step, into, intoStep);
  else transform(true, false, block, at, step, into, intoStep);
}

/** As that, of two blocks that stand side by side. */
export function addPair(block: usize, at: usize, step: usize, into: usize, intoStep: usize): void {
  if (HIGH) {
    transformHigh(true, block, at, step, into, intoStep);
    transformHigh(true, block + BLOCK_4X4, at + 8, step, into + 8, intoStep);
  } else transform(true, true, block, at, step, into, intoStep);
}

/** Stores the residual of two blocks that stand side by side, and clears them. */
export function storePair(block: usize, into: usize, intoStep: usize): void {
  if (HIGH) {
    transformHigh(false, block, 0, 0, into, intoStep);
    transformHigh(false, block + BLOCK_4X4, 0, 0, into + 8, intoStep);
  } else transform(false, true, block, 0, 0, into, intoStep);
}
