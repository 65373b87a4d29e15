import { ceilDiv, clampTo, nearest, runEnd } from "./grid";

/**
 * Δ_t(i) = Δ_{t−1}(nearest(i + v)) + δ_t(i); where intra, the block's pixels (in δ) minus the I-frame's at the same place. Δ and
 * δ are i16 [height, width] of one plane, `reference` is u8.
 */
export function traceResidual(
  from: usize,
  to: usize,
  delta: usize,
  reference: usize,
  width: i32,
  height: i32,
  vectors: usize,
  intra: usize,
  columns: i32,
  rows: i32,
  blockSize: i32,
  up: bool,
): void {
  const visibleRows = min(rows, ceilDiv(height, blockSize));
  const visible = min(columns, ceilDiv(width, blockSize));
  for (let row = 0; row < visibleRows; row++) {
    const y0 = row * blockSize;
    const y1 = min(y0 + blockSize, height);
    let column = 0;
    while (column < visible) {
      const end = runEnd(vectors, intra, row, column, columns, visible);
      const block = row * columns + column;
      const x0 = column * blockSize;
      const x1 = min(end * blockSize, width);
      if (load<u8>(intra + block)) {
        for (let y = y0; y < y1; y++) subtractRow(to, delta, reference, y * width + x0, y * width + x1);
      } else {
        const vx = load<f32>(vectors + (<usize>block << 3));
        const vy = load<f32>(vectors + (<usize>block << 3), 4);
        for (let y = y0; y < y1; y++) addRow(from, to, delta, width, height, x0, x1, y, vx, vy, up);
      }
      column = end;
    }
  }
}

/** Samples first ≤ k < end. */
function subtractRow(to: usize, delta: usize, reference: usize, first: i32, end: i32): void {
  let k = first;
  for (; k + 8 <= end; k += 8) {
    const pixels = v128.load(delta + (<usize>k << 1));
    const still = i16x8.extend_low_i8x16_u(v128.load64_zero(reference + k));
    v128.store(to + (<usize>k << 1), i16x8.sub(pixels, still));
  }
  for (; k < end; k++) store<i16>(to + (<usize>k << 1), load<i16>(delta + (<usize>k << 1)) - <i16>load<u8>(reference + k));
}

function addRow(
  from: usize,
  to: usize,
  delta: usize,
  width: i32,
  height: i32,
  x0: i32,
  x1: i32,
  y: i32,
  vx: f32,
  vy: f32,
  up: bool,
): void {
  const source = nearest(clampTo(<f32>y + vy, <f32>(height - 1)), up) * width;
  const row = y * width;
  if (<f32>x0 + vx < 0 || <f32>(x1 - 1) + vx > <f32>(width - 1)) {
    for (let x = x0; x < x1; x++) {
      const at = source + nearest(clampTo(<f32>x + vx, <f32>(width - 1)), up);
      const k = <usize>(row + x) << 1;
      store<i16>(to + k, load<i16>(from + (<usize>at << 1)) + load<i16>(delta + k));
    }
    return;
  }
  const shift = <isize>(source + nearest(vx, up) - row) << 1;
  let k = <usize>(row + x0) << 1;
  const end = <usize>(row + x1) << 1;
  for (; k + 16 <= end; k += 16) v128.store(to + k, i16x8.add(v128.load(from + k + shift), v128.load(delta + k)));
  for (; k < end; k += 2) store<i16>(to + k, load<i16>(from + k + shift) + load<i16>(delta + k));
}
