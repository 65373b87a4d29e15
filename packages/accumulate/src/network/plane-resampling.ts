import type { CropWindow } from "./crop-window.js";
import { makeTaps, type Taps } from "./taps.js";

export type Plane = Float32Array | Int16Array | Uint8Array;

/** How a window is cut out of planes `[height, width, channels]` and brought to `[S, S, channels]`, ready for the kernels. */
export interface PlaneResampling {
  /** Of the planes. */
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2;
  /** The first and one past the last value of a plane that are needed. */
  readonly begin: number;
  readonly end: number;
  /** Bytes that {@link place} writes and the kernels work in. */
  readonly bytes: number;
  /**
   * Writes the record and the tables.
   * @param at  their address, a multiple of 16; @param source  that of the value at `begin`; @param bytesEach  of a value
   * @returns the record's address
   */
  place(buffer: ArrayBuffer, at: number, source: number, bytesEach: number): number;
}

/** A {@link PlaneResampling} for planes that cover the whole frame with `width`×`height` samples (chroma planes do, at half the size). */
export function makePlaneResampling(
  width: number,
  height: number,
  channels: 1 | 2,
  window: CropWindow,
  size: number,
): PlaneResampling {
  const across = makeTaps(width, window.left * width, window.width * width, size, window.flip);
  const down = makeTaps(height, window.top * height, window.height * height, size);
  const [left, right] = reach(across, width);
  const [top, bottom] = reach(down, height);
  const untouched = isCopy(across);
  const stride = width * channels;
  const values = (untouched ? size : right - left) * channels;
  const padding = multipleOf4(across.count * channels);
  const tables = [relative(down.first, top), down.weights, relative(across.first, left), across.weights];
  const offsets = layout([
    recordBytes,
    ...tables.map(({ byteLength }) => byteLength),
    (values + padding) * 4,
    size * channels * 4,
  ]);
  const [, downFirst, downWeights, acrossFirst, acrossWeights, line, out, bytes] = offsets as Offsets;
  return {
    ...{ width, height, channels },
    begin: top * stride + left * channels,
    end: (bottom - 1) * stride + left * channels + values,
    bytes,
    place(buffer, at, source, bytesEach) {
      tables.forEach((table, k) => {
        const bytes = new Uint8Array(table.buffer, table.byteOffset, table.byteLength);
        new Uint8Array(buffer, at + offsets[k + 1]!, table.byteLength).set(bytes);
      });
      const rows = [down.count, at + downFirst, at + downWeights];
      const columns = [untouched ? 0 : across.count, at + acrossFirst, at + acrossWeights];
      const record = [source, stride * bytesEach, values, padding, ...rows, ...columns, at + line, at + out];
      new Int32Array(buffer, at, record.length).set(record);
      return at;
    },
  };
}

/** Of assembly/network/resampling.ts. */
const recordBytes = 12 * 4;

type Offsets = [number, number, number, number, number, number, number, number];

/** The first and one past the last sample that the output is made of; those that are not there have no weight. */
function reach({ first, count, size }: Taps, length: number): [number, number] {
  const [a, b] = [first[0]!, first[size - 1]!];
  return [Math.min(a, b), Math.min(Math.max(a, b) + count, length)];
}

/** Entries behind the last output stay 0. */
function relative(first: Int32Array, origin: number): Int32Array {
  return first.map((sample) => Math.max(0, sample - origin));
}

/** Whether the output is a run of the input's own samples: a crop that is not scaled, as 224 of 340 columns. */
function isCopy({ first, weights, count, size }: Taps): boolean {
  for (let k = 0; k < size; k++) if (first[k] !== first[0]! + k || weights[k * count] !== 1) return false;
  return true;
}

function multipleOf4(value: number): number {
  return (value + 3) & ~3;
}

/** Offsets of arrays of these byte lengths one after the other, with room for a vector behind each, and the length of all. */
export function layout(lengths: readonly number[]): number[] {
  const offsets = [0];
  for (const length of lengths) offsets.push((offsets.at(-1)! + length + 16 + 15) & ~15);
  return offsets;
}
