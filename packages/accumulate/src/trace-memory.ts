import type { Picture, Planes } from "@cvar/bitstream";
import { LimitExceededError, ShapeMismatchError } from "./errors.js";
import { createKernelMemory, type KernelMemory } from "./kernel-memory.js";
import type { TraceState } from "./trace-state.js";

/** Pixels of the largest frame: 8192×8192, of which a state takes 0.7 GB. */
export const maximumPixels = 2 ** 26;

/** States, pictures and the inputs of one step, with the kernels that work on them, in one WebAssembly memory. */
export interface TraceMemory extends KernelMemory {
  readonly width: number;
  readonly height: number;
  readonly chromaWidth: number;
  readonly chromaHeight: number;
  /** The frame's own residual; null where only motion is traced. */
  readonly delta: Planes<Int16Array> | null;
  /** Room for one more state. @throws LimitExceededError */
  newState(): TraceState;
  /** Room for an I-frame's picture. @throws LimitExceededError */
  newPicture(): Picture;
}

/** @throws ShapeMismatchError, LimitExceededError */
export function checkFrameSize(width: number, height: number): void {
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0))
    throw new ShapeMismatchError("frame size", [1, 1], [width, height]);
  if (width * height > maximumPixels) throw new LimitExceededError("pixels per frame", width * height, maximumPixels);
}

/** Memory for frames of one size; grows with what is taken. @throws LimitExceededError */
export function createTraceMemory(width: number, height: number, withResidual: boolean): TraceMemory {
  const [chromaWidth, chromaHeight] = [(width + 1) >> 1, (height + 1) >> 1];
  const kernelMemory = createKernelMemory();
  const { kernels, take } = kernelMemory;
  /** The array at an address; made anew when the memory has grown, which takes the old one away. */
  const array = <T extends Float32Array | Int16Array | Uint8Array>(
    type: new (buffer: ArrayBuffer, at: number, length: number) => T,
    length: number,
    bytesEach: number,
  ) => {
    const at = take(length * bytesEach);
    let view: T | null = null;
    return () => {
      if (view?.buffer !== kernels.memory.buffer) view = new type(kernels.memory.buffer, at, length);
      return view;
    };
  };
  const planes = <T>(plane: (length: number) => () => T): Planes<T> => {
    const y = plane(width * height);
    const cb = plane(chromaWidth * chromaHeight);
    const cr = plane(chromaWidth * chromaHeight);
    return {
      ...{ width, height, chromaWidth, chromaHeight },
      get y() {
        return y();
      },
      get cb() {
        return cb();
      },
      get cr() {
        return cr();
      },
    };
  };
  const int16 = (length: number) => array<Int16Array>(Int16Array, length, 2);
  const uint8 = (length: number) => array<Uint8Array>(Uint8Array, length, 1);
  return {
    ...kernelMemory,
    ...{ width, height, chromaWidth, chromaHeight },
    delta: withResidual ? planes(int16) : null,
    newState() {
      const motion = array<Float32Array>(Float32Array, width * height * 2, 4);
      const residual = withResidual ? planes(int16) : null;
      return {
        ...{ width, height, residual },
        get motion() {
          return motion();
        },
      };
    },
    newPicture: () => planes(uint8),
  };
}

/** Copies planes into others of the same size. */
export function copyPlanes<T extends Uint8Array | Int16Array>(from: Planes<T>, to: Planes<T>): void {
  to.y.set(from.y);
  to.cb.set(from.cb);
  to.cr.set(from.cr);
}
