import type { Picture, Planes } from "@cvar/bitstream";
import { LimitExceededError, ShapeMismatchError } from "./errors.js";
import { instantiateKernels, type Kernels } from "./kernels.js";
import type { TraceState } from "./trace-state.js";
import type { VectorGrid } from "./vector-grids.js";

/** Pixels of the largest frame: 8192×8192, which takes 1.7 GB. */
export const maximumPixels = 2 ** 26;

/** Two states, the inputs of one step and the kernels that go from one state to the other, in one WebAssembly memory. */
export interface TraceMemory {
  readonly kernels: Kernels;
  readonly states: readonly [TraceState, TraceState];
  /** The frame's own residual. */
  readonly delta: Planes<Int16Array> | null;
  readonly reference: Picture | null;
  /** Copies a grid in; null: one that fits the frame does not have so many blocks. */
  placeGrid(grid: VectorGrid): PlacedGrid;
}

/** Byte offsets of a grid's arrays. */
export interface PlacedGrid {
  readonly vectors: number;
  readonly intra: number;
}

/** Memory for frames of one size. @throws ShapeMismatchError, LimitExceededError */
export function createTraceMemory(width: number, height: number, withResidual: boolean): TraceMemory {
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0))
    throw new ShapeMismatchError("frame size", [1, 1], [width, height]);
  if (width * height > maximumPixels) throw new LimitExceededError("pixels per frame", width * height, maximumPixels);
  const blocks = (Math.ceil(width / 16) * 4 + 4) * (Math.ceil(height / 16) * 4 + 4); // of 4×4 in whole macroblocks, and some
  const shape = { width, height, chromaWidth: (width + 1) >> 1, chromaHeight: (height + 1) >> 1 };
  const samples = width * height + 2 * shape.chromaWidth * shape.chromaHeight;
  const kernels = instantiateKernels();
  const bytes = 2 * 8 * width * height + (withResidual ? samples * (3 * 2 + 1) : 0) + blocks * 9 + 64 * 16;
  let end = kernels.reserve(bytes);
  if (end === 0) throw new LimitExceededError("bytes of memory", bytes, 2 ** 32);
  const { buffer } = kernels.memory;
  const take = (length: number) => {
    const offset = end;
    end = (end + length + 15) & ~15;
    return offset;
  };
  const planes = <T>(plane: (length: number) => T): Planes<T> => ({
    ...shape,
    y: plane(width * height),
    cb: plane(shape.chromaWidth * shape.chromaHeight),
    cr: plane(shape.chromaWidth * shape.chromaHeight),
  });
  const int16 = (length: number) => new Int16Array(buffer, take(length * 2), length);
  const uint8 = (length: number) => new Uint8Array(buffer, take(length), length);
  const state = (): TraceState => ({
    width,
    height,
    motion: new Float32Array(buffer, take(width * height * 8), width * height * 2),
    residual: withResidual ? planes(int16) : null,
  });
  const states = [state(), state()] as const;
  const delta = withResidual ? planes(int16) : null;
  const reference = withResidual ? planes(uint8) : null;
  const vectors = new Float32Array(buffer, take(blocks * 8), blocks * 2);
  const intra = uint8(blocks);
  return {
    kernels,
    states,
    delta,
    reference,
    placeGrid(grid) {
      if (grid.columns * grid.rows > blocks)
        throw new ShapeMismatchError("blocks", [blocks], [grid.rows, grid.columns]);
      vectors.set(grid.vectors);
      intra.set(grid.intra);
      return { vectors: vectors.byteOffset, intra: intra.byteOffset };
    },
  };
}

/** Copies planes into others of the same size. */
export function copyPlanes<T extends Uint8Array | Int16Array>(from: Planes<T>, to: Planes<T>): void {
  to.y.set(from.y);
  to.cb.set(from.cb);
  to.cr.set(from.cr);
}
