import { BT601 } from "@cvar/accumulate";
import type { Picture, Planes } from "@cvar/bitstream";
import { type CropWindow, frameHeight, frameWidth } from "./crop-window.js";
import { clampUnit, imageDeviation, imageMean, motionRange, residualRange } from "./normalise.js";
import { makeResampler } from "./resample.js";

/** Crops, scales, mirrors and normalises the three modalities of one video in the same way. */
export interface FrameTransform {
  /** @param to  `[S, S, 3]`, from `offset` on */
  image(picture: Picture, to: Float32Array, offset: number): void;
  /** @param motion  Π, `[height, width, 2]`, pixels; @param to  `[S, S, 2]`, from `offset` on */
  motion(motion: Float32Array, to: Float32Array, offset: number): void;
  /** @param to  `[S, S, 3]`, from `offset` on */
  residual(planes: Planes<Int16Array>, to: Float32Array, offset: number): void;
}

/**
 * Everything between the decoder's arrays and the network's input in one step: planes are resampled to S×S at their own
 * resolution, and only there turned to RGB (BT.601) and normalised.
 *
 * Vectors are in pixels of the 340×256 frame: those of a 340×256 video stay as they are, however they are cropped and scaled
 * (as in CoViAR); those of other sizes are brought to that size. Mirroring changes the sign of x.
 */
export function makeFrameTransform(width: number, height: number, window: CropWindow, size: number): FrameTransform {
  const luma = makeResampler(width, height, window, size);
  const chromaSize = [(width + 1) >> 1, (height + 1) >> 1] as const;
  const blue = makeResampler(...chromaSize, window, size);
  const red = makeResampler(...chromaSize, window, size);
  const scaleX = ((window.flip ? -1 : 1) * frameWidth) / width / motionRange;
  const scaleY = frameHeight / height / motionRange;
  return {
    image(picture, to, offset) {
      const [y, cb, cr] = [luma(picture.y), blue(picture.cb), red(picture.cr)];
      const channel = (value: number, c: 0 | 1 | 2) =>
        (Math.min(Math.max(value, 0), 255) / 255 - imageMean[c]) / imageDeviation[c];
      for (let k = 0, out = offset; k < y.length; k++, out += 3) {
        const grey = BT601.luma * (y[k]! - 16);
        const u = cb[k]! - 128;
        const v = cr[k]! - 128;
        to[out] = channel(grey + BT601.redCr * v, 0);
        to[out + 1] = channel(grey + BT601.greenCb * u + BT601.greenCr * v, 1);
        to[out + 2] = channel(grey + BT601.blueCb * u, 2);
      }
    },
    motion(motion, to, offset) {
      for (let axis = 0; axis < 2; axis++) {
        const values = luma(motion, 2, axis);
        const scale = axis === 0 ? scaleX : scaleY;
        for (let k = 0, out = offset + axis; k < values.length; k++, out += 2) to[out] = clampUnit(values[k]! * scale);
      }
    },
    residual(planes, to, offset) {
      const [y, cb, cr] = [luma(planes.y), blue(planes.cb), red(planes.cr)];
      for (let k = 0, out = offset; k < y.length; k++, out += 3) {
        const grey = BT601.luma * y[k]!;
        const u = cb[k]!;
        const v = cr[k]!;
        to[out] = clampUnit((grey + BT601.redCr * v) / residualRange);
        to[out + 1] = clampUnit((grey + BT601.greenCb * u + BT601.greenCr * v) / residualRange);
        to[out + 2] = clampUnit((grey + BT601.blueCb * u) / residualRange);
      }
    },
  };
}
