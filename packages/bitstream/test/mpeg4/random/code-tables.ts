import type { BitSink } from "./bit-sink.js";

/** A code of Annex B: its bits as a number, and how many. */
export type Code = readonly [bits: number, length: number];

/** Table B-6, mcbpc of I-VOPs, by cbpc: type 3 (intra), then 4 (intra+q); then stuffing. */
export const MCBPC_INTRA: readonly Code[] = [
  [1, 1],
  [1, 3],
  [2, 3],
  [3, 3],
  [1, 4],
  [1, 6],
  [2, 6],
  [3, 6],
];

/** Table B-7, mcbpc of P-VOPs, by type × 4 + cbpc: 0 inter, 1 inter+q, 2 inter4v, 3 intra, 4 intra+q. */
export const MCBPC_INTER: readonly Code[] = [
  [1, 1],
  [3, 4],
  [2, 4],
  [5, 6],
  [3, 3],
  [7, 7],
  [6, 7],
  [5, 9],
  [2, 3],
  [5, 7],
  [4, 7],
  [5, 8],
  [3, 5],
  [4, 8],
  [3, 8],
  [3, 7],
  [4, 6],
  [4, 9],
  [3, 9],
  [2, 9],
];

/** Stuffing macroblock, in both tables. */
export const STUFFING: Code = [1, 9];

/** Table B-8, cbpy of intra macroblocks; inter ones use that of the complement. */
export const CBPY: readonly Code[] = [
  [3, 4],
  [5, 5],
  [4, 5],
  [9, 4],
  [3, 5],
  [7, 4],
  [2, 6],
  [11, 4],
  [2, 5],
  [3, 6],
  [5, 4],
  [10, 4],
  [4, 4],
  [8, 4],
  [6, 4],
  [3, 2],
];

/** Table B-12, magnitudes of motion vector differences. */
export const MVD: readonly Code[] = [
  [1, 1],
  [1, 2],
  [1, 3],
  [1, 4],
  [3, 6],
  [5, 7],
  [4, 7],
  [3, 7],
  [11, 9],
  [10, 9],
  [9, 9],
  [17, 10],
  [16, 10],
  [15, 10],
  [14, 10],
  [13, 10],
  [12, 10],
  [11, 10],
  [10, 10],
  [9, 10],
  [8, 10],
  [7, 10],
  [6, 10],
  [5, 10],
  [4, 10],
  [7, 11],
  [6, 11],
  [5, 11],
  [4, 11],
  [3, 11],
  [2, 11],
  [3, 12],
  [2, 12],
];

/** Tables B-13 and B-14, dct_dc_size of luminance and chrominance. */
export const DC_SIZE_LUMA: readonly Code[] = [
  [3, 3],
  [3, 2],
  [2, 2],
  [2, 3],
  [1, 3],
  [1, 4],
  [1, 5],
  [1, 6],
  [1, 7],
  [1, 8],
  [1, 9],
  [1, 10],
  [1, 11],
];
export const DC_SIZE_CHROMA: readonly Code[] = [
  [3, 2],
  [2, 2],
  [1, 2],
  [1, 3],
  [1, 4],
  [1, 5],
  [1, 6],
  [1, 7],
  [1, 8],
  [1, 9],
  [1, 10],
  [1, 11],
  [1, 12],
];

/** The escape code of Tables B-16 and B-17. */
export const ESCAPE: Code = [3, 7];

/** Codes of coefficients (without their sign bit), found by last, run and level. */
export class CoefficientTable {
  readonly #codes = new Map<number, Code>();
  readonly #maxLevel = new Map<number, number>();
  readonly #maxRun = new Map<number, number>();

  /** @param groups (last, first run, last run, levels) of consecutive codes; @param flat (code, length) of each */
  constructor(groups: readonly (readonly number[])[], flat: readonly number[]) {
    let at = 0;
    for (const [last, first, final, levels] of groups) {
      for (let run = first!; run <= final!; run++) {
        this.#maxLevel.set(last! * 64 + run, levels!);
        for (let level = 1; level <= levels!; level++, at += 2) {
          this.#codes.set(key(last!, run, level), [flat[at]!, flat[at + 1]!]);
          this.#maxRun.set(last! * 4096 + level, run);
        }
      }
    }
  }

  /** The code of a coefficient, or undefined where only an escape codes it. */
  code(last: number, run: number, level: number): Code | undefined {
    return this.#codes.get(key(last, run, level));
  }

  /** LMAX (Tables B-19, B-20); 0 where the run has no codes. */
  maxLevel(last: number, run: number): number {
    return this.#maxLevel.get(last * 64 + run) ?? 0;
  }

  /** RMAX (Tables B-21, B-22); −1 where the level has no codes. */
  maxRun(last: number, level: number): number {
    return this.#maxRun.get(last * 4096 + level) ?? -1;
  }
}

function key(last: number, run: number, level: number): number {
  return (last * 64 + run) * 4096 + level;
}

export function putCode(sink: BitSink, [bits, length]: Code): void {
  sink.put(bits, length);
}
