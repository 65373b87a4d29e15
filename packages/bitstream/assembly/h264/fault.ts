// A fault ends the decoding of a slice. It is kept here and told to the caller, who makes a typed error of it: numbers are shared
// with src/h264/decode-fault.ts.

export const NONE: i32 = 0;
/** The data ends before the last macroblock. */
export const TRUNCATED: i32 = 1;
export const MB_TYPE: i32 = 2;
export const SUB_MB_TYPE: i32 = 3;
export const REF_IDX: i32 = 4;
export const MVD: i32 = 5;
export const INTRA_PRED_MODE: i32 = 6;
export const INTRA_CHROMA_PRED_MODE: i32 = 7;
export const CODED_BLOCK_PATTERN: i32 = 8;
export const MB_QP_DELTA: i32 = 9;
export const COEFF_TOKEN: i32 = 10;
export const TOTAL_ZEROS: i32 = 11;
export const LEVEL: i32 = 12;
export const MB_SKIP_RUN: i32 = 13;
/** A macroblock address past the picture, or one that is decoded already. */
export const MB_ADDRESS: i32 = 14;
/** A reference index for which the list has no picture. */
export const MISSING_REFERENCE: i32 = 15;
/** Temporal direct prediction without a colocated picture or reference. */
export const COLOCATED: i32 = 17;
export const RUN_BEFORE: i32 = 18;
/** Macroblocks whose residual is in a data partition that is missing or damaged: they are marked, and decoded without it. */
export const PARTITION: i32 = 19;

export let faultCode: i32 = NONE;
export let faultBit: i32 = 0;
export let faultValue: i32 = 0;

/** Forgets the last fault. */
export function clearFault(): void {
  faultCode = NONE;
}

/** Notes a fault and returns false, so that `return fault(…)` leaves a parser. `bit`: of the slice data's RBSP, or 0. */
export function fault(code: i32, value: i32 = 0, bit: i32 = 0): bool {
  faultCode = code;
  faultBit = bit;
  faultValue = value;
  return false;
}
