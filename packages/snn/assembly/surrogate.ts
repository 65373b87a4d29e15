import { get, put } from "./tile";

/** Formulas of σ'(u), h being its height and s its slope; in the order of FORMULAS in src/kernels/lif-simd.ts. */
/** h / (1 + s·u²) */
const SQUARE: i32 = 0;
/** h / (1 + s·|u|)² */
const ABSOLUTE: i32 = 1;
/** max(0, h − s·|u|) */
const TRIANGLE: i32 = 2;
/** h·exp(−s·|u|) */
const EXPONENTIAL: i32 = 3;
/** h·exp(−s·u²) */
const GAUSSIAN: i32 = 4;
/** h·e / (1 + e)², e = exp(−s·|u|) */
const LOGISTIC: i32 = 5;
/** Given by the caller as a function. */
const OTHER: i32 = 6;

/** Replaces `size` distances u at `address` by σ'(u). */
// @ts-ignore: decorator
@external("env", "derivative")
declare function derivative(address: usize, size: i32): void;

/** σ'(u − v_th) of `size` potentials, written at `to`. */
export function slopes(
  potential: usize,
  threshold: usize,
  to: usize,
  size: i32,
  formula: i32,
  height: f32,
  slope: f32,
): void {
  const end = <usize>size << 2;
  const whole = end & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) lanes(potential + i, threshold + i, to + i, formula, height, slope, false);
  for (; i < end; i += 4) lanes(potential + i, threshold + i, to + i, formula, height, slope, true);
  if (formula == OTHER) derivative(to, size);
}

// @ts-ignore: decorator
@inline
function lanes(
  potential: usize,
  threshold: usize,
  to: usize,
  formula: i32,
  height: f32,
  slope: f32,
  single: bool,
): void {
  const u = f32x4.sub(get(potential, single), get(threshold, single));
  put(to, formula == OTHER ? u : value(u, formula, f32x4.splat(height), f32x4.splat(slope)), single);
}

function value(u: v128, formula: i32, height: v128, slope: v128): v128 {
  const one = f32x4.splat(1);
  if (formula == SQUARE) return f32x4.div(height, f32x4.add(one, f32x4.mul(slope, f32x4.mul(u, u))));
  const scaled = f32x4.mul(slope, f32x4.abs(u));
  if (formula == ABSOLUTE) {
    const d = f32x4.add(one, scaled);
    return f32x4.div(height, f32x4.mul(d, d));
  }
  if (formula == TRIANGLE) return f32x4.max(f32x4.splat(0), f32x4.sub(height, scaled));
  if (formula == GAUSSIAN) return f32x4.mul(height, exponential(f32x4.mul(slope, f32x4.mul(u, u))));
  const e = exponential(scaled);
  if (formula == EXPONENTIAL) return f32x4.mul(height, e);
  const d = f32x4.add(one, e);
  return f32x4.div(f32x4.mul(height, e), f32x4.mul(d, d));
}

/**
 * exp(−x) for x ≥ 0 to 2 units in the last place: x = n·ln 2 + r, exp(−r) by its Taylor series up to r⁶, |r| ≤ ln 2 / 2.
 */
function exponential(x: v128): v128 {
  const y = f32x4.neg(f32x4.min(x, f32x4.splat(87)));
  const n = f32x4.nearest(f32x4.mul(y, f32x4.splat(1.44269504088896)));
  // ln 2 in two parts, the first exact in twelve bits.
  const r = f32x4.sub(f32x4.sub(y, f32x4.mul(n, f32x4.splat(0.693359375))), f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.0 / 720);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 120));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 24));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 6));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  const exponent = i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127));
  return f32x4.mul(p, i32x4.shl(exponent, 23));
}
