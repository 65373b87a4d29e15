import type { BitReader } from "./bit-reader.js";
import { ZIGZAG } from "./scan-orders.js";

const CLAUSE = "ISO/IEC 14496-2, 6.3.3";

/** Default weighting matrix of intra blocks, raster order (ISO/IEC 14496-2, 6.3.3). */
export const DEFAULT_INTRA_MATRIX: Uint8Array = Uint8Array.from(
  [
    [8, 17, 18, 19, 21, 23, 25, 27],
    [17, 18, 19, 21, 23, 25, 27, 28],
    [20, 21, 22, 23, 24, 26, 28, 30],
    [21, 22, 23, 24, 26, 28, 30, 32],
    [22, 23, 24, 26, 28, 30, 32, 35],
    [23, 24, 26, 28, 30, 32, 35, 38],
    [25, 26, 28, 30, 32, 35, 38, 41],
    [27, 28, 30, 32, 35, 38, 41, 45],
  ].flat(),
);

/** Default weighting matrix of non-intra blocks, raster order (ISO/IEC 14496-2, 6.3.3). */
export const DEFAULT_NON_INTRA_MATRIX: Uint8Array = Uint8Array.from(
  [
    [16, 17, 18, 19, 20, 21, 22, 23],
    [17, 18, 19, 20, 21, 22, 23, 24],
    [18, 19, 20, 21, 22, 23, 24, 25],
    [19, 20, 21, 22, 23, 24, 26, 27],
    [20, 21, 22, 23, 25, 26, 27, 28],
    [21, 22, 23, 24, 26, 27, 28, 30],
    [22, 23, 24, 26, 27, 28, 30, 31],
    [23, 24, 25, 27, 28, 30, 31, 33],
  ].flat(),
);

/**
 * Reads a weighting matrix in zigzag order; a 0 ends it and repeats the last value read.
 * @returns 64 weights in raster order
 */
export function readQuantiserMatrix(bits: BitReader, element: string): Uint8Array {
  const matrix = new Uint8Array(64);
  let last = bits.ranged(8, element, 1, 255, CLAUSE);
  matrix[0] = last;
  for (let i = 1; i < 64; i++) {
    const value = bits.read(8, element);
    if (value === 0) {
      for (; i < 64; i++) matrix[ZIGZAG[i]!] = last;
      break;
    }
    last = value;
    matrix[ZIGZAG[i]!] = value;
  }
  return matrix;
}
