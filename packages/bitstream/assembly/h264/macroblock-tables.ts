// Macroblock and sub-macroblock types by their numbers, as bits of macroblock-type.ts, and what else the numbers mean.

import {
  DIRECT, P0_L0, P0_L1, P1_L0, P1_L1, P_16X16, P_16X8, P_8X16, P_8X8,
} from "./macroblock-type";

const B0: u32 = P0_L0 | P0_L1;
const B1: u32 = P1_L0 | P1_L1;

/** mb_type of P slices (Table 7-13): u32[5]; 3 P_8x8, 4 P_8x8ref0 (CAVLC only). From P_TYPES on: mb_type − P_TYPES of I slices. */
export const pTypes: usize = memory.data<u32>([
  P_16X16 | P0_L0, P_16X8 | P0_L0 | P1_L0, P_8X16 | P0_L0 | P1_L0, P_8X8, P_8X8,
], 16);
export const P_TYPES: i32 = 5;
/** mb_type P_8x8ref0: as P_8x8 with all ref_idx_l0 0, not coded. */
export const P_8X8_REF0: i32 = 4;

/** mb_type of B slices (Table 7-14): u32[23]; from B_TYPES on: mb_type − B_TYPES of I slices. */
export const bTypes: usize = memory.data<u32>([
  DIRECT,
  P_16X16 | P0_L0, P_16X16 | P0_L1, P_16X16 | B0,
  P_16X8 | P0_L0 | P1_L0, P_8X16 | P0_L0 | P1_L0, P_16X8 | P0_L1 | P1_L1, P_8X16 | P0_L1 | P1_L1,
  P_16X8 | P0_L0 | P1_L1, P_8X16 | P0_L0 | P1_L1, P_16X8 | P0_L1 | P1_L0, P_8X16 | P0_L1 | P1_L0,
  P_16X8 | P0_L0 | B1, P_8X16 | P0_L0 | B1, P_16X8 | P0_L1 | B1, P_8X16 | P0_L1 | B1,
  P_16X8 | B0 | P1_L0, P_8X16 | B0 | P1_L0, P_16X8 | B0 | P1_L1, P_8X16 | B0 | P1_L1,
  P_16X8 | B0 | B1, P_8X16 | B0 | B1,
  P_8X8,
], 16);
export const B_TYPES: i32 = 23;

/** sub_mb_type of P macroblocks (Table 7-17): u32[4]. */
export const pSubTypes: usize = memory.data<u32>([P_16X16 | P0_L0, P_16X8 | P0_L0, P_8X16 | P0_L0, P_8X8 | P0_L0], 16);
export const P_SUB_TYPES: i32 = 4;

/** sub_mb_type of B macroblocks (Table 7-18): u32[13]. */
export const bSubTypes: usize = memory.data<u32>([
  DIRECT,
  P_16X16 | P0_L0, P_16X16 | P0_L1, P_16X16 | B0,
  P_16X8 | P0_L0, P_8X16 | P0_L0, P_16X8 | P0_L1, P_8X16 | P0_L1, P_16X8 | B0, P_8X16 | B0,
  P_8X8 | P0_L0, P_8X8 | P0_L1, P_8X8 | B0,
], 16);
export const B_SUB_TYPES: i32 = 13;

/** mb_type of I slices (Table 7-11): 0 I_NxN, 1…24 Intra16x16, 25 I_PCM. */
export const I_TYPE_PCM: i32 = 25;

/** Intra16x16PredMode of mb_type 1…24 of I slices. */
// @ts-ignore: decorator
@inline
export function intra16x16Mode(type: i32): i32 {
  return (type - 1) & 3;
}

/** CodedBlockPatternLuma (0 or 15) and, in bits 4…5, CodedBlockPatternChroma of mb_type 1…24 of I slices. */
// @ts-ignore: decorator
@inline
export function intra16x16Pattern(type: i32): i32 {
  const luma = type > 12 ? 15 : 0;
  return luma | ((((type - 1) >> 2) - (type > 12 ? 3 : 0)) << 4);
}

/** coded_block_pattern by codeNum (Table 9-4 a, chroma formats 4:2:0 and 4:2:2): u8[48] of Intra_4x4 and Intra_8x8, and of Inter. */
export const intraPatterns: usize = memory.data<u8>([
  47, 31, 15, 0, 23, 27, 29, 30, 7, 11, 13, 14, 39, 43, 45, 46, 16, 3, 5, 10, 12, 19, 21, 26,
  28, 35, 37, 42, 44, 1, 2, 4, 8, 17, 18, 20, 24, 6, 9, 22, 25, 32, 33, 34, 36, 40, 38, 41,
], 16);
export const interPatterns: usize = memory.data<u8>([
  0, 16, 1, 2, 4, 8, 32, 3, 5, 10, 12, 15, 47, 7, 11, 13, 14, 6, 9, 31, 35, 37, 42, 44,
  33, 34, 36, 40, 39, 43, 45, 46, 17, 18, 20, 24, 19, 21, 26, 28, 23, 27, 29, 30, 22, 25, 38, 41,
], 16);
/** The same without chroma (Table 9-4 b, monochrome and 4:4:4): u8[16]. */
export const intraLumaPatterns: usize = memory.data<u8>([15, 0, 7, 11, 13, 14, 3, 5, 10, 12, 1, 2, 4, 8, 6, 9], 16);
export const interLumaPatterns: usize = memory.data<u8>([0, 1, 2, 4, 8, 3, 5, 10, 12, 15, 7, 11, 13, 14, 6, 9], 16);
