import {
  ceilDiv,
  clampTo,
  Grid,
  isBidirectional,
  isGlobal,
  isIntra,
  lineFrom,
  nearest,
  referenceAt,
  runEnd,
  sourcesAt,
} from "./grid";
import { Warp, warpX, warpY } from "./warp";

/**
 * Π_t(i) = i − s + Π_r(nearest(s)), s = i + v clamped to the frame, r the frame referred to; zero where intra. Two predictions:
 * see joinRow. `references` is an array of Reference, `to` is Π_t, f32 [height, width, 2]; `row` has room for one row of Π.
 */
export function traceMotion(
  references: usize,
  to: usize,
  width: i32,
  height: i32,
  grid: Grid,
  warp: Warp,
  row: usize,
  up: bool,
): void {
  const blockSize = grid.blockSize;
  const visibleRows = min(grid.rows, ceilDiv(height, blockSize));
  const columns = grid.columns;
  const visible = min(columns, ceilDiv(width, blockSize));
  const step = grid.lineStep;
  for (let blockRow = 0; blockRow < visibleRows; blockRow++) {
    const y0 = lineFrom(grid, blockRow * blockSize);
    const y1 = min(blockRow * blockSize + blockSize, height);
    let column = 0;
    while (column < visible) {
      const end = runEnd(grid, blockRow, column, visible);
      const block = blockRow * columns + column;
      const x0 = column * blockSize;
      const x1 = min(end * blockSize, width);
      column = end;
      const sources = sourcesAt(grid, block);
      if (isIntra(sources)) {
        for (let y = y0; y < y1; y += step) memory.fill(to + (<usize>(y * width + x0) << 3), 0, <usize>(x1 - x0) << 3);
        continue;
      }
      const first = referenceAt(references, sources & 255);
      if (isGlobal(sources)) {
        for (let y = y0; y < y1; y += step) warpRow(first.motion, to, width, height, x0, x1, y, warp, up);
        continue;
      }
      const vx = load<f32>(grid.vectors + (<usize>block << 3));
      const vy = load<f32>(grid.vectors + (<usize>block << 3), 4);
      for (let y = y0; y < y1; y += step) {
        traceRow(first.motion, to + (<usize>(y * width) << 3), width, height, x0, x1, y, vx, vy, up);
      }
      if (!isBidirectional(sources)) continue;
      const second = referenceAt(references, sources >> 8);
      const wx = load<f32>(grid.second + (<usize>block << 3));
      const wy = load<f32>(grid.second + (<usize>block << 3), 4);
      const firstNearer = first.distance <= second.distance;
      for (let y = y0; y < y1; y += step) {
        traceRow(second.motion, row, width, height, x0, x1, y, wx, wy, up);
        joinRow(to + (<usize>(y * width + x0) << 3), row + (<usize>x0 << 3), x1 - x0, firstNearer);
      }
    }
  }
}

function traceRow(
  from: usize,
  target: usize,
  width: i32,
  height: i32,
  x0: i32,
  x1: i32,
  y: i32,
  vx: f32,
  vy: f32,
  up: bool,
): void {
  const sy = clampTo(<f32>y + vy, <f32>(height - 1));
  const py = <f32>y - sy;
  const source = from + (<usize>(nearest(sy, up) * width) << 3);
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

/**
 * Of two traces of the same pixels: their mean where they differ by one pixel at most in x and in y, else that of the nearer
 * reference. `first` receives it. A mean of places further apart would be a third place, which neither of them came from.
 */
function joinRow(first: usize, second: usize, pixels: i32, firstNearer: bool): void {
  const one = f32x4.splat(1);
  const half = f32x4.splat(0.5);
  let k: usize = 0;
  const bytes = <usize>pixels << 3;
  for (; k + 16 <= bytes; k += 16) {
    const a = v128.load(first + k);
    const b = v128.load(second + k);
    const near = f32x4.le(f32x4.abs(f32x4.sub(a, b)), one);
    const both = v128.and(near, v128.shuffle<f32>(near, near, 1, 0, 3, 2));
    const mean = f32x4.mul(f32x4.add(a, b), half);
    v128.store(first + k, v128.bitselect(mean, firstNearer ? a : b, both));
  }
  if (k < bytes) {
    const ax = load<f32>(first + k);
    const ay = load<f32>(first + k, 4);
    const bx = load<f32>(second + k);
    const by = load<f32>(second + k, 4);
    const agree = abs<f32>(ax - bx) <= 1 && abs<f32>(ay - by) <= 1;
    store<f32>(first + k, agree ? (ax + bx) * 0.5 : firstNearer ? ax : bx);
    store<f32>(first + k, agree ? (ay + by) * 0.5 : firstNearer ? ay : by, 4);
  }
}

function warpRow(from: usize, to: usize, width: i32, height: i32, x0: i32, x1: i32, y: i32, warp: Warp, up: bool): void {
  for (let x = x0; x < x1; x++) {
    const sx = clampTo(warpX(warp, x, y), <f32>(width - 1));
    const sy = clampTo(warpY(warp, x, y), <f32>(height - 1));
    const at = from + (<usize>(nearest(sy, up) * width + nearest(sx, up)) << 3);
    const target = to + (<usize>(y * width + x) << 3);
    store<f32>(target, load<f32>(at) + (<f32>x - sx));
    store<f32>(target, load<f32>(at, 4) + (<f32>y - sy), 4);
  }
}
