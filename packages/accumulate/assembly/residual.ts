import {
  ceilDiv,
  clampTo,
  Grid,
  isBidirectional,
  isGlobal,
  isIntra,
  lineFrom,
  nearest,
  Reference,
  referenceAt,
  runEnd,
  sourcesAt,
} from "./grid";
import { stillAt, stillsAt } from "./still";
import { Warp, warpX, warpY } from "./warp";

/** One plane of the frame that is traced. */
// @ts-ignore: decorator
@unmanaged
export class Plane {
  /** Δ_t, i16 [height, width]: written. */
  to: usize;
  /** δ_t, i16 [height, width]. */
  delta: usize;
  /** I_0, u8 [height, width]. */
  still: usize;
  /** Π_t, f32 [lumaHeight, lumaWidth, 2]: already traced. */
  motion: usize;
  width: i32;
  height: i32;
  lumaWidth: i32;
  /** 0: Y, 1: Cb, 2: Cr. */
  index: i32;
  /** 1: δ_t of intra blocks is not their pixels, but what these differ from a prediction that is not known. */
  differences: i32;
}

/** Δ of the frame referred to, of the plane at hand. */
// @ts-ignore: decorator
@inline
function deltaOf(reference: Reference, plane: Plane): usize {
  return plane.index == 0 ? reference.y : plane.index == 1 ? reference.cb : reference.cr;
}

/**
 * Δ_t(i) = Δ_r(nearest(i + v)) + δ_t(i), r the frame referred to; where intra, the block's pixels (in δ) minus the I-frame's at the
 * same place or, where δ has only differences, δ: as if the prediction had been the I-frame's pixels. Two predictions: see joinRow.
 */
export function traceResidual(references: usize, plane: Plane, grid: Grid, warp: Warp, up: bool): void {
  const blockSize = grid.blockSize;
  const width = plane.width;
  const height = plane.height;
  const to = plane.to;
  const delta = plane.delta;
  const columns = grid.columns;
  const step = grid.lineStep;
  const visibleRows = min(grid.rows, ceilDiv(height, blockSize));
  const visible = min(grid.columns, ceilDiv(width, blockSize));
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
        for (let y = y0; y < y1; y += step) {
          const first = y * width + x0;
          if (plane.differences == 0) subtractRow(plane, first, y * width + x1);
          else memory.copy(to + (<usize>first << 1), delta + (<usize>first << 1), <usize>(x1 - x0) << 1);
        }
        continue;
      }
      const first = referenceAt(references, sources & 255);
      const from = deltaOf(first, plane);
      if (isGlobal(sources)) {
        for (let y = y0; y < y1; y += step) warpRow(from, plane, x0, x1, y, warp, up);
        continue;
      }
      const vx = load<f32>(grid.vectors + (<usize>block << 3));
      const vy = load<f32>(grid.vectors + (<usize>block << 3), 4);
      if (isBidirectional(sources)) {
        const second = referenceAt(references, sources >> 8);
        const wx = load<f32>(grid.second + (<usize>block << 3));
        const wy = load<f32>(grid.second + (<usize>block << 3), 4);
        for (let y = y0; y < y1; y += step) joinRow(first, second, plane, x0, x1, y, vx, vy, wx, wy, up);
        continue;
      }
      for (let y = y0; y < y1; y += step) addRow(from, to, delta, width, height, x0, x1, y, vx, vy, up);
    }
  }
}

