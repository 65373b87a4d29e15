import { loadFirst, sumOf } from "./partial-vector";

/** Values that are summed in single precision before they join the double-precision total. */
const BLOCK: i32 = 512;

/** out[p] = factor·Σ_i x[p, i]: sums over the last axis. */
export function rowSums(x: usize, out: usize, rows: i32, inner: i32, factor: f64): void {
  for (let p = 0; p < rows; p++) {
    let total: f64 = 0;
    for (let i0 = 0; i0 < inner; i0 += BLOCK) {
      const end = min(inner, i0 + BLOCK);
      let low = f32x4.splat(0);
      let high = f32x4.splat(0);
      let i = i0;
      for (; i + 8 <= end; i += 8) {
        const at = x + (<usize>i << 2);
        low = f32x4.add(low, v128.load(at));
        high = f32x4.add(high, v128.load(at, 16));
      }
      for (; i < end; i += 4) low = f32x4.add(low, loadFirst(x + (<usize>i << 2), end - i));
      total += <f64>sumOf(f32x4.add(low, high));
    }
    store<f32>(out, <f32>(total * factor));
    out += 4;
    x += <usize>inner << 2;
  }
}

/** out[p, r, i] = factor·x[p, i] for every r: the gradient of a sum or mean over middle axes. */
export function repeatMiddle(x: usize, out: usize, outer: i32, repeats: i32, inner: i32, factor: f32): void {
  const scale = f32x4.splat(factor);
  const bytes = <usize>inner << 2;
  for (let p = 0; p < outer; p++) {
    if (inner == 1) {
      const value = load<f32>(x) * factor;
      const all = f32x4.splat(value);
      let r = 0;
      for (; r + 4 <= repeats; r += 4) {
        v128.store(out, all);
        out += 16;
      }
      for (; r < repeats; r++) {
        store<f32>(out, value);
        out += 4;
      }
    } else {
      let i = 0;
      for (; i + 4 <= inner; i += 4) v128.store(out + (<usize>i << 2), f32x4.mul(v128.load(x + (<usize>i << 2)), scale));
      for (; i < inner; i++) store<f32>(out + (<usize>i << 2), load<f32>(x + (<usize>i << 2)) * factor);
      for (let r = 1; r < repeats; r++) memory.copy(out + <usize>r * bytes, out, bytes);
      out += <usize>repeats * bytes;
    }
    x += bytes;
  }
}
