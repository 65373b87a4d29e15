// As six-tap.ts, for samples of more than 8 bits, in strips of 4 columns.

// @ts-ignore: decorator
@inline
function taps(a: v128, b: v128, c: v128, d: v128, e: v128, f: v128): v128 {
  const inner = i32x4.sub(i32x4.shl(i32x4.add(c, d), 2), i32x4.add(b, e));
  return i32x4.add(i32x4.add(a, f), i32x4.add(inner, i32x4.shl(inner, 2)));
}

// @ts-ignore: decorator
@inline
function rowTaps(at: usize): v128 {
  return taps(
    v128.load16x4_u(at, 0), v128.load16x4_u(at, 2), v128.load16x4_u(at, 4), v128.load16x4_u(at, 6), v128.load16x4_u(at, 8),
    v128.load16x4_u(at, 10),
  );
}

/** 4 sums of one filter, or of both, as samples of `depth` bits. */
// @ts-ignore: decorator
@inline
function clipped(sums: v128, shift: i32, most: v128): v128 {
  sums = i32x4.shr_s(i32x4.add(sums, i32x4.splat(1 << (shift - 1))), shift);
  return i16x8.min_u(i16x8.narrow_i32x4_u(sums, sums), most);
}

// @ts-ignore: decorator
@inline
function mostOf(depth: i32): v128 {
  const most = (1 << depth) - 1;
  return i16x8.splat(<i16>most);
}

/** Position b: half a sample to the right. `depth`: bits of a sample. */
export function halfRightHigh(
  at: usize, step: usize, to: usize, toStep: usize, width: i32, rows: i32, other: usize, otherStep: usize, depth: i32,
): void {
  const most = mostOf(depth);
  at -= 4;
  for (let y = 0; y < rows; y++) {
    for (let x: usize = 0; x < <usize>width << 1; x += 8) {
      let samples = clipped(rowTaps(at + x), 5, most);
      if (other) samples = i16x8.avgr_u(samples, v128.load64_zero(other + x));
      v128.store64_lane(to + x, samples, 0);
    }
    at += step;
    to += toStep;
    if (other) other += otherStep;
  }
}

/** Position h: half a sample down. */
export function halfDownHigh(
  at: usize, step: usize, to: usize, toStep: usize, width: i32, rows: i32, other: usize, otherStep: usize, depth: i32,
): void {
  const most = mostOf(depth);
  at -= step << 1;
  for (let y = 0; y < rows; y++) {
    for (let x: usize = 0; x < <usize>width << 1; x += 8) {
      const from = at + x;
      const lower = from + step * 3;
      const sums = taps(
        v128.load16x4_u(from), v128.load16x4_u(from + step), v128.load16x4_u(from + (step << 1)),
        v128.load16x4_u(lower), v128.load16x4_u(lower + step), v128.load16x4_u(lower + (step << 1)),
      );
      let samples = clipped(sums, 5, most);
      if (other) samples = i16x8.avgr_u(samples, v128.load64_zero(other + x));
      v128.store64_lane(to + x, samples, 0);
    }
    at += step;
    to += toStep;
    if (other) other += otherStep;
  }
}

/** Position j. `row`: 1 takes the mean with position b, 2 with s (b of the row below). */
export function halfBothHigh(
  at: usize, step: usize, to: usize, toStep: usize, width: i32, rows: i32, row: i32, other: usize, otherStep: usize, depth: i32,
): void {
  const most = mostOf(depth);
  at -= (step << 1) + 4;
  for (let x: usize = 0; x < <usize>width << 1; x += 8) {
    let from = at + x;
    let put = to + x;
    let mean = other + x;
    let a = rowTaps(from);
    let b = rowTaps(from + step);
    let c = rowTaps(from + (step << 1));
    from += step * 3;
    let d = rowTaps(from);
    let e = rowTaps(from + step);
    from += step;
    for (let y = 0; y < rows; y++) {
      from += step;
      const f = rowTaps(from);
      let samples = clipped(taps(a, b, c, d, e, f), 10, most);
      if (row) samples = i16x8.avgr_u(samples, clipped(row == 1 ? c : d, 5, most));
      else if (other) samples = i16x8.avgr_u(samples, v128.load64_zero(mean));
      v128.store64_lane(put, samples, 0);
      a = b;
      b = c;
      c = d;
      d = e;
      e = f;
      put += toStep;
      mean += otherStep;
    }
  }
}
