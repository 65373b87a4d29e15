// Half-pel motion compensation (ISO/IEC 14496-2, 7.6.2.1 and 7.6.4): blocks of 16×16 and 8×8 pixels copied from the reference
// with bilinear interpolation, rounded by rounding control.
//
// The mean of two pixels rounded down is taken as the mean, rounded up, of one of them less 1 (not below 0) and the other.
// That is FFmpeg's arithmetic on x86: it differs from the standard's by 1 where the lowered pixel is 0 and the other odd
// (see src/mpeg4/encoder-behaviour.ts). With `standardMeans` it is the standard's.

import { roundingType, standardMeans } from "./picture-state";

/**
 * Copies a block of 16 columns and `rows` rows from half-pel position (source, fractionX, fractionY).
 */
export function predict16(source: usize, sourceStride: usize, target: usize, targetStride: usize, fraction: i32, rows: i32): void {
  if (standardMeans && (fraction == 1 || fraction == 2)) {
    const step: usize = fraction == 1 ? 1 : sourceStride;
    for (let y = 0; y < rows; y++) {
      v128.store(target, mean(v128.load(source), v128.load(source + step)));
      source += sourceStride;
      target += targetStride;
    }
  } else if (fraction == 0) {
    for (let y = 0; y < rows; y++) {
      v128.store(target, v128.load(source));
      source += sourceStride;
      target += targetStride;
    }
  } else if (fraction == 1) {
    const down = i8x16.splat(<i8>roundingType);
    for (let y = 0; y < rows; y++) {
      v128.store(target, i8x16.avgr_u(i8x16.sub_sat_u(v128.load(source), down), v128.load(source + 1)));
      source += sourceStride;
      target += targetStride;
    }
  } else if (fraction == 2) {
    const down = i8x16.splat(<i8>roundingType);
    let above = v128.load(source);
    for (let y = 0; y < rows; y += 2) {
      // Of two neighbours it is the odd row that is lowered.
      const middle = i8x16.sub_sat_u(v128.load(source + sourceStride), down);
      source += sourceStride << 1;
      const below = v128.load(source);
      v128.store(target, i8x16.avgr_u(above, middle));
      target += targetStride;
      v128.store(target, i8x16.avgr_u(middle, below));
      target += targetStride;
      above = below;
    }
  } else {
    const offset = i16x8.splat(<i16>(2 - roundingType));
    let a = v128.load(source);
    let b = v128.load(source, 1);
    let low = i16x8.add(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b));
    let high = i16x8.add(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b));
    for (let y = 0; y < rows; y++) {
      source += sourceStride;
      a = v128.load(source);
      b = v128.load(source, 1);
      const nextLow = i16x8.add(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b));
      const nextHigh = i16x8.add(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b));
      v128.store(
        target,
        i8x16.narrow_i16x8_u(
          i16x8.shr_u(i16x8.add(i16x8.add(low, nextLow), offset), 2),
          i16x8.shr_u(i16x8.add(i16x8.add(high, nextHigh), offset), 2),
        ),
      );
      low = nextLow;
      high = nextHigh;
      target += targetStride;
    }
  }
}

/** As predict16, for 8 columns. */
export function predict8(source: usize, sourceStride: usize, target: usize, targetStride: usize, fraction: i32, rows: i32): void {
  if (standardMeans && (fraction == 1 || fraction == 2)) {
    const step: usize = fraction == 1 ? 1 : sourceStride;
    for (let y = 0; y < rows; y++) {
      v128.store64_lane(target, mean(v128.load64_zero(source), v128.load64_zero(source + step)), 0);
      source += sourceStride;
      target += targetStride;
    }
  } else if (fraction == 0) {
    for (let y = 0; y < rows; y++) {
      store<u64>(target, load<u64>(source));
      source += sourceStride;
      target += targetStride;
    }
  } else if (fraction == 1) {
    const down = i8x16.splat(<i8>roundingType);
    for (let y = 0; y < rows; y++) {
      v128.store64_lane(target, i8x16.avgr_u(i8x16.sub_sat_u(v128.load64_zero(source), down), v128.load64_zero(source + 1)), 0);
      source += sourceStride;
      target += targetStride;
    }
  } else if (fraction == 2) {
    const down = i8x16.splat(<i8>roundingType);
    let above = v128.load64_zero(source);
    for (let y = 0; y < rows; y += 2) {
      // Of two neighbours it is the odd row that is lowered.
      const middle = i8x16.sub_sat_u(v128.load64_zero(source + sourceStride), down);
      source += sourceStride << 1;
      const below = v128.load64_zero(source);
      v128.store64_lane(target, i8x16.avgr_u(above, middle), 0);
      target += targetStride;
      v128.store64_lane(target, i8x16.avgr_u(middle, below), 0);
      target += targetStride;
      above = below;
    }
  } else {
    const offset = i16x8.splat(<i16>(2 - roundingType));
    let sum = i16x8.add(i16x8.extend_low_i8x16_u(v128.load64_zero(source)), i16x8.extend_low_i8x16_u(v128.load64_zero(source, 1)));
    for (let y = 0; y < rows; y++) {
      source += sourceStride;
      const next = i16x8.add(
        i16x8.extend_low_i8x16_u(v128.load64_zero(source)),
        i16x8.extend_low_i8x16_u(v128.load64_zero(source, 1)),
      );
      const mean = i16x8.shr_u(i16x8.add(i16x8.add(sum, next), offset), 2);
      v128.store64_lane(target, i8x16.narrow_i16x8_u(mean, mean), 0);
      sum = next;
      target += targetStride;
    }
  }
}

/** (a + b + 1 − rounding) >> 1 of each byte: the mean rounded up, less 1 where it was rounded and must not be. */
// @ts-ignore: decorator
@inline
function mean(a: v128, b: v128): v128 {
  return i8x16.sub(i8x16.avgr_u(a, b), v128.and(v128.xor(a, b), i8x16.splat(<i8>roundingType)));
}
