// What the filters of whole edges have in common: sums of 16 samples at a time, in bytes.

/** |a − b| of bytes. */
// @ts-ignore: decorator
@inline
export function distance(a: v128, b: v128): v128 {
  return v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a));
}

/** All ones where a byte is 0. */
// @ts-ignore: decorator
@inline
export function isZero(a: v128): v128 {
  return i8x16.eq(a, i8x16.splat(0));
}

/** Where filterSamplesFlag may be 1, by the samples. */
// @ts-ignore: decorator
@inline
export function filtered(p1: v128, p0: v128, q0: v128, q1: v128, alphas: v128, betas: v128): v128 {
  return isZero(v128.or(
    i8x16.sub_sat_u(distance(p0, q0), alphas),
    v128.or(i8x16.sub_sat_u(distance(p1, p0), betas), i8x16.sub_sat_u(distance(q1, q0), betas)),
  ));
}

/**
 * Moves p0 and q0 towards each other by Δ = (4·(q0 − p0) + p1 − q1 + 4) >> 3, not farther than `most`. In bytes: 128 + (q0 − p0 >> 1)
 * and 33 + ((p1 − q1 >> 2) + 1 + (q0 − p0 & 1) >> 1) are means of bytes; their sum is 161 + Δ.
 */
// @ts-ignore: decorator
@inline
export function change(at: usize, step: usize, p1: v128, p0: v128, q0: v128, q1: v128, most: v128): void {
  const odd = v128.and(v128.xor(p0, q0), i8x16.splat(1));
  const fine = i8x16.avgr_u(i8x16.avgr_u(i8x16.avgr_u(p1, v128.not(q1)), i8x16.splat(3)), odd);
  const sum = i8x16.add_sat_u(i8x16.avgr_u(q0, v128.not(p0)), fine);
  const zero = i8x16.splat(<i8>161);
  const up = i8x16.min_u(i8x16.sub_sat_u(sum, zero), most);
  const down = i8x16.min_u(i8x16.sub_sat_u(zero, sum), most);
  v128.store(at - step, i8x16.sub_sat_u(i8x16.add_sat_u(p0, up), down));
  v128.store(at, i8x16.add_sat_u(i8x16.sub_sat_u(q0, up), down));
}

/** (2·p1 + p0 + q1 + 2) >> 2: of bS 4, where the side is not flat, and of chroma. */
// @ts-ignore: decorator
@inline
export function strongest(p1: v128, p0: v128, q1: v128): v128 {
  const mean = i8x16.sub(i8x16.avgr_u(p0, q1), v128.and(v128.xor(p0, q1), i8x16.splat(1)));
  return i8x16.avgr_u(p1, mean);
}

/** The first 8 bytes of a and b in turn. */
// @ts-ignore: decorator
@inline
export function low8(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

/** Their last 8 bytes in turn. */
// @ts-ignore: decorator
@inline
export function high8(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** The first 4 pairs of bytes of a and b in turn. */
// @ts-ignore: decorator
@inline
export function low16(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

/** Their last 4 pairs in turn. */
// @ts-ignore: decorator
@inline
export function high16(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}
