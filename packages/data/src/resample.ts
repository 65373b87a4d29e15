import type { CropWindow } from "./crop-window.js";
import { makeTaps, type Taps } from "./taps.js";

/** Cuts a window out of a plane `[height, width, channels]` and brings it to `[S, S, channels]`, overwritten by the next call. */
export type Resampler = (plane: Float32Array | Int16Array | Uint8Array) => Float32Array;

/**
 * A {@link Resampler} for planes that cover the whole frame with `width`×`height` samples (chroma planes do, at half the
 * size). Rows are summed first, in long runs, then columns of what is left; memory is allocated once.
 */
export function makeResampler(
  width: number,
  height: number,
  channels: number,
  window: CropWindow,
  size: number,
): Resampler {
  const across = makeTaps(width, window.left * width, window.width * width, size, window.flip);
  const down = makeTaps(height, window.top * height, window.height * height, size);
  const firstRow = down.first[0]!;
  const rows = down.first[size - 1]! + down.count - firstRow;
  const stride = width * channels;
  const begin = channels * Math.min(across.first[0]!, across.first[size - 1]!);
  const end = channels * (Math.max(across.first[0]!, across.first[size - 1]!) + across.count);
  const source = new Float32Array(rows * stride);
  const between = new Float32Array(size * stride);
  const out = new Float32Array(size * size * channels);
  return (plane) => {
    source.set(plane.subarray(firstRow * stride, (firstRow + rows) * stride)); // converts, so that the loops see one type
    sumRows(source, down, firstRow, stride, begin, end, between);
    sumColumns(between, across, size, stride, channels, out);
    return out;
  };
}

/** Columns begin ≤ x < end of each output row. */
function sumRows(
  from: Float32Array,
  taps: Taps,
  firstRow: number,
  stride: number,
  begin: number,
  end: number,
  to: Float32Array,
): void {
  const { size, count, first, weights } = taps;
  for (let y = 0; y < size; y++) {
    const source = (first[y]! - firstRow) * stride;
    const row = y * stride;
    if (count === 4) {
      const w0 = weights[4 * y]!;
      const w1 = weights[4 * y + 1]!;
      const w2 = weights[4 * y + 2]!;
      const w3 = weights[4 * y + 3]!;
      for (let x = begin, k = source + begin; x < end; x++, k++) {
        to[row + x] = w0 * from[k]! + w1 * from[k + stride]! + w2 * from[k + 2 * stride]! + w3 * from[k + 3 * stride]!;
      }
    } else {
      to.fill(0, row + begin, row + end);
      for (let tap = 0; tap < count; tap++) {
        const weight = weights[y * count + tap]!;
        for (let x = begin, k = source + tap * stride + begin; x < end; x++, k++) to[row + x]! += weight * from[k]!;
      }
    }
  }
}

function sumColumns(
  from: Float32Array,
  taps: Taps,
  rows: number,
  stride: number,
  channels: number,
  to: Float32Array,
): void {
  const { size, count, first, weights } = taps;
  for (let y = 0; y < rows; y++) {
    for (let channel = 0; channel < channels; channel++) {
      let out = y * size * channels + channel;
      for (let x = 0, w = 0; x < size; x++, w += count, out += channels) {
        const k = y * stride + first[x]! * channels + channel;
        let sum = 0;
        if (count === 4) {
          sum =
            weights[w]! * from[k]! +
            weights[w + 1]! * from[k + channels]! +
            weights[w + 2]! * from[k + 2 * channels]! +
            weights[w + 3]! * from[k + 3 * channels]!;
        } else {
          for (let tap = 0; tap < count; tap++) sum += weights[w + tap]! * from[k + tap * channels]!;
        }
        to[out] = sum;
      }
    }
  }
}
