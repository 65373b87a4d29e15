/**
 * The one inner loop of every product here: a tile of 4 rows × 8 columns,
 *
 *   out[i][j] (+)= Σ_r Σ_k a_i[r, k] · b[r, k, j],   i < 4, j < 8
 *
 * with the sum in eight SIMD registers. Rows of `a` come one float at a time (splat), `b` eight floats at a time.
 *
 * @param a0..a3  addresses of the four rows' first values
 * @param aStep  bytes between a's values of k and k + 1; `aRun`: of r and r + 1
 * @param bStep  bytes between b's groups of eight of k and k + 1; `bRun`: of r and r + 1
 * @param outStep  bytes between rows of the tile
 */
export function tile(
  a0: usize, a1: usize, a2: usize, a3: usize, aStep: usize, aRun: usize,
  b: usize, bStep: usize, bRun: usize,
  count: i32, runs: i32,
  out: usize, outStep: usize, accumulate: bool,
): void {
  let o1 = out + outStep;
  let o2 = o1 + outStep;
  let o3 = o2 + outStep;
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  for (let r = 0; r < runs; r++) {
    let p0 = a0, p1 = a1, p2 = a2, p3 = a3, q = b;
    for (let k = 0; k < count; k++) {
      let b0 = v128.load(q);
      let b1 = v128.load(q, 16);
      let s = v128.load32_splat(p0);
      c00 = f32x4.add(c00, f32x4.mul(s, b0));
      c01 = f32x4.add(c01, f32x4.mul(s, b1));
      s = v128.load32_splat(p1);
      c10 = f32x4.add(c10, f32x4.mul(s, b0));
      c11 = f32x4.add(c11, f32x4.mul(s, b1));
      s = v128.load32_splat(p2);
      c20 = f32x4.add(c20, f32x4.mul(s, b0));
      c21 = f32x4.add(c21, f32x4.mul(s, b1));
      s = v128.load32_splat(p3);
      c30 = f32x4.add(c30, f32x4.mul(s, b0));
      c31 = f32x4.add(c31, f32x4.mul(s, b1));
      p0 += aStep; p1 += aStep; p2 += aStep; p3 += aStep;
      q += bStep;
    }
    a0 += aRun; a1 += aRun; a2 += aRun; a3 += aRun;
    b += bRun;
  }
  // Added at the end, not carried along: sums over many tiles stay as exact as sums of blocks are.
  if (accumulate) {
    c00 = f32x4.add(c00, v128.load(out)); c01 = f32x4.add(c01, v128.load(out, 16));
    c10 = f32x4.add(c10, v128.load(o1)); c11 = f32x4.add(c11, v128.load(o1, 16));
    c20 = f32x4.add(c20, v128.load(o2)); c21 = f32x4.add(c21, v128.load(o2, 16));
    c30 = f32x4.add(c30, v128.load(o3)); c31 = f32x4.add(c31, v128.load(o3, 16));
  }
  v128.store(out, c00); v128.store(out, c01, 16);
  v128.store(o1, c10); v128.store(o1, c11, 16);
  v128.store(o2, c20); v128.store(o2, c21, 16);
  v128.store(o3, c30); v128.store(o3, c31, 16);
}