/** Samples first ≤ k < end. */
function subtractRow(plane: Plane, first: i32, end: i32): void {
  const to = plane.to;
  const delta = plane.delta;
  const still = plane.still;
  let k = first;
  for (; k + 8 <= end; k += 8) {
    const pixels = v128.load(delta + (<usize>k << 1));
    v128.store(to + (<usize>k << 1), i16x8.sub(pixels, i16x8.extend_low_i8x16_u(v128.load64_zero(still + k))));
  }
  for (; k < end; k++) store<i16>(to + (<usize>k << 1), load<i16>(delta + (<usize>k << 1)) - <i16>load<u8>(still + k));
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

function warpRow(from: usize, plane: Plane, x0: i32, x1: i32, y: i32, warp: Warp, up: bool): void {
  const width = plane.width;
  for (let x = x0; x < x1; x++) {
    const sx = nearest(clampTo(warpX(warp, x, y), <f32>(width - 1)), up);
    const sy = nearest(clampTo(warpY(warp, x, y), <f32>(plane.height - 1)), up);
    const k = <usize>(y * width + x) << 1;
    store<i16>(plane.to + k, load<i16>(from + (<usize>(sy * width + sx) << 1)) + load<i16>(plane.delta + k));
  }
}

/**
 * Two predictions a and b, whose mean the codec takes, rounded up: with P_r(i) = I_0[Γ_r(i)] + Δ_r(i), the reference's pixel,
 *
 * Δ_t(i) = ⌊(P_a(nearest(i + v)) + P_b(nearest(i + w)) + 1) / 2⌋ − I_0[Γ_t(i)] + δ_t(i)
 *
 * so that I_0[Γ_t] + Δ_t is the codec's pixel whichever Γ_t was chosen.
 */
function joinRow(
  first: Reference,
  second: Reference,
  plane: Plane,
  x0: i32,
  x1: i32,
  y: i32,
  vx: f32,
  vy: f32,
  wx: f32,
  wy: f32,
  up: bool,
): void {
  const width = plane.width;
  const height = plane.height;
  const lumaWidth = plane.lumaWidth;
  const chroma = plane.index == 0 ? 0 : 1;
  const right = <f32>(width - 1);
  const firstY = nearest(clampTo(<f32>y + vy, <f32>(height - 1)), up);
  const secondY = nearest(clampTo(<f32>y + wy, <f32>(height - 1)), up);
  const firstDelta = deltaOf(first, plane) + (<usize>(firstY * width) << 1);
  const secondDelta = deltaOf(second, plane) + (<usize>(secondY * width) << 1);
  let x = x0;
  const left = <f32>x0 + min(vx, wx);
  if (left >= 0 && <f32>(x1 - 1) + max(vx, wx) <= right) {
    const shiftA = nearest(vx, up);
    const shiftB = nearest(wx, up);
    for (; x + 8 <= x1; x += 8) {
      const ax = x + shiftA;
      const bx = x + shiftB;
      const stillA = stillsAt(plane.still, first.motion, ax, firstY, width, height, lumaWidth, chroma);
      const a = i16x8.add(stillA, v128.load(firstDelta + (<usize>ax << 1)));
      const stillB = stillsAt(plane.still, second.motion, bx, secondY, width, height, lumaWidth, chroma);
      const b = i16x8.add(stillB, v128.load(secondDelta + (<usize>bx << 1)));
      const own = stillsAt(plane.still, plane.motion, x, y, width, height, lumaWidth, chroma);
      const mean = i16x8.shr_s(i16x8.add(i16x8.add(a, b), i16x8.splat(1)), 1);
      const k = <usize>(y * width + x) << 1;
      v128.store(plane.to + k, i16x8.add(i16x8.sub(mean, own), v128.load(plane.delta + k)));
    }
  }
  for (; x < x1; x++) {
    const ax = nearest(clampTo(<f32>x + vx, right), up);
    const bx = nearest(clampTo(<f32>x + wx, right), up);
    const a = stillAt(plane.still, first.motion, ax, firstY, width, height, lumaWidth, chroma) + load<i16>(firstDelta + (<usize>ax << 1));
    const b = stillAt(plane.still, second.motion, bx, secondY, width, height, lumaWidth, chroma) + load<i16>(secondDelta + (<usize>bx << 1));
    const own = stillAt(plane.still, plane.motion, x, y, width, height, lumaWidth, chroma);
    const k = <usize>(y * width + x) << 1;
    store<i16>(plane.to + k, <i16>(((a + b + 1) >> 1) - own + load<i16>(plane.delta + k)));
  }
}
