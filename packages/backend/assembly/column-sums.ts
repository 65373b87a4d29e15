/** Rows that are summed in single precision before they join the double-precision totals. */
const BLOCK: i32 = 128;

/**
 * out[p, i] = factor·Σ_r x[p, r, i]: sums (or means) over a middle axis. Single precision within blocks of rows, double between them.
 *
 * @param scratch  8·(inner + 4) bytes, aligned to 8
 */
export function columnSums(
  x: usize, out: usize, outer: i32, reduced: i32, inner: i32, factor: f64, scratch: usize,
): void {
  const step = <usize>inner << 2;
  for (let p = 0; p < outer; p++) {
    memory.fill(scratch, 0, <usize>inner << 3);
    for (let r0 = 0; r0 < reduced; r0 += BLOCK) {
      const rows = min(BLOCK, reduced - r0);
      const from = x + <usize>(p * reduced + r0) * step;
      let i = 0;
      for (; i + 4 <= inner; i += 4) {
        let sum = f32x4.splat(0);
        let at = from + (<usize>i << 2);
        for (let r = 0; r < rows; r++) {
          sum = f32x4.add(sum, v128.load(at));
          at += step;
        }
        const total = scratch + (<usize>i << 3);
        v128.store(total, f64x2.add(v128.load(total), f64x2.promote_low_f32x4(sum)));
        const high = i8x16.shuffle(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
        v128.store(total, f64x2.add(v128.load(total, 16), f64x2.promote_low_f32x4(high)), 16);
      }
      for (; i < inner; i++) {
        let sum: f32 = 0;
        let at = from + (<usize>i << 2);
        for (let r = 0; r < rows; r++) {
          sum += load<f32>(at);
          at += step;
        }
        const total = scratch + (<usize>i << 3);
        store<f64>(total, load<f64>(total) + <f64>sum);
      }
    }
    for (let i = 0; i < inner; i++) {
      store<f32>(out + (<usize>(p * inner + i) << 2), <f32>(load<f64>(scratch + (<usize>i << 3)) * factor));
    }
  }
}
