import { ceilDiv, clampTo, nearest, runEnd } from "./grid";

/**
 * Π_t(i) = i − s + Π_{t−1}(nearest(s)), s = i + v clamped to the frame; zero where intra. `from` and `to` are Π of the two
 * frames, f32 [height, width, 2].
 */
export function traceMotion(
  from: usize,
  to: usize,
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
        for (let y = y0; y < y1; y++) memory.fill(to + (<usize>(y * width + x0) << 3), 0, <usize>(x1 - x0) << 3);
      } else {
        const vx = load<f32>(vectors + (<usize>block << 3));
        const vy = load<f32>(vectors + (<usize>block << 3), 4);
        for (let y = y0; y < y1; y++) traceRow(from, to, width, height, x0, x1, y, vx, vy, up);
      }
      column = end;
    }
  }
}

function traceRow(from: usize, to: usize, width: i32, height: i32, x0: i32, x1: i32, y: i32, vx: f32, vy: f32, up: bool): void {
  const sy = clampTo(<f32>y + vy, <f32>(height - 1));
  const py = <f32>y - sy;
  const source = from + (<usize>(nearest(sy, up) * width) << 3);
  const target = to + (<usize>(y * width) << 3);
  if (<f32>x0 + vx < 0 || <f32>(x1 - 1) + vx > <f32>(width - 1)) {
    for (let x = x0; x < x1; x++) {
      const sx = clampTo(<f32>x + vx, <f32>(width - 1));
      const at = source + (<usize>nearest(sx, up) << 3);
      store<f32>(target + (<usize>x << 3), load<f32>(at) + (<f32>x - sx));
      store<f32>(target + (<usize>x << 3), load<f32>(at, 4) + py, 4);
    }
    return;
  }
  let at = source + (<usize>(x0 + nearest(vx, up)) << 3);
  let k = target + (<usize>x0 << 3);
  const end = target + (<usize>x1 << 3);
  const step = f32x4(-vx, py, -vx, py);
  for (; k + 16 <= end; k += 16, at += 16) v128.store(k, f32x4.add(v128.load(at), step));
  if (k < end) {
    store<f32>(k, load<f32>(at) - vx);
    store<f32>(k, load<f32>(at, 4) + py, 4);
  }
}
