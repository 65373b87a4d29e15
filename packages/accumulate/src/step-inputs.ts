import type { GlobalMotion, Planes, Residual } from "@cvar/bitstream";
import { ShapeMismatchError } from "./errors.js";
import type { TraceMemory } from "./trace-memory.js";
import type { TraceState } from "./trace-state.js";
import { maximumReferences, type VectorGrid } from "./vector-grids.js";

const referenceBytes = 20;

export type PlaneName = "y" | "cb" | "cr";

/** Writes what one step of the kernels reads; each function returns an address that holds until it is called again. */
export interface StepInputs {
  /** One row of Π. */
  readonly row: number;
  /** @param references states by number, and how many frames they are away */
  references(references: readonly { state: TraceState; distance: number }[]): number;
  /** @param line null: all lines follow the grid; @throws ShapeMismatchError if it has more blocks than a frame can have */
  grid(grid: VectorGrid, line: 0 | 1 | null): number;
  /** 0 where there is none. */
  warp(motion: GlobalMotion | undefined, chroma: boolean): number;
  plane(name: PlaneName, to: TraceState, still: Planes<Uint8Array>, intra: Residual["intra"]): number;
}

export function createStepInputs(memory: TraceMemory): StepInputs {
  const { width, height, chromaWidth, chromaHeight, kernels } = memory;
  const blocks = (Math.ceil(width / 16) * 4 + 4) * (Math.ceil(height / 16) * 4 + 4); // of 4×4 in whole macroblocks, and some
  const row = memory.take(width * 8);
  const vectorsAt = memory.take(blocks * 8);
  let secondAt = 0; // of frames with two predictions only
  const sourcesAt = memory.take(blocks * 2);
  const tableAt = memory.take(maximumReferences * referenceBytes);
  const [gridAt, warpAt, planeAt] = [memory.take(32), memory.take(56), memory.take(36)];
  const write = (at: number, values: readonly number[]) =>
    new Int32Array(kernels.memory.buffer, at, values.length).set(values);
  return {
    row,
    references(references) {
      const table = references.flatMap(({ state: { motion, residual }, distance }) => {
        const { y, cb, cr } = residual ?? { y: motion, cb: motion, cr: motion };
        return [motion.byteOffset, y.byteOffset, cb.byteOffset, cr.byteOffset, distance];
      });
      write(tableAt, table);
      return tableAt;
    },
    grid({ columns, rows, blockSize, vectors, second, sources }, line) {
      if (columns * rows > blocks) throw new ShapeMismatchError("blocks", [blocks], [rows, columns]);
      if (second && secondAt === 0) secondAt = memory.take(blocks * 8);
      const { buffer } = kernels.memory;
      new Float32Array(buffer, vectorsAt, vectors.length).set(vectors);
      if (second) new Float32Array(buffer, secondAt, second.length).set(second);
      new Uint8Array(buffer, sourcesAt, sources.length).set(sources);
      write(gridAt, [vectorsAt, secondAt, sourcesAt, columns, rows, blockSize, line ?? 0, line === null ? 1 : 2]);
      return gridAt;
    },
    warp(motion, chroma) {
      if (motion === undefined) return 0;
      const unit = 2 ** (1 + motion.accuracy);
      const offset = chroma ? motion.chromaOffset : motion.offset;
      const steps = 2 ** 16;
      const [ox, oy, rx, ry, dx, dy] = motion.translation
        ? [offset[0] * steps, offset[1] * steps, unit * steps, 0, 0, unit * steps]
        : [...offset, ...motion.right, ...motion.down];
      new Float64Array(kernels.memory.buffer, warpAt, 7).set([ox!, oy!, rx!, ry!, dx!, dy!, unit]);
      return warpAt;
    },
    plane(name, to, still, intra) {
      const luma = name === "y";
      write(planeAt, [
        to.residual![name].byteOffset,
        memory.delta![name].byteOffset,
        still[name].byteOffset,
        to.motion.byteOffset,
        luma ? width : chromaWidth,
        luma ? height : chromaHeight,
        width,
        luma ? 0 : name === "cb" ? 1 : 2,
        intra === "differences" ? 1 : 0,
      ]);
      return planeAt;
    },
  };
}
