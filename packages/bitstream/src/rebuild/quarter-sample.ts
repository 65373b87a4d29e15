import { type Fetch, type ReferencePlane, sampleAt } from "./half-sample.js";

/** Half-sample filter, in 32nds (ISO/IEC 14496-2, 7.6.2.2). */
const TAPS: readonly number[] = [-1, 3, -6, 20, 20, -6, 3, -1];

/**
 * Fetches a block at quarter-sample positions: rows first, then columns, each by the 8-tap filter for halves and means for
 * quarters. The filter sees the block and one more row and column, mirrored at their ends (ISO/IEC 14496-2, 7.6.2.2).
 *
 * @param x position of the block's first sample in quarter samples
 * @param block receives size × size samples
 */
export function fetchQuarterSample(
  plane: ReferencePlane,
  x: number,
  y: number,
  { size, roundingType }: Pick<Fetch, "size" | "roundingType">,
  block: Uint8Array,
): void {
  const line = new Uint8Array(size + 1);
  const rows = new Uint8Array((size + 1) * size);
  for (let row = 0; row <= size; row++) {
    for (let column = 0; column <= size; column++) line[column] = sampleAt(plane, (x >> 2) + column, (y >> 2) + row);
    for (let column = 0; column < size; column++)
      rows[row * size + column] = between(line, column, x & 3, roundingType);
  }
  for (let column = 0; column < size; column++) {
    for (let row = 0; row <= size; row++) line[row] = rows[row * size + column]!;
    for (let row = 0; row < size; row++) block[row * size + column] = between(line, row, y & 3, roundingType);
  }
}

/** The value `quarters` behind sample i of a line. */
function between(line: Uint8Array, i: number, quarters: number, roundingType: number): number {
  if (quarters === 0) return line[i]!;
  const last = line.length - 1;
  let sum = 16 - roundingType;
  for (let tap = 0; tap < TAPS.length; tap++) {
    const at = i + tap - 3;
    sum += TAPS[tap]! * line[at < 0 ? -1 - at : at > last ? 2 * last + 1 - at : at]!;
  }
  const half = Math.max(0, Math.min(255, sum >> 5));
  if (quarters === 2) return half;
  return (line[quarters === 1 ? i : i + 1]! + half + 1 - roundingType) >> 1;
}
