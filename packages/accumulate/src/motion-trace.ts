import type { BlockRun } from "./block-runs.js";

/**
 * The whole pixel nearest to a position. Halves go up at odd positions in the group and down at even ones: half-pel motion
 * is common, and always rounding one way would let the sampled path drift from the true one by half a pixel a frame.
 */
export function nearest(value: number, position: number): number {
  return ((position & 1) === 1 ? Math.floor(value + 0.5) : Math.ceil(value - 0.5)) | 0; // | 0: no −0 in an index
}

/**
 * Π_t(i) = i − s + Π_{t−1}(nearest(s)), s = i + v clamped to the frame: vectors that leave it point at the replicated
 * border (unrestricted motion compensation, ISO/IEC 14496-2, 7.6.4).
 */
export function traceMotionRun(
  from: Float32Array,
  to: Float32Array,
  width: number,
  height: number,
  run: BlockRun,
  position: number,
): void {
  const { x0, x1, y0, y1, vx, vy } = run;
  const inside = x0 + vx >= 0 && x1 - 1 + vx <= width - 1;
  const dx = nearest(vx, position);
  for (let y = y0; y < y1; y++) {
    const sy = Math.min(Math.max(y + vy, 0), height - 1);
    const source = nearest(sy, position) * width;
    const py = y - sy;
    if (inside) {
      const offset = 2 * (source + dx - y * width);
      for (let k = 2 * (y * width + x0), end = 2 * (y * width + x1); k < end; k += 2) {
        to[k] = from[k + offset]! - vx;
        to[k + 1] = from[k + offset + 1]! + py;
      }
    } else {
      for (let x = x0; x < x1; x++) {
        const sx = Math.min(Math.max(x + vx, 0), width - 1);
        const k = 2 * (y * width + x);
        const s = 2 * (source + nearest(sx, position));
        to[k] = from[s]! + x - sx;
        to[k + 1] = from[s + 1]! + py;
      }
    }
  }
}
