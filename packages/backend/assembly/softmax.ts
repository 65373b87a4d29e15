import { loadFirst, storeFirst, sumOf } from "./partial-vector";

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
