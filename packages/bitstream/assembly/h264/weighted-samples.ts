// Mean and weighted sums of predicted samples (8.4.2.3.1, 8.4.2.3.2), in place. Widths are 2, 4, 8 or 16 samples.

import { HIGH } from "./config";

/** Default weighted prediction of two lists: the mean, rounded up, of `to` and `from`, into `to`. `bytes` in a row. */
export function meanOfBoth(to: usize, toStep: usize, from: usize, fromStep: usize, bytes: i32, rows: i32): void {
  if (!HIGH && bytes == 16) {
    for (let y = 0; y < rows; y++) {
      v128.store(to, i8x16.avgr_u(v128.load(to), v128.load(from)));
      to += toStep;
      from += fromStep;
    }
    return;
  }
  for (let y = 0; y < rows; y++) {
    for (let x: usize = 0; x < <usize>bytes; x += 8) {
      const a = v128.load64_zero(to + x);
      const b = v128.load64_zero(from + x);
      const mean = HIGH ? i16x8.avgr_u(a, b) : i8x16.avgr_u(a, b);
      if (bytes >= 8) v128.store64_lane(to + x, mean, 0);
      else if (bytes == 4) v128.store32_lane(to, mean, 0);
      else v128.store16_lane(to, mean, 0);
    }
    to += toStep;
    from += fromStep;
  }
}

/** One list: ((sample · weight + 2^(logWD − 1)) >> logWD) + offset; 8 bits a sample. */
export function weigh8(to: usize, step: usize, width: i32, rows: i32, shift: i32, weight: i32, offset: i32): void {
  const factor = i16x8.splat(<i16>weight);
  const rounding = (1 << shift) >> 1;
  const half = i16x8.splat(<i16>rounding);
  const add = i16x8.splat(<i16>offset);
  for (let y = 0; y < rows; y++) {
    for (let x: usize = 0; x < <usize>width; x += 8) {
      const product = i16x8.mul(v128.load8x8_u(to + x), factor);
      const sum = i16x8.add_sat_s(i16x8.shr_s(i16x8.add_sat_s(product, half), shift), add);
      put8(to + x, i8x16.narrow_i16x8_u(sum, sum), width);
    }
    to += step;
  }
}

/** Two lists: (a · weight0 + b · weight1 + round) >> shift, which is logWD + 1; `round` has the offset in it; 8 bits a sample. */
export function weighBoth8(
  to: usize, toStep: usize, from: usize, fromStep: usize, width: i32, rows: i32, shift: i32, weight0: i32, weight1: i32, round: i32,
): void {
  const factors = i32x4.splat((weight0 & 0xffff) | (weight1 << 16));
  const half = i32x4.splat(round);
  for (let y = 0; y < rows; y++) {
    for (let x: usize = 0; x < <usize>width; x += 8) {
      const a = v128.load8x8_u(to + x);
      const b = v128.load8x8_u(from + x);
      const low = i32x4.dot_i16x8_s(v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11), factors);
      const high = i32x4.dot_i16x8_s(v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15), factors);
      const sum = i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(low, half), shift), i32x4.shr_s(i32x4.add(high, half), shift));
      put8(to + x, i8x16.narrow_i16x8_u(sum, sum), width);
    }
    to += toStep;
    from += fromStep;
  }
}

// @ts-ignore: decorator
@inline
function put8(to: usize, samples: v128, width: i32): void {
  if (width >= 8) v128.store64_lane(to, samples, 0);
  else if (width == 4) v128.store32_lane(to, samples, 0);
  else v128.store16_lane(to, samples, 0);
}

/** As weigh8, of samples of `depth` bits. */
export function weighHigh(
  to: usize, step: usize, width: i32, rows: i32, shift: i32, weight: i32, offset: i32, depth: i32,
): void {
  const half = (1 << shift) >> 1;
  const most = (1 << depth) - 1;
  for (let y = 0; y < rows; y++) {
    for (let x: usize = 0; x < <usize>width << 1; x += 2) {
      const sum = ((<i32>load<u16>(to + x) * weight + half) >> shift) + offset;
      store<u16>(to + x, <u16>max(0, min(most, sum)));
    }
    to += step;
  }
}

/** As weighBoth8, of samples of `depth` bits. */
export function weighBothHigh(
  to: usize, toStep: usize, from: usize, fromStep: usize, width: i32, rows: i32, shift: i32, weight0: i32, weight1: i32, round: i32,
  depth: i32,
): void {
  const most = (1 << depth) - 1;
  for (let y = 0; y < rows; y++) {
    for (let x: usize = 0; x < <usize>width << 1; x += 2) {
      const sum = (<i32>load<u16>(to + x) * weight0 + <i32>load<u16>(from + x) * weight1 + round) >> shift;
      store<u16>(to + x, <u16>max(0, min(most, sum)));
    }
    to += toStep;
    from += fromStep;
  }
}
