/** 1.5·2²³: adding it rounds a float to an integer, which then stands in its lowest bits. */
const ROUNDING: f32 = 12582912;

/**
 * eˣ of four floats, to about one unit in the last place: x = n·ln 2 + r, |r| ≤ ln 2 / 2, and a polynomial in r   (Moshier,
 * Cephes, `expf`). Overflows to infinity; below −87, where 1.2e-38 ends the normal numbers, it is zero; keeps NaN.
 */
// @ts-ignore: decorator
@inline
export function exponential(value: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(value, f32x4.splat(89)), f32x4.splat(-87.3));
  const rounded = f32x4.add(f32x4.mul(x, f32x4.splat(1.44269504088896341)), f32x4.splat(ROUNDING));
  const n = f32x4.sub(rounded, f32x4.splat(ROUNDING));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
  // 2ⁿ⁻¹ · 2p, because 2ⁿ itself may be too large: the bits of n − 1 + 127 moved to the exponent.
  const power = i32x4.shl(i32x4.add(rounded, i32x4.splat(126)), 23);
  return f32x4.mul(f32x4.add(p, p), power);
}

/** tanh of four floats: 1 − 2/(e²ᶻ + 1), z = |x|; near 0 a polynomial   (Moshier, Cephes, `tanhf`). */
// @ts-ignore: decorator
@inline
export function hyperbolicTangent(x: v128): v128 {
  const z = f32x4.abs(x);
  const one = f32x4.splat(1);
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(exponential(f32x4.add(z, z)), one)));
  const square = f32x4.mul(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(2.06390887954e-2));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(-5.37397155531e-2));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(1.33314422036e-1));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(-3.33332819422e-1));
  const near = f32x4.add(x, f32x4.mul(x, f32x4.mul(p, square)));
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(near, signed, f32x4.lt(z, f32x4.splat(0.625)));
}

/**
 * The share of erf that tends to 1 from above: 1 − erf(z) = q(1/(1 + 0.3275911·z))·e^(−z²) for z ≥ 0, to 1.5e-7   (Abramowitz &
 * Stegun 1964, 7.1.26). Returns q.
 */
// @ts-ignore: decorator
@inline
export function complementOfErf(z: v128): v128 {
  const t = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.mul(z, f32x4.splat(0.3275911)), f32x4.splat(1)));
  let p = f32x4.splat(1.061405429);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.453152027));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.421413741));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.284496736));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.254829592));
  return f32x4.mul(p, t);
}
