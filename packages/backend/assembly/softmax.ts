import { exponential } from "./exponential";
import { loadFirst, storeFirst, sumOf } from "./partial-vector";

/** Softmax of each row: y = eˣ⁻ᵐ / Σ eˣ⁻ᵐ, m the row's maximum. */
export function softmax(x: usize, y: usize, rows: i32, d: i32): void {
  for (let row = 0; row < rows; row++) {
    let largest = load<f32>(x);
    for (let i = 1; i < d; i++) largest = max(largest, load<f32>(x + (<usize>i << 2)));
    const top = f32x4.splat(largest);
    let sum = f32x4.splat(0);
    const whole = d & ~3;
    for (let i = 0; i < whole; i += 4) {
      const value = exponential(f32x4.sub(v128.load(x + (<usize>i << 2)), top));
      sum = f32x4.add(sum, value);
      v128.store(y + (<usize>i << 2), value);
    }
    let total = sumOf(sum);
    if (whole < d) {
      const last = exponential(f32x4.sub(loadFirst(x + (<usize>whole << 2), d - whole), top));
      storeFirst(y + (<usize>whole << 2), last, d - whole);
      for (let i = whole; i < d; i++) total += load<f32>(y + (<usize>i << 2));
    }
    const factor = f32x4.splat(<f32>1 / total);
    for (let i = 0; i < d; i += 4) {
      const at = <usize>i << 2;
      storeFirst(y + at, f32x4.mul(loadFirst(y + at, d - i), factor), d - i);
    }
    x += <usize>d << 2;
    y += <usize>d << 2;
  }
}

/** dx = y·(dy − Σ dy·y) over each row. */
export function softmaxGradient(y: usize, dy: usize, dx: usize, rows: i32, d: i32): void {
  for (let row = 0; row < rows; row++) {
    let sum = f32x4.splat(0);
    for (let i = 0; i < d; i += 4) {
      const at = <usize>i << 2;
      sum = f32x4.add(sum, f32x4.mul(loadFirst(y + at, d - i), loadFirst(dy + at, d - i)));
    }
    const inner = f32x4.splat(sumOf(sum));
    for (let i = 0; i < d; i += 4) {
      const at = <usize>i << 2;
      storeFirst(dx + at, f32x4.mul(loadFirst(y + at, d - i), f32x4.sub(loadFirst(dy + at, d - i), inner)), d - i);
    }
    y += <usize>d << 2;
    dy += <usize>d << 2;
    dx += <usize>d << 2;
  }
}
