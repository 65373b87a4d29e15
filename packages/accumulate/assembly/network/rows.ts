import { Resampling } from "./resampling";

/** Row y of the output before its columns are summed: f32 [values] at `to`, and its padding. T: the samples' type. */
export function sumRows<T>(plane: Resampling, y: i32, to: usize): void {
  const taps = plane.rowTaps;
  const weights = plane.rowWeights + (<usize>(y * taps) << 2);
  let used = taps;
  while (used > 0 && load<f32>(weights + (<usize>(used - 1) << 2)) == 0) used--; // rows below the plane have no weight
  const stride = <usize>plane.stride;
  const from = plane.from + <usize>load<i32>(plane.rowFirst + (<usize>y << 2)) * stride;
  const values = plane.values;
  const vectors = values & ~3;
  if (used == 1 && load<f32>(weights) == 1) {
    for (let x = 0; x < vectors; x += 4) v128.store(to + (<usize>x << 2), four<T>(at<T>(from, x)));
    for (let x = vectors; x < values; x++) store<f32>(to + (<usize>x << 2), one<T>(at<T>(from, x)));
  } else if (used == 2) {
    const first = load<f32>(weights);
    const second = load<f32>(weights, 4);
    const firsts = f32x4.splat(first);
    const seconds = f32x4.splat(second);
    for (let x = 0; x < vectors; x += 4) {
      const source = at<T>(from, x);
      const sum = f32x4.add(f32x4.mul(firsts, four<T>(source)), f32x4.mul(seconds, four<T>(source + stride)));
      v128.store(to + (<usize>x << 2), sum);
    }
    for (let x = vectors; x < values; x++) {
      const source = at<T>(from, x);
      store<f32>(to + (<usize>x << 2), first * one<T>(source) + second * one<T>(source + stride));
    }
  } else {
    for (let x = 0; x < vectors; x += 4) {
      let sum = f32x4.splat(0);
      let source = at<T>(from, x);
      for (let tap = 0; tap < used; tap++) {
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(weights + (<usize>tap << 2)), four<T>(source)));
        source += stride;
      }
      v128.store(to + (<usize>x << 2), sum);
    }
    for (let x = vectors; x < values; x++) {
      let sum: f32 = 0;
      let source = at<T>(from, x);
      for (let tap = 0; tap < used; tap++) {
        sum += load<f32>(weights + (<usize>tap << 2)) * one<T>(source);
        source += stride;
      }
      store<f32>(to + (<usize>x << 2), sum);
    }
  }
  for (let x = values, end = values + plane.padding; x < end; x += 4) v128.store(to + (<usize>x << 2), f32x4.splat(0));
}

// @ts-ignore: decorator
@inline
function at<T>(from: usize, x: i32): usize {
  return from + <usize>x * sizeof<T>();
}

// @ts-ignore: decorator
@inline
function four<T>(source: usize): v128 {
  if (isFloat<T>()) return v128.load(source);
  if (sizeof<T>() == 2) return f32x4.convert_i32x4_s(v128.load16x4_s(source));
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(source))));
}

// @ts-ignore: decorator
@inline
function one<T>(source: usize): f32 {
  return <f32>load<T>(source);
}
