// The inverse transform of 8×8 blocks (8.5.13).

import { transpose as transposeLanes } from "../common/lanes";
import { Coefficient, HIGH } from "./config";
import { emit8, emitHigh } from "./inverse-transform-4x4";

/** Bytes of a row of coefficients. */
const ROW: usize = HIGH ? 32 : 16;
/** Bytes of a block of coefficients. */
const BLOCK_8X8: usize = 8 * ROW;

/** Whether a block has nothing but its DC coefficient. */
// @ts-ignore: decorator
@inline
function onlyDc(block: usize): bool {
  let others = HIGH ? i32x4.replace_lane(v128.load(block), 0, 0) : i16x8.replace_lane(v128.load(block), 0, 0);
  for (let at: usize = 16; at < BLOCK_8X8; at += 16) others = v128.or(others, v128.load(block + at));
  return !v128.any_true(others);
}

/** Transposes a block in place. */
function transpose(block: usize): void {
  if (HIGH) {
    transpose4(block, block);
    transpose4(block + 4 * ROW + 16, block + 4 * ROW + 16);
    // The other two quarters change places.
    for (let row: usize = 0; row < 4; row++) {
      const right = block + row * ROW + 16;
      const below = block + (row + 4) * ROW;
      const kept = v128.load(right);
      v128.store(right, v128.load(below));
      v128.store(below, kept);
    }
    transpose4(block + 16, block + 16);
    transpose4(block + 4 * ROW, block + 4 * ROW);
    return;
  }
  transposeLanes(block);
}

/** Transposes a quarter of a block of 32-bit coefficients. */
function transpose4(from: usize, to: usize): void {
  const r0 = v128.load(from);
  const r1 = v128.load(from + ROW);
  const r2 = v128.load(from + 2 * ROW);
  const r3 = v128.load(from + 3 * ROW);
  const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
  const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
  const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(to + ROW, v128.shuffle<i64>(low01, low23, 1, 3));
  v128.store(to + 2 * ROW, v128.shuffle<i64>(high01, high23, 0, 2));
  v128.store(to + 3 * ROW, v128.shuffle<i64>(high01, high23, 1, 3));
}

/** The one-dimensional transform of 16 bytes of columns, in place. */
function transformColumns(block: usize): void {
  const d0 = v128.load(block);
  const d1 = v128.load(block + ROW);
  const d2 = v128.load(block + 2 * ROW);
  const d3 = v128.load(block + 3 * ROW);
  const d4 = v128.load(block + 4 * ROW);
  const d5 = v128.load(block + 5 * ROW);
  const d6 = v128.load(block + 6 * ROW);
  const d7 = v128.load(block + 7 * ROW);
  const e0 = add(d0, d4);
  const e1 = sub(sub(sub(d5, d3), d7), halve(d7));
  const e2 = sub(d0, d4);
  const e3 = sub(sub(add(d1, d7), d3), halve(d3));
  const e4 = sub(halve(d2), d6);
  const e5 = add(add(sub(d7, d1), d5), halve(d5));
  const e6 = add(d2, halve(d6));
  const e7 = add(add(add(d3, d5), d1), halve(d1));
  const f0 = add(e0, e6);
  const f1 = add(e1, quarter(e7));
  const f2 = add(e2, e4);
  const f3 = add(e3, quarter(e5));
  const f4 = sub(e2, e4);
  const f5 = sub(quarter(e3), e5);
  const f6 = sub(e0, e6);
  const f7 = sub(e7, quarter(e1));
  v128.store(block, add(f0, f7));
  v128.store(block + ROW, add(f2, f5));
  v128.store(block + 2 * ROW, add(f4, f3));
  v128.store(block + 3 * ROW, add(f6, f1));
  v128.store(block + 4 * ROW, sub(f6, f1));
  v128.store(block + 5 * ROW, sub(f4, f3));
  v128.store(block + 6 * ROW, sub(f2, f5));
  v128.store(block + 7 * ROW, sub(f0, f7));
}

// @ts-ignore: decorator
@inline
function add(a: v128, b: v128): v128 {
  return v128.add<Coefficient>(a, b);
}

// @ts-ignore: decorator
@inline
function sub(a: v128, b: v128): v128 {
  return v128.sub<Coefficient>(a, b);
}

// @ts-ignore: decorator
@inline
function halve(a: v128): v128 {
  return v128.shr<Coefficient>(a, 1);
}

// @ts-ignore: decorator
@inline
function quarter(a: v128): v128 {
  return v128.shr<Coefficient>(a, 2);
}

/** Transforms a block and clears it. */
// @ts-ignore: decorator
@inline
function transform(pixels: bool, block: usize, at: usize, step: usize, into: usize, intoStep: usize): void {
  const zero = i32x4.splat(0);
  if (onlyDc(block)) {
    const dc = (<i32>load<Coefficient>(block) + 32) >> 6;
    v128.store(block, zero);
    for (let row = 0; row < 8; row++) {
      if (HIGH) {
        emitHigh(pixels, i32x4.splat(dc), at, into);
        emitHigh(pixels, i32x4.splat(dc), at + 8, into + 8);
      } else emit8(pixels, i16x8.splat(<i16>dc), at, into);
      at += step;
      into += intoStep;
    }
    return;
  }
  transpose(block);
  transformColumns(block);
  if (HIGH) transformColumns(block + 16);
  transpose(block);
  // Every sample has the DC coefficient once: this rounds all of them.
  const first = v128.load(block);
  v128.store(block, HIGH ? i32x4.add(first, i32x4.splat(32)) : i16x8.add(first, i16x8.splat(32)));
  if (HIGH) v128.store(block, i32x4.add(v128.load(block, 16), i32x4.splat(32)), 16);
  transformColumns(block);
  if (HIGH) transformColumns(block + 16);
  for (let row = 0; row < 8; row++) {
    if (HIGH) {
      emitHigh(pixels, i32x4.shr_s(v128.load(block), 6), at, into);
      emitHigh(pixels, i32x4.shr_s(v128.load(block, 16), 6), at + 8, into + 8);
      v128.store(block, zero, 16);
    } else emit8(pixels, i16x8.shr_s(v128.load(block), 6), at, into);
    v128.store(block, zero);
    block += ROW;
    at += step;
    into += intoStep;
  }
}

/** Adds the residual of an 8×8 block, which it clears, to the samples at `at`. */
export function addBlock8x8(block: usize, at: usize, step: usize, into: usize, intoStep: usize): void {
  transform(true, block, at, step, into, intoStep);
}

/** Stores the residual of an 8×8 block, and clears it. */
export function storeBlock8x8(block: usize, into: usize, intoStep: usize): void {
  transform(false, block, 0, 0, into, intoStep);
}
