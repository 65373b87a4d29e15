import { complementOfErf, exponential, hyperbolicTangent } from "./exponential";
import { loadFirst, storeFirst } from "./partial-vector";

/** Functions of one value, and gradients of activations: numbers that `src/kernels/activations.ts` knows too. */
const EXP: i32 = 0;
const ERF: i32 = 1;
const GELU: i32 = 2;
const SWISH: i32 = 3;
const TANH_VALUE: i32 = 4;
const LEAKY: i32 = 5;

/**
 * y = f(x), four values at a time.
 *
 * @param alpha  slope of leaky relu
 */
export function mapValues(kind: i32, x: usize, y: usize, count: i32, alpha: f32): void {
  if (kind == EXP) eachValue(EXP, x, y, count, alpha);
  else if (kind == ERF) eachValue(ERF, x, y, count, alpha);
  else if (kind == GELU) eachValue(GELU, x, y, count, alpha);
  else if (kind == SWISH) eachValue(SWISH, x, y, count, alpha);
  else if (kind == TANH_VALUE) eachValue(TANH_VALUE, x, y, count, alpha);
  else eachValue(LEAKY, x, y, count, alpha);
}

// @ts-ignore: decorator
@inline
function eachValue(kind: i32, x: usize, y: usize, count: i32, alpha: f32): void {
  const slope = f32x4.splat(alpha);
  for (let i = 0; i < count; i += 4) {
    const at = <usize>i << 2;
    storeFirst(y + at, valueOf(kind, loadFirst(x + at, count - i), slope), count - i);
  }
}

// @ts-ignore: decorator
@inline
function valueOf(kind: i32, x: v128, slope: v128): v128 {
  if (kind == TANH_VALUE) return hyperbolicTangent(x);
  if (kind == LEAKY) return v128.bitselect(x, f32x4.mul(x, slope), f32x4.gt(x, f32x4.splat(0)));
  if (kind == EXP) return exponential(x);
  if (kind == ERF) {
    const z = f32x4.abs(x);
    const rest = f32x4.mul(complementOfErf(z), exponential(f32x4.neg(f32x4.mul(z, z))));
    const sign = v128.and(x, i32x4.splat(0x80000000));
    return v128.or(f32x4.sub(f32x4.splat(1), rest), sign);
  }
  if (kind == GELU) return f32x4.mul(x, normalCdf(x, exponential(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)))));
  return f32x4.div(x, f32x4.add(f32x4.splat(1), exponential(f32x4.neg(x))));
}

/** Φ(x), given e^(−x²/2). */
// @ts-ignore: decorator
@inline
function normalCdf(x: v128, density: v128): v128 {
  const z = f32x4.mul(f32x4.abs(x), f32x4.splat(0.70710678118654752));
  const tail = f32x4.mul(f32x4.mul(complementOfErf(z), density), f32x4.splat(0.5));
  return v128.bitselect(f32x4.sub(f32x4.splat(1), tail), tail, f32x4.gt(x, f32x4.splat(0)));
}

const RELU: i32 = 0;
const RELU6: i32 = 1;
const LEAKY_RELU: i32 = 2;
const SIGMOID: i32 = 3;
const TANH: i32 = 4;
const ELU: i32 = 5;
const GELU_GRADIENT: i32 = 6;
const SWISH_GRADIENT: i32 = 7;
const SQUARE: i32 = 8;

/**
 * dx = dy·f′, four values at a time.
 *
 * @param saved  y of relu, sigmoid, tanh and elu, x of the others
 * @param alpha  slope of leaky relu
 */
