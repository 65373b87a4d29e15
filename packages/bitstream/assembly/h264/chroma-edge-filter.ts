// The deblocking filter of 8-bit chroma edges (chromaStyleFilteringFlag 1: 8.7.2.3, 8.7.2.4): 8 lines of Cb and 8 of Cr at a time, one
// behind the other in a register.

import { change, filtered, high8, isZero, low8, strongest } from "./edge-samples";
import { alpha, beta, clip, setThresholds } from "./edge-thresholds";

/** Rows p1, p0, q0, q1 of an edge between columns. */
const turned: usize = memory.data(4 * 16, 16);

/** Of Cb, then of Cr: α − 1, β − 1, t′C0 by bS. */
let alphas: v128 = i32x4.splat(0);
let betas: v128 = i32x4.splat(0);
let clips: u64 = 0;
/** All ones for a plane that is filtered. */
let planes: v128 = i32x4.splat(0);

/** Sets the thresholds for an edge of qPav `qpCb`, `qpCr`. False: nothing is filtered. */
export function setChromaThresholds(qpCb: i32, qpCr: i32, offsetA: i32, offsetB: i32): bool {
  const cb = setThresholds(qpCb, offsetA, offsetB, 8);
  alphas = i8x16.splat(<i8>(alpha - 1));
  betas = i8x16.splat(<i8>(beta - 1));
  clips = <u64>clip;
  if (qpCb == qpCr) {
    clips |= <u64>clip << 32;
    planes = i32x4.splat(-1);
    return cb;
  }
  const cr = setThresholds(qpCr, offsetA, offsetB, 8);
  alphas = v128.shuffle<i64>(alphas, i8x16.splat(<i8>(alpha - 1)), 0, 2);
  betas = v128.shuffle<i64>(betas, i8x16.splat(<i8>(beta - 1)), 0, 2);
  clips |= <u64>clip << 32;
  planes = i64x2.replace_lane(i64x2.splat(cb ? -1 : 0), 1, cr ? -1 : 0);
  return cb || cr;
}

/** New p0 and q0 at `to` − `toStep` and `to`. `strengths`: bS of each line, all 4 or none. False: they do not change. */
// @ts-ignore: decorator
@inline
function filterPairs(to: usize, toStep: usize, p1: v128, p0: v128, q0: v128, q1: v128, strengths: v128, strong: bool): bool {
  const mask = v128.and(v128.andnot(filtered(p1, p0, q0, q1, alphas, betas), isZero(strengths)), planes);
  if (!v128.any_true(mask)) return false;
  if (strong) {
    v128.store(to - toStep, v128.bitselect(strongest(p1, p0, q1), p0, mask));
    v128.store(to, v128.bitselect(strongest(q1, q0, p1), q0, mask));
    return true;
  }
  const index = i8x16.add(strengths, i64x2.replace_lane(i64x2.splat(0), 1, 0x0404040404040404));
  // tC = t′C0 + 1 (8-470)
  const most = v128.and(i8x16.add(i8x16.swizzle(i64x2.splat(clips), index), i8x16.splat(1)), mask);
  change(to, toStep, p1, p0, q0, q1, most);
  return true;
}

/** The edge above row 0 at `cb` and `cr`, 8 columns. `strengths`: bS of each column, twice. */
export function filterChromaRows(cb: usize, cr: usize, step: usize, strengths: v128, strong: bool): void {
  const p1 = v128.load64_lane(cr - step * 2, v128.load64_zero(cb - step * 2), 1);
  const p0 = v128.load64_lane(cr - step, v128.load64_zero(cb - step), 1);
  const q0 = v128.load64_lane(cr, v128.load64_zero(cb), 1);
  const q1 = v128.load64_lane(cr + step, v128.load64_zero(cb + step), 1);
  if (!filterPairs(turned + 32, 16, p1, p0, q0, q1, strengths, strong)) return;
  const newP = v128.load(turned, 16);
  const newQ = v128.load(turned, 32);
  v128.store64_lane(cb - step, newP, 0);
  v128.store64_lane(cr - step, newP, 1);
  v128.store64_lane(cb, newQ, 0);
  v128.store64_lane(cr, newQ, 1);
}

/** Rows `step` apart: 4 bytes of each of Cb (first bytes of the pairs) and Cr. */
// @ts-ignore: decorator
@inline
function pairOf(cb: usize, cr: usize): v128 {
  return low8(v128.load32_zero(cb), v128.load32_zero(cr));
}

/** The edge left of column 0 at `cb` and `cr`, 8 rows. `strengths`: bS of each row, twice. */
export function filterChromaColumns(cb: usize, cr: usize, step: usize, strengths: v128, strong: bool): void {
  let b = cb - 2;
  let r = cr - 2;
  const half = step << 2;
  const a0 = low8(pairOf(b, r), pairOf(b + half, r + half));
  b += step;
  r += step;
  const a1 = low8(pairOf(b, r), pairOf(b + half, r + half));
  b += step;
  r += step;
  const a2 = low8(pairOf(b, r), pairOf(b + half, r + half));
  b += step;
  r += step;
  const a3 = low8(pairOf(b, r), pairOf(b + half, r + half));
  // A column now has rows i and i + 4 of Cb and Cr in a 4-byte group: Cb i, Cb i + 4, Cr i, Cr i + 4.
  let even = low8(a0, a2);
  let odd = low8(a1, a3);
  const p1 = low8(even, odd);
  const p0 = high8(even, odd);
  even = high8(a0, a2);
  odd = high8(a1, a3);
  const q0 = low8(even, odd);
  const q1 = high8(even, odd);
  if (!filterPairs(turned + 32, 16, p1, p0, q0, q1, strengths, strong)) return;
  const newP = v128.load(turned, 16);
  const newQ = v128.load(turned, 32);
  put8(cb - 1, step, low8(newP, newQ));
  put8(cr - 1, step, high8(newP, newQ));
}

// @ts-ignore: decorator
@inline
function put8(at: usize, step: usize, pairs: v128): void {
  v128.store16_lane(at, pairs, 0);
  v128.store16_lane(at + step, pairs, 1);
  v128.store16_lane(at + (step << 1), pairs, 2);
  v128.store16_lane(at + step * 3, pairs, 3);
  at += step << 2;
  v128.store16_lane(at, pairs, 4);
  v128.store16_lane(at + step, pairs, 5);
  v128.store16_lane(at + (step << 1), pairs, 6);
  v128.store16_lane(at + step * 3, pairs, 7);
}
