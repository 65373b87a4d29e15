import { type BlockRun, forEachRun } from "./block-runs.js";
import { MissingDataError } from "./errors.js";
import { nearest, traceMotionRun } from "./motion-trace.js";
import type { AccumulationRule } from "./trace-state.js";
import { chromaGrid, lumaGrid } from "./vector-grids.js";

/**
 * Back-tracing of motion vectors and residuals to the I-frame, one pass forward per P-frame (Das Biswas et al., Eq. 1–2).
 *
 * Γ_t(i) = Γ_{t−1}(μ_t(i)), μ_t(i) = i + v/unitsPerPixel clamped to the frame; Δ_t(i) = Δ_{t−1}(μ_t(i)) + δ_t(i).
 * Π keeps the stream's sub-pel precision; Γ and Δ of the frame before are read at the nearest pixel. Intra blocks start
 * again: Π = 0, Δ = pixel − I_0. Blocks that are not coded have a zero vector and no residual: they keep their trace.
 *
 * Needs `output: "compressed"`; without residuals (`state.residual` null) `"motion"` is enough.
 * @throws MissingDataError
 */
export const paperRule: AccumulationRule = (previous, frame, context, next) => {
  if (frame.motion === null) throw new MissingDataError("motion", "compressed", frame.decodeIndex);
  const { width, height } = previous;
  const grid = lumaGrid(frame.motion);
  next.motion.set(previous.motion);
  forEachRun(grid, width, height, (run) => {
    if (run.intra) fillRun(next.motion, width, 2, run);
    else if (run.vx !== 0 || run.vy !== 0)
      traceMotionRun(previous.motion, next.motion, width, height, run, context.position);
  });
  if (previous.residual === null || next.residual === null) return;
  const residual = frame.residual;
  const reference = context.reference;
  if (residual === null) throw new MissingDataError("residual", "compressed", frame.decodeIndex);
  if (reference === null) throw new MissingDataError("picture", "compressed", frame.decodeIndex);
  const chroma = chromaGrid(grid);
  for (const plane of ["y", "cb", "cr"] as const) {
    const isLuma = plane === "y";
    const w = isLuma ? width : previous.residual.chromaWidth;
    const h = isLuma ? height : previous.residual.chromaHeight;
    const from = previous.residual[plane];
    const to = next.residual[plane];
    const delta = residual[plane];
    forEachRun(isLuma ? grid : chroma, w, h, (run) => {
      if (run.intra) subtractRun(delta, reference[plane], to, w, run);
      else addRun(from, delta, to, w, h, run, context.position);
    });
  }
};

function fillRun(values: Float32Array, width: number, channels: number, run: BlockRun): void {
  for (let y = run.y0; y < run.y1; y++)
    values.fill(0, (y * width + run.x0) * channels, (y * width + run.x1) * channels);
}

/** Δ of an intra block: its pixels minus the I-frame's at the same place. */
function subtractRun(pixels: Int16Array, reference: Uint8Array, to: Int16Array, width: number, run: BlockRun): void {
  for (let y = run.y0; y < run.y1; y++) {
    for (let k = y * width + run.x0, end = y * width + run.x1; k < end; k++) to[k] = pixels[k]! - reference[k]!;
  }
}

/** Δ_t(i) = Δ_{t−1}(nearest(i + v)) + δ_t(i). */
function addRun(
  from: Int16Array,
  delta: Int16Array,
  to: Int16Array,
  width: number,
  height: number,
  run: BlockRun,
  position: number,
): void {
  const { x0, x1, y0, y1, vx, vy } = run;
  const inside = x0 + vx >= 0 && x1 - 1 + vx <= width - 1;
  const dx = nearest(vx, position);
  for (let y = y0; y < y1; y++) {
    const source = nearest(Math.min(Math.max(y + vy, 0), height - 1), position) * width;
    const row = y * width;
    if (inside) {
      const offset = source + dx - row;
      for (let k = row + x0, end = row + x1; k < end; k++) to[k] = from[k + offset]! + delta[k]!;
    } else {
      for (let x = x0; x < x1; x++) {
        const sx = nearest(Math.min(Math.max(x + vx, 0), width - 1), position);
        to[row + x] = from[source + sx]! + delta[row + x]!;
      }
    }
  }
}