export function activationGradient(kind: i32, saved: usize, dy: usize, dx: usize, count: i32, alpha: f32): void {
  if (kind == RELU) eachGradient(RELU, saved, dy, dx, count, alpha);
  else if (kind == RELU6) eachGradient(RELU6, saved, dy, dx, count, alpha);
  else if (kind == LEAKY_RELU) eachGradient(LEAKY_RELU, saved, dy, dx, count, alpha);
  else if (kind == SIGMOID) eachGradient(SIGMOID, saved, dy, dx, count, alpha);
  else if (kind == TANH) eachGradient(TANH, saved, dy, dx, count, alpha);
  else if (kind == ELU) eachGradient(ELU, saved, dy, dx, count, alpha);
  else if (kind == GELU_GRADIENT) eachGradient(GELU_GRADIENT, saved, dy, dx, count, alpha);
  else if (kind == SWISH_GRADIENT) eachGradient(SWISH_GRADIENT, saved, dy, dx, count, alpha);
  else eachGradient(SQUARE, saved, dy, dx, count, alpha);
}

// @ts-ignore: decorator
@inline
function eachGradient(kind: i32, saved: usize, dy: usize, dx: usize, count: i32, alpha: f32): void {
  const slope = f32x4.splat(alpha);
  for (let i = 0; i < count; i += 4) {
    const at = <usize>i << 2;
    const left = count - i;
    const gradient = gradientOf(kind, loadFirst(saved + at, left), loadFirst(dy + at, left), slope);
    storeFirst(dx + at, gradient, left);
  }
}

// @ts-ignore: decorator
@inline
function gradientOf(kind: i32, s: v128, dy: v128, slope: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (kind == RELU) return v128.and(dy, f32x4.gt(s, zero));
  if (kind == RELU6) return v128.and(dy, v128.and(f32x4.gt(s, zero), f32x4.le(s, f32x4.splat(6))));
  if (kind == LEAKY_RELU) return v128.bitselect(dy, f32x4.mul(dy, slope), f32x4.gt(s, zero));
  if (kind == SIGMOID) return f32x4.mul(dy, f32x4.mul(s, f32x4.sub(one, s)));
  if (kind == TANH) return f32x4.mul(dy, f32x4.sub(one, f32x4.mul(s, s)));
  if (kind == ELU) return v128.bitselect(dy, f32x4.mul(dy, f32x4.add(s, one)), f32x4.ge(s, zero));
  if (kind == SQUARE) return f32x4.mul(dy, f32x4.add(s, s));
  if (kind == SWISH_GRADIENT) {
    const sigmoid = f32x4.div(one, f32x4.add(one, exponential(f32x4.neg(s))));
    return f32x4.mul(dy, f32x4.mul(sigmoid, f32x4.add(one, f32x4.mul(s, f32x4.sub(one, sigmoid)))));
  }
  const density = exponential(f32x4.mul(f32x4.mul(s, s), f32x4.splat(-0.5)));
  const slopeOfCdf = f32x4.mul(f32x4.mul(s, density), f32x4.splat(0.39894228040143268));
  return f32x4.mul(dy, f32x4.add(normalCdf(s, density), slopeOfCdf));
}

/**
 * dx and dα of y = x > 0 ? x : α·x, where α repeats over the outer axes. dα = Σ dy·min(x, 0), in double precision.
 *
 * @param scratch  8·inner bytes, aligned to 8
 */
export function preluGradient(
  x: usize, alpha: usize, dy: usize, dx: usize, dalpha: usize, outer: i32, inner: i32, scratch: usize,
): void {
  memory.fill(scratch, 0, <usize>inner << 3);
  let at: usize = 0;
  for (let p = 0; p < outer; p++) {
    for (let i = 0; i < inner; i++) {
      const value = load<f32>(x + at);
      const cotangent = load<f32>(dy + at);
      const positive = value > 0;
      store<f32>(dx + at, positive ? cotangent : cotangent * load<f32>(alpha + (<usize>i << 2)));
      const sum = scratch + (<usize>i << 3);
      if (!positive) store<f64>(sum, load<f64>(sum) + <f64>(value * cotangent));
      at += 4;
    }
  }
  for (let i = 0; i < inner; i++) store<f32>(dalpha + (<usize>i << 2), <f32>load<f64>(scratch + (<usize>i << 3)));
}
