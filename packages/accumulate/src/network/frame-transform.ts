import type { Picture, Planes } from "@cvar/bitstream";
import { inHalves } from "../chroma-halves.js";
import { BT601, type ColourMatrix, matrixOf } from "../colour.js";
import { ShapeMismatchError } from "../errors.js";
import { createKernelMemory, type KernelMemory, memoryOf } from "../kernel-memory.js";
import type { Kernels } from "../kernels.js";
import { type CropWindow, frameHeight, frameWidth } from "./crop-window.js";
import { imageDeviation, imageMean, motionRange, residualRange } from "./normalise.js";
import { layout, makePlaneResampling, type Plane, type PlaneResampling } from "./plane-resampling.js";

/** Crops, scales, mirrors and normalises the three modalities of one video in the same way. */
export interface FrameTransform {
  /** @param to  `[S, S, 3]`, from `offset` on */
  image(picture: Picture, to: Float32Array, offset: number): void;
  /** @param motion  Π, `[height, width, 2]`, pixels; @param to  `[S, S, 2]`, from `offset` on */
  motion(motion: Float32Array, to: Float32Array, offset: number): void;
  /** @param to  `[S, S, 3]`, from `offset` on */
  residual(planes: Planes<Int16Array>, to: Float32Array, offset: number): void;
}

const factors = ({ luma, redCr, greenCb, greenCr, blueCb }: ColourMatrix) => [luma, redCr, greenCb, greenCr, blueCb];

/** For `networkImage` and `networkResidual`: zero levels, the colour matrix, limits, scales and shifts. */
function imageTable(picture: Picture): Float32Array {
  const matrix = matrixOf(picture);
  return Float32Array.of(
    ...[matrix.zero, 128, ...factors(matrix), 0, 255],
    ...imageDeviation.map((deviation) => 1 / (255 * deviation)),
    ...imageMean.map((mean, channel) => -mean / imageDeviation[channel]!),
    0,
  );
}
const residualTable = Float32Array.of(
  ...[0, 0, ...factors(BT601), -residualRange, residualRange],
  ...[1 / residualRange, 1 / residualRange, 1 / residualRange],
  ...[0, 0, 0, 0],
);

/** Where transforms work whose arrays lie in no accumulator's memory. */
let shared: KernelMemory | null = null;

/**
 * Everything between the decoder's arrays and the network's input in one step: planes are resampled to S×S at their own
 * resolution, row by row, and each row is at once turned to RGB (pictures by the matrix that they say, differences by BT.601's) and normalised.
 *
 * Traces are read where the accumulator has them (those of `reuse: true`; others are copied first, with the same result).
 *
 * Vectors are in pixels of the 340×256 frame: those of a 340×256 video stay as they are, however they are cropped and scaled
 * (as in CoViAR); those of other sizes are brought to that size. Mirroring changes the sign of x.
 * @throws LimitExceededError if there is no memory for frames of this size; its functions: ShapeMismatchError
 */
export function makeFrameTransform(width: number, height: number, window: CropWindow, size: number): FrameTransform {
  const full = makePlaneResampling(width, height, 1, window, size);
  const half = makePlaneResampling((width + 1) >> 1, (height + 1) >> 1, 1, window, size);
  const pairs = makePlaneResampling(width, height, 2, window, size);
  const scaleX = ((window.flip ? -1 : 1) * frameWidth) / width / motionRange;
  const scaleY = frameHeight / height / motionRange;

  /** Writes what the kernels read, runs them, and copies what they write. */
  function run(
    planes: readonly (readonly [PlaneResampling, Plane, string])[],
    table: Float32Array,
    channels: number,
    to: Float32Array,
    offset: number,
    kernel: (kernels: Kernels, records: readonly number[], result: number, table: number) => void,
  ): void {
    for (const [{ width, height, channels }, plane, name] of planes) {
      if (plane.length !== width * height * channels)
        throw new ShapeMismatchError(name, [width * height * channels], [plane.length]);
    }
    const [first, ...others] = planes.map(([, plane]) => memoryOf(plane));
    const own = others.every((other) => other === first) ? first! : null;
    if (own === null) shared ??= createKernelMemory();
    const memory = own ?? shared!;
    // Where they lie does not change, the buffer may.
    const addresses = planes.map(([, { byteOffset }]) => byteOffset);
    const copied = ({ begin, end }: PlaneResampling, { BYTES_PER_ELEMENT }: Plane) =>
      own ? 0 : (end - begin) * BYTES_PER_ELEMENT;
    const sizes = planes.flatMap(([resampling, plane]) => [resampling.bytes, copied(resampling, plane)]);
    const offsets = layout([table.byteLength, size * size * channels * 4, ...sizes]);
    const base = memory.workspace(offsets.at(-1)!);
    const { kernels } = memory;
    const { buffer } = kernels.memory;
    const at = (k: number) => base + offsets[k]!;
    new Float32Array(buffer, at(0), table.length).set(table);
    const records = planes.map(([resampling, plane], k) => {
      const { begin, end } = resampling;
      const copy = at(3 + 2 * k);
      if (!own) new (plane.constructor as PlaneConstructor)(buffer, copy, end - begin).set(plane.subarray(begin, end));
      const source = own ? addresses[k]! + begin * plane.BYTES_PER_ELEMENT : copy;
      return resampling.place(buffer, at(2 + 2 * k), source, plane.BYTES_PER_ELEMENT);
    });
    kernel(kernels, records, at(1), at(0));
    to.set(new Float32Array(buffer, at(1), size * size * channels), offset);
  }

  const colours = (planes: Planes<Plane>) =>
    [
      [full, planes.y, "luma"],
      [half, planes.cb, "Cb"],
      [half, planes.cr, "Cr"],
    ] as const;
  return {
    image: (picture, to, offset) =>
      run(colours(inHalves(picture)), imageTable(picture), 3, to, offset, (kernels, [y, cb, cr], result, table) =>
        kernels.networkImage(y!, cb!, cr!, result, size, table),
      ),
    residual: (planes, to, offset) =>
      run(colours(planes), residualTable, 3, to, offset, (kernels, [y, cb, cr], result, table) =>
        kernels.networkResidual(y!, cb!, cr!, result, size, table),
      ),
    motion: (motion, to, offset) =>
      run([[pairs, motion, "motion"]], noTable, 2, to, offset, (kernels, [plane], result) =>
        kernels.networkMotion(plane!, result, size, scaleX, scaleY),
      ),
  };
}

const noTable = new Float32Array(0);

type PlaneConstructor = new (buffer: ArrayBuffer, at: number, length: number) => Float32Array;
