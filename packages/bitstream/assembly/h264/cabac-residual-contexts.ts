// Contexts of the residual (9.3.3.1.1.9, 9.3.3.1.3), by ctxBlockCat and what they are of.

import { contexts } from "./cabac-engine";

// ctxBlockCat (Table 9-42) of the blocks of Y; those of Cb have 5 more (4×4, 8×8: 6…9), those of Cr 9 more (10…13), but for 8×8.
export const INTRA_DC: usize = 0;
export const INTRA_AC: usize = 1;
export const LUMA_4X4: usize = 2;
export const CHROMA_DC: usize = 3;
export const CHROMA_AC: usize = 4;

/** ctxIdxOffset + ctxBlockCatOffset (Tables 9-34, 9-40) by ctxBlockCat: u16[14]: of coded_block_flag … */
export const flagContexts: usize = memory.data<u16>([85, 89, 93, 97, 101, 1012, 460, 464, 468, 1016, 472, 476, 480, 1020], 16);
/** … of significant_coeff_flag, of last_significant_coeff_flag: in frame macroblocks, then in field macroblocks … */
export const significantContexts: usize = memory.data<u16>([
  105, 120, 134, 149, 152, 402, 484, 499, 513, 660, 528, 543, 557, 718,
  277, 292, 306, 321, 324, 436, 776, 791, 805, 675, 820, 835, 849, 733,
], 16);
export const lastContexts: usize = memory.data<u16>([
  166, 181, 195, 210, 213, 417, 572, 587, 601, 690, 616, 631, 645, 748,
  338, 353, 367, 382, 385, 451, 864, 879, 893, 699, 908, 923, 937, 757,
], 16);
/** … of coeff_abs_level_minus1. */
export const levelContexts: usize = memory.data<u16>([
  227, 237, 247, 257, 266, 426, 952, 962, 972, 708, 982, 992, 1002, 766,
], 16);

/** ctxIdxInc of significant_coeff_flag of 8×8 blocks (Table 9-43): u8[63], of frame and of field macroblocks. */
export const frameMap8x8: usize = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 5, 4, 4, 3, 3, 4, 4, 4, 5, 5, 4, 4, 4, 4, 3, 3, 6, 7, 7, 7, 8, 9, 10, 9, 8, 7,
  7, 6, 11, 12, 13, 11, 6, 7, 8, 9, 14, 10, 9, 8, 6, 11, 12, 13, 11, 6, 9, 14, 10, 9, 11, 12, 13, 11, 14, 10, 12,
], 16);
export const fieldMap8x8: usize = memory.data<u8>([
  0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 7, 7, 8, 4, 5, 6, 9, 10, 10, 8, 11, 12, 11, 9, 9, 10, 10, 8, 11, 12, 11,
  9, 9, 10, 10, 8, 11, 12, 11, 9, 9, 10, 10, 8, 13, 13, 9, 9, 10, 10, 8, 13, 13, 9, 9, 10, 10, 14, 14, 14, 14, 14,
], 16);
/** ctxIdxInc of last_significant_coeff_flag of 8×8 blocks (Table 9-43): u8[63]. */
export const lastMap8x8: usize = memory.data<u8>([
  0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
  3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7, 8, 8, 8,
], 16);
/** ctxIdxInc of both flags of chroma DC blocks in 4:2:2: Min(numDecod / NumC8x8, 2). */
export const map422: usize = memory.data<u8>([0, 0, 1, 1, 2, 2, 2], 16);

/** Address of the first context of a category in one of the tables. */
// @ts-ignore: decorator
@inline
export function contextAt(table: usize, category: usize): usize {
  return contexts + <usize>load<u16>(table + (category << 1));
}
