import type { Rounding } from "../frame.js";

/** A plane of samples that goes on beyond its sides with its outermost samples (ISO/IEC 14496-2, 7.6.4). */
export interface ReferencePlane {
  readonly samples: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Only every second line counts, from line 0 (top field) or 1 (bottom field) on; the plane's last line follows both. */
  readonly field?: 0 | 1;
}

/** How a block is fetched from a reference plane. */
export interface Fetch {
  /** Side of the square block in samples. */
  readonly size: number;
  /** vop_rounding_type. */
  readonly roundingType: number;
  /** Whose means of two samples, see {@link Rounding}. */
  readonly rounding: Rounding;
}

/** The sample at (x, y), which may lie outside the plane. */
export function sampleAt({ samples, width, height, field }: ReferencePlane, x: number, y: number): number {
  const column = x < 0 ? 0 : x >= width ? width - 1 : x;
  const line = field === undefined ? y : 2 * y + field;
  const row = line < 0 ? 0 : line >= height ? height - 1 : line;
  return samples[row * width + column]!;
}

/**
 * Fetches a block by bilinear interpolation at half-sample positions (ISO/IEC 14496-2, 7.6.2.1).
 *
 * @param x position of the block's first sample in half samples
 * @param block receives size × size samples
 */
export function fetchHalfSample(
  plane: ReferencePlane,
  x: number,
  y: number,
  { size, roundingType, rounding }: Fetch,
  block: Uint8Array,
): void {
  const left = x >> 1;
  const top = y >> 1;
  const fraction = (x & 1) | ((y & 1) << 1);
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at++) {
      const a = sampleAt(plane, left + column, top + row);
      if (fraction === 0) block[at] = a;
      else if (fraction === 3) {
        const b = sampleAt(plane, left + column + 1, top + row);
        const c = sampleAt(plane, left + column, top + row + 1);
        const d = sampleAt(plane, left + column + 1, top + row + 1);
        block[at] = (a + b + c + d + 2 - roundingType) >> 2;
      } else {
        const b =
          fraction === 1
            ? sampleAt(plane, left + column + 1, top + row)
            : sampleAt(plane, left + column, top + row + 1);
        // Of two neighbours FFmpeg lowers the left one, or the one in the block's odd row.
        const lowersFirst = fraction === 1 || (row & 1) === 1;
        block[at] =
          rounding === "standard" || roundingType === 0
            ? (a + b + 1 - roundingType) >> 1
            : lowersFirst
              ? (Math.max(a - 1, 0) + b + 1) >> 1
              : (a + Math.max(b - 1, 0) + 1) >> 1;
      }
    }
  }
}
