// Luma samples between those of 8-bit pictures (8.4.2.2.1): half positions by the six-tap filter (1, −5, 20, 20, −5, 1), in strips
// of 8 columns. Each filter can take the mean of its result and of `other` (0: none), which quarter positions are.

// @ts-ignore: decorator
@inline
function taps(a: v128, b: v128, c: v128, d: v128, e: v128, f: v128): v128 {
  const inner = i16x8.sub(i16x8.shl(i16x8.add(c, d), 2), i16x8.add(b, e));
  return i16x8.add(i16x8.add(a, f), i16x8.add(inner, i16x8.shl(inner, 2)));
}

/** The filter along a row, from the sample 2 left of the first: 8 sums, not rounded. */
// @ts-ignore: decorator
@inline
function rowTaps(at: usize): v128 {
  return taps(
    v128.load8x8_u(at, 0), v128.load8x8_u(at, 1), v128.load8x8_u(at, 2), v128.load8x8_u(at, 3), v128.load8x8_u(at, 4),
    v128.load8x8_u(at, 5),
  );
}

// @ts-ignore: decorator
@inline
function rounded(sums: v128): v128 {
  return i16x8.shr_s(i16x8.add(sums, i16x8.splat(16)), 5);
}

/** Stores 8 samples, or 4 where the block is not wider. */
// @ts-ignore: decorator
@inline
function put(to: usize, samples: v128, narrow: bool): void {
  if (narrow) v128.store32_lane(to, samples, 0);
  else v128.store64_lane(to, samples, 0);
}

/** Position b: half a sample to the right. */
export function halfRight8(
  at: usize, step: usize, to: usize, toStep: usize, width: i32, rows: i32, other: usize, otherStep: usize,
): void {
  at -= 2;
  if (width == 16) {
    for (let y = 0; y < rows; y++) {
      let samples = i8x16.narrow_i16x8_u(rounded(rowTaps(at)), rounded(rowTaps(at + 8)));
      if (other) {
        samples = i8x16.avgr_u(samples, v128.load(other));
        other += otherStep;
      }
      v128.store(to, samples);
      at += step;
      to += toStep;
    }
    return;
  }
  const narrow = width == 4;
  for (let y = 0; y < rows; y++) {
    const sums = rounded(rowTaps(at));
    let samples = i8x16.narrow_i16x8_u(sums, sums);
    if (other) {
      samples = i8x16.avgr_u(samples, v128.load64_zero(other));
      other += otherStep;
    }
    put(to, samples, narrow);
    at += step;
    to += toStep;
  }
}

/** Position h: half a sample down. */
export function halfDown8(
  at: usize, step: usize, to: usize, toStep: usize, width: i32, rows: i32, other: usize, otherStep: usize,
): void {
  const narrow = width == 4;
  at -= step << 1;
  for (let x = 0; x < width; x += 8) {
    let from = at + <usize>x;
    let put0 = to + <usize>x;
    let mean = other + <usize>x;
    let a = v128.load8x8_u(from);
    let b = v128.load8x8_u(from + step);
    from += step << 1;
    let c = v128.load8x8_u(from);
    let d = v128.load8x8_u(from + step);
    from += step << 1;
    let e = v128.load8x8_u(from);
    from += step;
    for (let y = 0; y < rows; y += 2) {
      const f = v128.load8x8_u(from);
      const g = v128.load8x8_u(from + step);
      const first = rounded(taps(a, b, c, d, e, f));
      const second = rounded(taps(b, c, d, e, f, g));
      let samples = i8x16.narrow_i16x8_u(first, second);
      if (other) {
        samples = i8x16.avgr_u(samples, v128.load64_lane(mean + otherStep, v128.load64_zero(mean), 1));
        mean += otherStep << 1;
      }
      if (narrow) {
        v128.store32_lane(put0, samples, 0);
        v128.store32_lane(put0 + toStep, samples, 2);
      } else {
        v128.store64_lane(put0, samples, 0);
        v128.store64_lane(put0 + toStep, samples, 1);
      }
      a = c;
      b = d;
      c = e;
      d = f;
      e = g;
      from += step << 1;
      put0 += toStep << 1;
    }
  }
}

/**
 * Position j: half a sample to the right and down. `row`: 1 takes the mean with position b, 2 with s (b of the row below).
 *
 * The second filter's sum, 20 bits wide, is taken in 16: ((((a − b) >> 2) − b + c) >> 2) + c of the sums a, b, c of its outer,
 * middle and inner taps is (a − 5·b + 20·c) >> 4 exactly (floors of floors), and where the addition saturates the sample is 0 or 255.
 */
export function halfBoth8(
  at: usize, step: usize, to: usize, toStep: usize, width: i32, rows: i32, row: i32, other: usize, otherStep: usize,
): void {
  const narrow = width == 4;
  at -= (step << 1) + 2;
  for (let x = 0; x < width; x += 8) {
    let from = at + <usize>x;
    let put0 = to + <usize>x;
    let mean = other + <usize>x;
    let a = rowTaps(from);
    from += step;
    let b = rowTaps(from);
    from += step;
    let c = rowTaps(from);
    from += step;
    let d = rowTaps(from);
    from += step;
    let e = rowTaps(from);
    for (let y = 0; y < rows; y++) {
      from += step;
      const f = rowTaps(from);
      const inner = i16x8.add(c, d);
      const middle = i16x8.add(b, e);
      let sums = i16x8.sub(i16x8.shr_s(i16x8.sub(i16x8.add(a, f), middle), 2), middle);
      sums = i16x8.add(i16x8.shr_s(i16x8.add_sat_s(sums, inner), 2), inner);
      sums = i16x8.shr_s(i16x8.add(sums, i16x8.splat(32)), 6);
      let samples = i8x16.narrow_i16x8_u(sums, sums);
      if (row) {
        const beside = rounded(row == 1 ? c : d);
        samples = i8x16.avgr_u(samples, i8x16.narrow_i16x8_u(beside, beside));
      } else if (other) {
        samples = i8x16.avgr_u(samples, v128.load64_zero(mean));
        mean += otherStep;
      }
      put(put0, samples, narrow);
      a = b;
      b = c;
      c = d;
      d = e;
      e = f;
      put0 += toStep;
    }
  }
}
