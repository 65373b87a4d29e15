// Where the coefficients of a block belong, in the order they are coded (8.5.6, 8.5.7): u8, index in raster order of the block.

/** 4×4 blocks of frame macroblocks: zig-zag scan (Table 8-2). */
export const frameScan4x4: usize = memory.data<u8>([0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15], 16);
/** 4×4 blocks of field macroblocks: field scan (Table 8-2). */
export const fieldScan4x4: usize = memory.data<u8>([0, 4, 1, 8, 12, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15], 16);
/** 8×8 blocks of frame macroblocks (Table 8-3). With CAVLC they are coded as four blocks, of which the n-th has coefficients 4·k + n. */
export const frameScan8x8: usize = memory.data<u8>([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
  12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
  58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
], 16);
/** 8×8 blocks of field macroblocks (Table 8-3). */
export const fieldScan8x8: usize = memory.data<u8>([
  0, 8, 16, 1, 9, 24, 32, 17, 2, 25, 40, 48, 56, 33, 10, 3,
  18, 41, 49, 57, 26, 11, 4, 19, 34, 42, 50, 58, 27, 12, 5, 20,
  35, 43, 51, 59, 28, 13, 6, 21, 36, 44, 52, 60, 29, 14, 22, 37,
  45, 53, 61, 30, 7, 15, 38, 46, 54, 62, 23, 31, 39, 47, 55, 63,
], 16);

/** DC coefficients of Intra16x16: blkIdx of the block that each belongs to, of frame and field macroblocks (8.5.2). */
export const frameScanDc: usize = memory.data<u8>([0, 1, 2, 8, 3, 4, 5, 6, 9, 10, 11, 12, 7, 13, 14, 15], 16);
export const fieldScanDc: usize = memory.data<u8>([0, 2, 1, 8, 10, 3, 9, 11, 4, 6, 12, 14, 5, 7, 13, 15], 16);
/** DC coefficients of chroma: chroma blkIdx of the block that each belongs to, 4:2:0 and 4:2:2 (8.5.11.1). */
export const chromaScanDc420: usize = memory.data<u8>([0, 1, 2, 3], 16);
export const chromaScanDc422: usize = memory.data<u8>([0, 2, 1, 4, 6, 3, 5, 7], 16);
