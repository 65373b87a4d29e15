import { tile } from "./tile";

/** Depth of one block: 256 rows of 8 columns of B are 8 KiB, so a panel stays in the first-level cache. */
const DEPTH: i32 = 256;

/** Bytes of scratch that `matrixProduct` needs. */
export function matrixProductScratch(n: i32, k: i32): i32 {
  return ((n + 7) & ~7) * min(k, DEPTH) * 4 + DEPTH * 16 + 128;
}

/**
 * C[m, n] = Σ_k A[m, k]·B[k, n] with any strides (in floats), so that every transposition is the same loop.
 *
 * B is packed into panels of eight columns; A is packed four rows at a time only where its rows are not contiguous.
 */
export function matrixProduct(
  a: usize, b: usize, c: usize, m: i32, n: i32, k: i32,
  aRow: i32, aDepth: i32, bDepth: i32, bColumn: i32, scratch: usize,
): void {
  const panels = (n + 7) >> 3;
  const edge = scratch; // one tile of 4 × 8
  const aPack = scratch + 128;
  const bPack = aPack + <usize>(DEPTH * 16);
  for (let k0 = 0; k0 < k; k0 += DEPTH) {
    const depth = min(DEPTH, k - k0);
    packB(b + (<usize>(k0 * bDepth) << 2), bPack, n, depth, bDepth, bColumn);
    for (let i = 0; i < m; i += 4) {
      const rows = min(4, m - i);
      let p = a + (<usize>(i * aRow + k0 * aDepth) << 2);
      let rowStep = <usize>(aRow << 2);
      let step = <usize>(aDepth << 2);
      if (aDepth != 1) {
        packA(p, aPack, rows, depth, aRow, aDepth);
        p = aPack;
        rowStep = 4;
        step = 16;
      }
      const p1 = rows > 1 ? p + rowStep : p;
      const p2 = rows > 2 ? p + 2 * rowStep : p;
      const p3 = rows > 3 ? p + 3 * rowStep : p;
      for (let j = 0; j < panels; j++) {
        const q = bPack + (<usize>(j * depth) << 5);
        const columns = min(8, n - (j << 3));
        const out = c + (<usize>(i * n + (j << 3)) << 2);
        if (rows == 4 && columns == 8) {
          tile(p, p1, p2, p3, step, 0, q, 32, 0, depth, 1, out, <usize>(n << 2), k0 > 0);
        } else {
          tile(p, p1, p2, p3, step, 0, q, 32, 0, depth, 1, edge, 32, false);
          for (let y = 0; y < rows; y++) {
            for (let x = 0; x < columns; x++) {
              const to = out + (<usize>(y * n + x) << 2);
              const value = load<f32>(edge + (<usize>((y << 3) + x) << 2));
              store<f32>(to, k0 > 0 ? load<f32>(to) + value : value);
            }
          }
        }
      }
    }
  }
}

/** B[k0…k0+depth, :] as panels [n/8][depth][8], the last one filled up with zeros. */
function packB(b: usize, to: usize, n: i32, depth: i32, bDepth: i32, bColumn: i32): void {
  for (let j = 0; j < n; j += 8) {
    const columns = min(8, n - j);
    let row = b + (<usize>(j * bColumn) << 2);
    for (let k = 0; k < depth; k++) {
      if (columns == 8 && bColumn == 1) {
        v128.store(to, v128.load(row));
        v128.store(to, v128.load(row, 16), 16);
      } else {
        for (let x = 0; x < 8; x++) {
          store<f32>(to + (<usize>x << 2), x < columns ? load<f32>(row + (<usize>(x * bColumn) << 2)) : 0);
        }
      }
      to += 32;
      row += <usize>(bDepth << 2);
    }
  }
}

/** Four rows of A as [depth][4]. */
function packA(a: usize, to: usize, rows: i32, depth: i32, aRow: i32, aDepth: i32): void {
  for (let k = 0; k < depth; k++) {
    if (rows == 4 && aRow == 1) {
      v128.store(to, v128.load(a));
    } else {
      for (let y = 0; y < rows; y++) store<f32>(to + (<usize>y << 2), load<f32>(a + (<usize>(y * aRow) << 2)));
    }
    to += 16;
    a += <usize>(aDepth << 2);
  }
}
