import type { MotionField, Picture } from "../frame.js";
import { type Fetch, fetchHalfSample } from "./half-sample.js";
import { planeOf, storeBlock } from "./predicted-plane.js";
import { fetchQuarterSample } from "./quarter-sample.js";

const samples = new Uint8Array(64);

/**
 * Predicts a macroblock of an interlaced picture field by field (ISO/IEC 14496-2, 7.7.2): eight lines of luma and four of chroma for
 * each field, from a field of the reference.
 *
 * @param row, column of the macroblock's first 8×8 block
 * @param average the prediction is averaged with what stands in `target`
 */
export function predictFields(
  { columns, lists, vectors, fieldPrediction, unitsPerPixel }: MotionField,
  row: number,
  column: number,
  list: number,
  source: Picture,
  target: Picture,
  fetch: Omit<Fetch, "size">,
  average: boolean,
): void {
  const quarters = unitsPerPixel === 4;
  for (const field of [0, 1] as const) {
    const block = (row + field) * columns + column;
    const referred = fieldPrediction![block]! & (2 << list) ? 1 : 0;
    let x = vectors[(block * lists + list) * 2]!;
    let y = vectors[(block * lists + list) * 2 + 1]!;
    const luma = planeOf(source, "y", referred);
    // As two blocks: quarter samples are filtered so.
    for (const left of [8 * column, 8 * column + 8]) {
      if (quarters) fetchQuarterSample(luma, 4 * left + x, 16 * row + y, { ...fetch, size: 8 }, samples);
      else fetchHalfSample(luma, 2 * left + x, 8 * row + y, { ...fetch, size: 8 }, samples);
      storeBlock(samples, 8, planeOf(target, "y", field), left, 4 * row, average);
    }
    // Chroma: quarters of a luma sample are first made halves, x towards zero, y down.
    if (quarters) {
      x = Math.trunc(x / 2);
      y >>= 1;
    }
    for (const name of ["cb", "cr"] as const) {
      const chroma = planeOf(source, name, referred);
      for (const left of [4 * column, 4 * column + 4]) {
        fetchHalfSample(chroma, 2 * left + halves(x), 4 * row + halves(y), { ...fetch, size: 4 }, samples);
        storeBlock(samples, 4, planeOf(target, name, field), left, 2 * row, average);
      }
    }
  }
}

/** A component in halves of a luma sample → halves of a chroma sample: its quarters count as halves. */
function halves(vector: number): number {
  return 2 * (vector >> 2) + (vector & 3 ? 1 : 0);
}
