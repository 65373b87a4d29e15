import type { GlobalMotion, Rounding } from "../frame.js";
import { fetchHalfSample, type ReferencePlane, sampleAt } from "./half-sample.js";

/** Fractional bits of positions beyond those of the accuracy, where the motion is no translation. */
const FRACTION_BITS = 16;

/** How a block follows the picture's global motion. */
export interface GlobalFetch {
  readonly chroma: boolean;
  readonly size: number;
  readonly roundingType: number;
  readonly rounding: Rounding;
}

/**
 * Fetches a block from where global motion takes it from: bilinear, at the accuracy of the warp (ISO/IEC 14496-2, 7.8.5, 7.8.6).
 *
 * @param x position of the block's first sample in its own plane
 * @param block receives size × size samples
 */
export function fetchGlobal(
  plane: ReferencePlane,
  x: number,
  y: number,
  motion: Omit<GlobalMotion, "blocks">,
  how: GlobalFetch,
  block: Uint8Array,
): void {
  const { accuracy, translation } = motion;
  const [offsetX, offsetY] = how.chroma ? motion.chromaOffset : motion.offset;
  const bits = accuracy + 1;
  // A translation by halves is half-sample motion: its means round as those do.
  const halves = 1 << accuracy;
  if (translation && !how.chroma && offsetX % halves === 0 && offsetY % halves === 0) {
    fetchHalfSample(plane, 2 * x + offsetX / halves, 2 * y + offsetY / halves, how, block);
    return;
  }
  const one = 1 << bits;
  const offset = (1 << (2 * bits - 1)) - roundingOf(translation, accuracy, how.roundingType);
  const unit = 2 ** FRACTION_BITS;
  for (let row = 0, at = 0; row < how.size; row++) {
    for (let column = 0; column < how.size; column++, at++) {
      const [i, j] = [x + column, y + row];
      const px = translation
        ? i * one + offsetX
        : Math.floor((offsetX + motion.right[0] * i + motion.down[0] * j) / unit);
      const py = translation
        ? j * one + offsetY
        : Math.floor((offsetY + motion.right[1] * i + motion.down[1] * j) / unit);
      block[at] = bilinear(plane, px, py, bits, offset);
    }
  }
}

/** FFmpeg's translations are in sixteenths whatever the accuracy: what rounding takes off is then a part of a step. */
function roundingOf(translation: boolean, accuracy: number, roundingType: number): number {
  return translation ? roundingType / 4 ** (3 - accuracy) : roundingType;
}

/** The sample at (x, y) in units of 2^−bits. */
function bilinear(plane: ReferencePlane, x: number, y: number, bits: number, offset: number): number {
  const one = 1 << bits;
  const [left, top, fx, fy] = [x >> bits, y >> bits, x & (one - 1), y & (one - 1)];
  const above = sampleAt(plane, left, top) * (one - fx) + sampleAt(plane, left + 1, top) * fx;
  const below = sampleAt(plane, left, top + 1) * (one - fx) + sampleAt(plane, left + 1, top + 1) * fx;
  return Math.floor((above * (one - fy) + below * fy + offset) / one ** 2);
}
