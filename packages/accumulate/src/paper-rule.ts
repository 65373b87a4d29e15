import { MissingDataError } from "./errors.js";
import { copyPlanes } from "./trace-memory.js";
import type { AccumulationRule } from "./trace-state.js";
import { chromaGrid, lumaGrid } from "./vector-grids.js";

/**
 * Back-tracing of motion vectors and residuals to the I-frame, one pass forward per P-frame (Das Biswas et al., Eq. 1–2).
 *
 * Γ_t(i) = Γ_{t−1}(μ_t(i)), μ_t(i) = i + v/unitsPerPixel clamped to the frame: vectors that leave it point at the replicated
 * border (unrestricted motion compensation, ISO/IEC 14496-2, 7.6.4). Δ_t(i) = Δ_{t−1}(μ_t(i)) + δ_t(i).
 * Π keeps the stream's sub-pel precision; Γ and Δ of the frame before are read at the nearest pixel. Intra blocks start
 * again: Π = 0, Δ = pixel − I_0. Blocks that are not coded have a zero vector and no residual: they keep their trace.
 *
 * Needs `output: "compressed"`; without residuals (`state.residual` null) `"motion"` is enough.
 * @throws MissingDataError
 */
export const paperRule: AccumulationRule = (previous, frame, { memory, position }, next) => {
  if (frame.motion === null) throw new MissingDataError("motion", "compressed", frame.decodeIndex);
  const { width, height } = previous;
  const { kernels } = memory;
  const up = (position & 1) === 1;
  const luma = lumaGrid(frame.motion);
  const { columns, rows, blockSize } = luma;
  const { vectors, intra } = memory.placeGrid(luma);
  const blocks = [vectors, intra, columns, rows, blockSize, up] as const;
  kernels.traceMotion(previous.motion.byteOffset, next.motion.byteOffset, width, height, ...blocks);
  if (previous.residual === null || next.residual === null || memory.delta === null || memory.reference === null)
    return;
  if (frame.residual === null) throw new MissingDataError("residual", "compressed", frame.decodeIndex);
  copyPlanes(frame.residual, memory.delta);
  const arrays = (plane: "y" | "cb" | "cr") =>
    [previous, next]
      .map((state) => state.residual![plane].byteOffset)
      .concat(memory.delta![plane].byteOffset, memory.reference![plane].byteOffset) as [number, number, number, number];
  kernels.traceResidual(...arrays("y"), width, height, ...blocks);
  const chroma = chromaGrid(luma);
  const placed = memory.placeGrid(chroma);
  const chromaBlocks = [placed.vectors, placed.intra, chroma.columns, chroma.rows, chroma.blockSize, up] as const;
  const { chromaWidth, chromaHeight } = previous.residual;
  for (const plane of ["cb", "cr"] as const)
    kernels.traceResidual(...arrays(plane), chromaWidth, chromaHeight, ...chromaBlocks);
};
