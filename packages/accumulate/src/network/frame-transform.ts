import type { Picture, Planes } from "@cvar/bitstream";
import { BT601 } from "../colour.js";
import { LimitExceededError } from "../errors.js";
import { instantiateKernels, type Kernels } from "../kernels.js";
import { type CropWindow, frameHeight, frameWidth } from "./crop-window.js";
import { imageDeviation, imageMean, motionRange, residualRange } from "./normalise.js";
import { layout, makeResampler, type Plane } from "./resample.js";

/** Crops, scales, mirrors and normalises the three modalities of one video in the same way. */
export interface FrameTransform {
  /** @param to  `[S, S, 3]`, from `offset` on */
  image(picture: Picture, to: Float32Array, offset: number): void;
  /** @param motion  Π, `[height, width, 2]`, pixels; @param to  `[S, S, 2]`, from `offset` on */
  motion(motion: Float32Array, to: Float32Array, offset: number): void;
  /** @param to  `[S, S, 3]`, from `offset` on */
  residual(planes: Planes<Int16Array>, to: Float32Array, offset: number): void;
}

const { luma, redCr, greenCb, greenCr, blueCb } = BT601;
const matrix = [luma, redCr, greenCb, greenCr, blueCb];

/** For `toColours`: zero levels, BT.601's matrix, limits, scales and shifts. */
const imageTable = Float32Array.of(
  ...[16, 128, ...matrix, 0, 255],
  ...imageDeviation.map((deviation) => 1 / (255 * deviation)),
  ...imageMean.map((mean, channel) => -mean / imageDeviation[channel]!),
  0,
);
const residualTable = Float32Array.of(
  ...[0, 0, ...matrix, -residualRange, residualRange],
  ...[1 / residualRange, 1 / residualRange, 1 / residualRange],
  ...[0, 0, 0, 0],
);

/** Scratch memory of all transforms: none keeps anything in it from one call to the next. */
let kernels: Kernels | null = null;

/**
 * Everything between the decoder's arrays and the network's input in one step: planes are resampled to S×S at their own
 * resolution, and only there turned to RGB (BT.601) and normalised.
 *
 * Vectors are in pixels of the 340×256 frame: those of a 340×256 video stay as they are, however they are cropped and scaled
 * (as in CoViAR); those of other sizes are brought to that size. Mirroring changes the sign of x.
 * @throws LimitExceededError if there is no memory for frames of this size
 */
export function makeFrameTransform(width: number, height: number, window: CropWindow, size: number): FrameTransform {
  const chromaSize = [(width + 1) >> 1, (height + 1) >> 1] as const;
  const full = makeResampler(width, height, 1, window, size);
  const half = makeResampler(...chromaSize, 1, window, size);
  const pairs = makeResampler(width, height, 2, window, size);
  const area = size * size;
  const work = Math.max(full.workBytes, half.workBytes, pairs.workBytes);
  const offsets = layout([64, area * 8, area * 4, area * 4, area * 12, work]) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const scaleX = ((window.flip ? -1 : 1) * frameWidth) / width / motionRange;
  const scaleY = frameHeight / height / motionRange;

  /** The kernels, and addresses of: the table, Y or vectors, Cb, Cr, the result, the work. */
  function memory(): [Kernels, number, number, number, number, number, number] {
    kernels ??= instantiateKernels();
    const base = kernels.reserve(offsets[6]);
    if (base === 0) throw new LimitExceededError("bytes of memory", offsets[6], 2 ** 32);
    return [
      kernels,
      ...(offsets.slice(0, 6).map((offset) => base + offset) as [number, number, number, number, number, number]),
    ];
  }

  function colours(planes: Planes<Plane>, table: Float32Array, to: Float32Array, offset: number): void {
    const [run, tableAt, y, cb, cr, result, rest] = memory();
    full.run(run, planes.y, y, rest);
    half.run(run, planes.cb, cb, rest);
    half.run(run, planes.cr, cr, rest);
    new Float32Array(run.memory.buffer, tableAt, table.length).set(table);
    run.toColours(y, cb, cr, result, area, tableAt);
    to.set(new Float32Array(run.memory.buffer, result, area * 3), offset);
  }

  return {
    image: (picture, to, offset) => colours(picture, imageTable, to, offset),
    residual: (planes, to, offset) => colours(planes, residualTable, to, offset),
    motion(motion, to, offset) {
      const [run, , vectors, , , result, rest] = memory();
      pairs.run(run, motion, vectors, rest);
      run.toVectors(vectors, result, area, scaleX, scaleY);
      to.set(new Float32Array(run.memory.buffer, result, area * 2), offset);
    },
  };
}
