// A fault ends the decoding of a picture. It is kept here and told to the caller, who makes a typed error of it: numbers are
// shared with src/mpeg4/decode-fault.ts.

export const NONE: i32 = 0;
/** The data ends before the last macroblock. */
export const TRUNCATED: i32 = 1;
export const MCBPC: i32 = 2;
export const CBPY: i32 = 3;
export const MVD: i32 = 4;
export const DCT_DC_SIZE: i32 = 5;
export const MARKER: i32 = 6;
export const TCOEF: i32 = 7;
/** More coefficients than a block holds. */
export const RUN: i32 = 8;
export const ESCAPED_LEVEL: i32 = 9;
export const MACROBLOCK_NUMBER: i32 = 10;
export const QUANT_SCALE: i32 = 11;
export const HEADER_EXTENSION: i32 = 12;

/** The marker between the parts of a data-partitioned packet. */
export const PARTITION_MARKER: i32 = 13;
export const RESYNC_MARKER: i32 = 14;
/** gn of a group of blocks, and the DC of an intra block, with short video header. */
export const GOB_NUMBER: i32 = 15;
export const INTRA_DC: i32 = 16;
export const WARPING_VECTOR: i32 = 30;

/** mb_type of a B-VOP. */
export const MB_TYPE: i32 = 20;

export let faultCode: i32 = NONE;
export let faultBit: i32 = 0;
export let faultValue: i32 = 0;

/** Forgets the last fault. */
export function clearFault(): void {
  faultCode = NONE;
}

/** Notes a fault and returns false, so that `return fault(…)` leaves a parser. */
export function fault(code: i32, bit: i32, value: i32 = 0): bool {
  faultCode = code;
  faultBit = bit;
  faultValue = value;
  return false;
}
