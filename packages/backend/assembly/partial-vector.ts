/** The first n of four floats (1 ≤ n ≤ 4), zeros behind them: nothing beyond them is read. */
// @ts-ignore: decorator
@inline
export function loadFirst(at: usize, n: i32): v128 {
  if (n >= 4) return v128.load(at);
  if (n == 1) return v128.load32_zero(at);
  const two = v128.load64_zero(at);
  return n == 2 ? two : v128.load32_lane(at, two, 2, 8);
}

/** Writes the first n of four floats (1 ≤ n ≤ 4). */
// @ts-ignore: decorator
@inline
export function storeFirst(at: usize, value: v128, n: i32): void {
  if (n >= 4) {
    v128.store(at, value);
    return;
  }
  store<f32>(at, f32x4.extract_lane(value, 0));
  if (n > 1) store<f32>(at, f32x4.extract_lane(value, 1), 4);
  if (n > 2) store<f32>(at, f32x4.extract_lane(value, 2), 8);
}

/** The sum of four floats. */
// @ts-ignore: decorator
@inline
export function sumOf(v: v128): f32 {
  const halves = f32x4.add(v, i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  return f32x4.extract_lane(halves, 0) + f32x4.extract_lane(halves, 1);
}

/** Adds four floats to four doubles at an address. */
// @ts-ignore: decorator
@inline
export function addToDoubles(at: usize, v: v128): void {
  const high = i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  v128.store(at, f64x2.add(v128.load(at), f64x2.promote_low_f32x4(v)));
  v128.store(at, f64x2.add(v128.load(at, 16), f64x2.promote_low_f32x4(high)), 16);
}
