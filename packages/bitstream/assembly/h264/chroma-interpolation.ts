// Chroma sample interpolation (8.4.2.2.2): bilinear between samples, in eighths.

import { HIGH } from "./config";
import { copyBlock } from "./luma-interpolation";

/** Predicts a block of `width` (2, 4 or 8) columns from `at`, at fraction (x, y) in eighths. Steps in bytes. */
export function interpolateChroma(
  at: usize, step: usize, to: usize, toStep: usize, width: i32, rows: i32, x: i32, y: i32,
): void {
  if ((x | y) == 0) copyBlock(at, step, to, toStep, width, rows);
  else if (HIGH) bilinearHigh(at, step, to, toStep, width, rows, x, y);
  else bilinear8(at, step, to, toStep, width, rows, x, y);
}

function bilinear8(at: usize, step: usize, to: usize, toStep: usize, width: i32, rows: i32, x: i32, y: i32): void {
  const half = i16x8.splat(32);
  if (x == 0 || y == 0) {
    const beside = x == 0 ? step : 1;
    const fraction = x + y;
    const near = i16x8.splat(<i16>((8 - fraction) << 3));
    const far = i16x8.splat(<i16>(fraction << 3));
    for (let i = 0; i < rows; i++) {
      const sum = i16x8.add(i16x8.mul(v128.load8x8_u(at), near), i16x8.mul(v128.load8x8_u(at + beside), far));
      put(to, i16x8.shr_u(i16x8.add(sum, half), 6), width);
      at += step;
      to += toStep;
    }
    return;
  }
  const left = i16x8.splat(<i16>(8 - x));
  const right = i16x8.splat(<i16>x);
  const upper = i16x8.splat(<i16>(8 - y));
  const lower = i16x8.splat(<i16>y);
  let above = i16x8.add(i16x8.mul(v128.load8x8_u(at), left), i16x8.mul(v128.load8x8_u(at, 1), right));
  for (let i = 0; i < rows; i++) {
    at += step;
    const below = i16x8.add(i16x8.mul(v128.load8x8_u(at), left), i16x8.mul(v128.load8x8_u(at, 1), right));
    const sum = i16x8.add(i16x8.mul(above, upper), i16x8.mul(below, lower));
    put(to, i16x8.shr_u(i16x8.add(sum, half), 6), width);
    above = below;
    to += toStep;
  }
}

// @ts-ignore: decorator
@inline
function put(to: usize, sums: v128, width: i32): void {
  const samples = i8x16.narrow_i16x8_u(sums, sums);
  if (width == 8) v128.store64_lane(to, samples, 0);
  else if (width == 4) v128.store32_lane(to, samples, 0);
  else v128.store16_lane(to, samples, 0);
}

function bilinearHigh(at: usize, step: usize, to: usize, toStep: usize, width: i32, rows: i32, x: i32, y: i32): void {
  const a = i32x4.splat((8 - x) * (8 - y));
  const b = i32x4.splat(x * (8 - y));
  const c = i32x4.splat((8 - x) * y);
  const d = i32x4.splat(x * y);
  // What has no weight is not read: it may lie outside of the picture.
  const right: usize = x == 0 ? 0 : 2;
  const below: usize = y == 0 ? 0 : step;
  for (let i = 0; i < rows; i++) {
    for (let column: usize = 0; column < <usize>width << 1; column += 8) {
      const from = at + column;
      const upper = i32x4.add(i32x4.mul(v128.load16x4_u(from), a), i32x4.mul(v128.load16x4_u(from + right), b));
      const lower = i32x4.add(
        i32x4.mul(v128.load16x4_u(from + below), c), i32x4.mul(v128.load16x4_u(from + below + right), d),
      );
      const sum = i32x4.shr_u(i32x4.add(i32x4.add(upper, lower), i32x4.splat(32)), 6);
      const samples = i16x8.narrow_i32x4_u(sum, sum);
      if (width == 2) v128.store32_lane(to + column, samples, 0);
      else v128.store64_lane(to + column, samples, 0);
    }
    at += step;
    to += toStep;
  }
}
