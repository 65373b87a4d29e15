import type { CropWindow } from "./crop-window.js";
import { makeTaps, type Taps } from "./taps.js";

type Samples = Float32Array | Int16Array | Uint8Array;

/** Cuts a window out of planes of one size and brings it to S×S, in two passes over preallocated memory. */
export interface Resampler {
  readonly size: number;
  /**
   * @param plane  `[height, width, channels]`
   * @param channel  which channel of it
   * @returns `[S, S]`, overwritten by the next call
   */
  (plane: Samples, channels?: number, channel?: number): Float32Array;
}

/** A {@link Resampler} for planes of `width`×`height` samples that cover the whole frame (chroma planes do, at half the size). */
export function makeResampler(width: number, height: number, window: CropWindow, size: number): Resampler {
  const across = makeTaps(width, window.left * width, window.width * width, size, window.flip);
  const down = makeTaps(height, window.top * height, window.height * height, size);
  const firstRow = down.first[0]!;
  const rows = down.first[size - 1]! + down.count - firstRow;
  const between = new Float32Array(rows * size);
  const out = new Float32Array(size * size);
  const resample = (plane: Samples, channels = 1, channel = 0) => {
    horizontal(plane, channels, firstRow * width * channels + channel, width * channels, rows, across, between);
    vertical(between, down, firstRow, out);
    return out;
  };
  return Object.assign(resample, { size });
}

/** `stride` samples between rows, `step` between neighbours. */
function horizontal(
  plane: Samples,
  step: number,
  offset: number,
  stride: number,
  rows: number,
  taps: Taps,
  to: Float32Array,
): void {
  const { size, count, first, weights } = taps;
  for (let row = 0, base = offset, k = 0; row < rows; row++, base += stride) {
    for (let x = 0, w = 0; x < size; x++, k++) {
      let sum = 0;
      for (let at = base + first[x]! * step, end = w + count; w < end; w++, at += step) sum += weights[w]! * plane[at]!;
      to[k] = sum;
    }
  }
}

function vertical(from: Float32Array, taps: Taps, firstRow: number, to: Float32Array): void {
  const { size, count, first, weights } = taps;
  for (let y = 0; y < size; y++) {
    const row = y * size;
    to.fill(0, row, row + size);
    for (let tap = 0; tap < count; tap++) {
      const weight = weights[y * count + tap]!;
      if (weight === 0) continue;
      const source = (first[y]! + tap - firstRow) * size;
      for (let x = 0; x < size; x++) to[row + x]! += weight * from[source + x]!;
    }
  }
}
