import type { Kernels } from "../kernels.js";
import type { CropWindow } from "./crop-window.js";
import { makeTaps, type Taps } from "./taps.js";

export type Plane = Float32Array | Int16Array | Uint8Array;

/** Cuts a window out of a plane `[height, width, channels]` and brings it to `[S, S, channels]`. */
export interface Resampler {
  /** Bytes of memory it works in. */
  readonly workBytes: number;
  /** @param out  address of the result, f32; @param work  address of `workBytes` bytes */
  run(kernels: Kernels, plane: Plane, out: number, work: number): void;
}

/** Bytes that the kernels may read or write past an array. */
export const slack = 64;

/**
 * A {@link Resampler} for planes that cover the whole frame with `width`×`height` samples (chroma planes do, at half the
 * size). Rows are summed first, in long runs, then the columns of what is left.
 */
export function makeResampler(
  width: number,
  height: number,
  channels: 1 | 2,
  window: CropWindow,
  size: number,
): Resampler {
  const across = makeTaps(width, window.left * width, window.width * width, size, window.flip);
  const down = makeTaps(height, window.top * height, window.height * height, size);
  const firstRow = down.first[0]!;
  const rows = Math.min(down.first[size - 1]! + down.count, height) - firstRow;
  const downFirst = down.first.map((row) => Math.max(0, row - firstRow));
  const untouched = isCopy(across, size);
  const from = untouched ? across.first[0]! : 0;
  const taken = untouched ? size : width;
  const stride = taken * channels;
  const ends = [across.first[0]!, across.first[size - 1]!];
  const begin = untouched ? 0 : channels * Math.min(...ends);
  const end = untouched ? stride : channels * (Math.max(...ends) + across.count);
  const padded = Math.ceil(size / 4) * 4;
  const tables = [downFirst, down.weights, across.first, across.weights] as const;
  const offsets = layout([...tables.map((table) => table.byteLength), rows * stride * 4, size * stride * 4 + 4 * end]);
  const [downAt, downWeights, acrossAt, acrossWeights, sourceAt, betweenAt, workBytes] = offsets as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    workBytes,
    run(kernels, plane, out, work) {
      const { buffer } = kernels.memory;
      tables.forEach((table, k) => {
        const bytes = new Uint8Array(table.buffer, table.byteOffset, table.byteLength);
        new Uint8Array(buffer, work + offsets[k]!, table.byteLength).set(bytes);
      });
      const source = work + sourceAt;
      // Columns that stay as they are need no second step.
      const between = untouched ? out : work + betweenAt;
      const sums = [source, between, stride, begin, end, size, down.count, work + downAt, work + downWeights];
      const length = rows * stride;
      const copy = (target: Plane) =>
        copyWindow(plane, target, firstRow, rows, width * channels, from * channels, stride);
      if (plane instanceof Float32Array) {
        const target = new Float32Array(buffer, source, length + slack / 4);
        target.fill(0, length); // behind the last row stands something finite: it is multiplied by zero
        copy(target);
        kernels.sumRowsF32(...sums);
      } else if (plane instanceof Int16Array) {
        copy(new Int16Array(buffer, source, length));
        kernels.sumRowsI16(...sums);
      } else {
        copy(new Uint8Array(buffer, source, length));
        kernels.sumRowsU8(...sums);
      }
      if (untouched) return;
      const sumColumns = channels === 1 ? kernels.sumColumns : kernels.sumPairColumns;
      sumColumns(between, out, size, width, size, padded, across.count, work + acrossAt, work + acrossWeights);
    },
  };
}

/** Whether the output is a run of the input's own samples: a crop that is not scaled, as 224 of 340 columns. */
function isCopy({ first, weights, count }: Taps, size: number): boolean {
  for (let k = 0; k < size; k++) if (first[k] !== first[0]! + k || weights[k * count] !== 1) return false;
  return true;
}

/** Copies `length` values from column `column` on of each row: in one go where these are whole rows. */
function copyWindow(
  plane: Plane,
  target: Plane,
  firstRow: number,
  rows: number,
  stride: number,
  column: number,
  length: number,
): void {
  if (length === stride) target.set(plane.subarray(firstRow * stride, (firstRow + rows) * stride));
  else {
    for (let row = 0; row < rows; row++) {
      const at = (firstRow + row) * stride + column;
      target.set(plane.subarray(at, at + length), row * length);
    }
  }
}

/** Offsets of arrays of these byte lengths one after the other, with slack, and the length of all. */
export function layout(lengths: readonly number[]): number[] {
  const offsets = [0];
  for (const length of lengths) offsets.push((offsets.at(-1)! + length + slack + 15) & ~15);
  return offsets;
}
