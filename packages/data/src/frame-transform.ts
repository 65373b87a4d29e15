import { BT601 } from "@cvar/accumulate";
import type { Picture, Planes } from "@cvar/bitstream";
import { type CropWindow, frameHeight, frameWidth } from "./crop-window.js";
import { imageDeviation, imageMean, motionRange, residualRange } from "./normalise.js";
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
  const chromaSize = [(width + 1) >> 1, (height + 1) >> 1] as const;
  const luma = makeResampler(width, height, 1, window, size);
  const blue = makeResampler(...chromaSize, 1, window, size);
  const red = makeResampler(...chromaSize, 1, window, size);
  const vectors = makeResampler(width, height, 2, window, size);
  const scaleX = ((window.flip ? -1 : 1) * frameWidth) / width / motionRange;
  const scaleY = frameHeight / height / motionRange;
  return {
    image(picture, to, offset) {
      rgbOf(luma(picture.y), blue(picture.cb), red(picture.cr), 16, 128, to, offset);
      for (let channel = 0; channel < 3; channel++) {
        const scale = 1 / (255 * imageDeviation[channel]!);
        const shift = imageMean[channel]! / imageDeviation[channel]!;
        for (let k = offset + channel, end = offset + 3 * size * size; k < end; k += 3) {
          to[k] = Math.min(Math.max(to[k]!, 0), 255) * scale - shift;
        }
      }
    },
    motion(motion, to, offset) {
      const values = vectors(motion);
      for (let k = 0, out = offset; k < values.length; k += 2, out += 2) {
        to[out] = Math.min(Math.max(values[k]! * scaleX, -1), 1);
        to[out + 1] = Math.min(Math.max(values[k + 1]! * scaleY, -1), 1);
      }
    },
    residual(planes, to, offset) {
      rgbOf(luma(planes.y), blue(planes.cb), red(planes.cr), 0, 0, to, offset);
      for (let k = offset, end = offset + 3 * size * size; k < end; k++) {
        to[k] = Math.min(Math.max(to[k]! / residualRange, -1), 1);
      }
    },
  };
}

/** BT.601's matrix on planes of one size, after taking away the zero levels of luma and chroma. */
function rgbOf(
  y: Float32Array,
  cb: Float32Array,
  cr: Float32Array,
  lumaZero: number,
  chromaZero: number,
  to: Float32Array,
  offset: number,
): void {
  const { luma, redCr, greenCb, greenCr, blueCb } = BT601;
  for (let k = 0, out = offset; k < y.length; k++, out += 3) {
    const grey = luma * (y[k]! - lumaZero);
    const u = cb[k]! - chromaZero;
    const v = cr[k]! - chromaZero;
    to[out] = grey + redCr * v;
    to[out + 1] = grey + greenCb * u + greenCr * v;
    to[out + 2] = grey + blueCb * u;
  }
}
