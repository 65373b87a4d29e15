// Code tables of ISO/IEC 14496-2, Annex B: pairs (code, length), or (code, length, value) where the values are not in order.

/** Table B-6, mcbpc of I-VOPs: value = macroblock type × 4 + cbpc (type 3 intra, 4 intra+q), 20 stuffing. */
export const MCBPC_INTRA: usize = memory.data<u8>([
  1, 1, 12, 1, 3, 13, 2, 3, 14, 3, 3, 15, 1, 4, 16, 1, 6, 17, 2, 6, 18, 3, 6, 19, 1, 9, 20,
]);
export const MCBPC_INTRA_COUNT: i32 = 9;

/** Table B-7, mcbpc of P-VOPs: value = type × 4 + cbpc (0 inter, 1 inter+q, 2 inter4v, 3 intra, 4 intra+q), 20 stuffing. */
export const MCBPC_INTER: usize = memory.data<u8>([
  1, 1, 0, 3, 4, 1, 2, 4, 2, 5, 6, 3,
  3, 3, 4, 7, 7, 5, 6, 7, 6, 5, 9, 7,
  2, 3, 8, 5, 7, 9, 4, 7, 10, 5, 8, 11,
  3, 5, 12, 4, 8, 13, 3, 8, 14, 3, 7, 15,
  4, 6, 16, 4, 9, 17, 3, 9, 18, 2, 9, 19,
  1, 9, 20,
]);
export const MCBPC_INTER_COUNT: i32 = 21;

/** Table B-8, cbpy of intra macroblocks (inter: the complement). */
export const CBPY: usize = memory.data<u8>([
  3, 4, 0, 5, 5, 1, 4, 5, 2, 9, 4, 3, 3, 5, 4, 7, 4, 5, 2, 6, 6, 11, 4, 7,
  2, 5, 8, 3, 6, 9, 5, 4, 10, 10, 4, 11, 4, 4, 12, 8, 4, 13, 6, 4, 14, 3, 2, 15,
]);
export const CBPY_COUNT: i32 = 16;

/** Table B-12, magnitude of motion vector differences (the sign bit follows where it is not 0). */
export const MVD: usize = memory.data<u8>([
  1, 1, 0, 1, 2, 1, 1, 3, 2, 1, 4, 3, 3, 6, 4, 5, 7, 5, 4, 7, 6, 3, 7, 7,
  11, 9, 8, 10, 9, 9, 9, 9, 10, 17, 10, 11, 16, 10, 12, 15, 10, 13, 14, 10, 14, 13, 10, 15,
  12, 10, 16, 11, 10, 17, 10, 10, 18, 9, 10, 19, 8, 10, 20, 7, 10, 21, 6, 10, 22, 5, 10, 23,
  4, 10, 24, 7, 11, 25, 6, 11, 26, 5, 11, 27, 4, 11, 28, 3, 11, 29, 2, 11, 30, 3, 12, 31, 2, 12, 32,
]);
export const MVD_COUNT: i32 = 33;

/** Table B-13, dct_dc_size_luminance. */
export const DC_SIZE_LUMA: usize = memory.data<u8>([
  3, 3, 0, 3, 2, 1, 2, 2, 2, 2, 3, 3, 1, 3, 4, 1, 4, 5, 1, 5, 6, 1, 6, 7, 1, 7, 8, 1, 8, 9, 1, 9, 10, 1, 10, 11, 1, 11, 12,
]);

/** Table B-14, dct_dc_size_chrominance. */
export const DC_SIZE_CHROMA: usize = memory.data<u8>([
  3, 2, 0, 2, 2, 1, 1, 2, 2, 1, 3, 3, 1, 4, 4, 1, 5, 5, 1, 6, 6, 1, 7, 7, 1, 8, 8, 1, 9, 9, 1, 10, 10, 1, 11, 11, 1, 12, 12,
]);
export const DC_SIZE_COUNT: i32 = 13;

/** The escape code of Tables B-16 and B-17. */
export const ESCAPE_CODE: i32 = 3;
export const ESCAPE_LENGTH: i32 = 7;

/** Number of codes of Tables B-16 and B-17 without the escape. */
export const TCOEF_COUNT: i32 = 102;

/** Table B-16, (code, length) of intra coefficients, in the order of TCOEF_INTRA_GROUPS. */
export const TCOEF_INTRA: usize = memory.data<u8>([
  // last = 0; run 0, levels 1…27
  0x02, 2, 0x06, 3, 0x0f, 4, 0x0d, 5, 0x0c, 5, 0x15, 6, 0x13, 6, 0x12, 6, 0x17, 7, 0x1f, 8, 0x1e, 8, 0x1d, 8, 0x25, 9, 0x24, 9,
  0x23, 9, 0x21, 9, 0x21, 10, 0x20, 10, 0x0f, 10, 0x0e, 10, 0x07, 11, 0x06, 11, 0x20, 11, 0x21, 11, 0x50, 12, 0x51, 12, 0x52, 12,
  // run 1
  0x0e, 4, 0x14, 6, 0x16, 7, 0x1c, 8, 0x20, 9, 0x1f, 9, 0x0d, 10, 0x22, 11, 0x53, 12, 0x55, 12,
  // runs 2, 3, 4 …
  0x0b, 5, 0x15, 7, 0x1e, 9, 0x0c, 10, 0x56, 12,
  0x11, 6, 0x1b, 8, 0x1d, 9, 0x0b, 10,
  0x10, 6, 0x22, 9, 0x0a, 10,
  0x0d, 6, 0x1c, 9, 0x08, 10,
  0x12, 7, 0x1b, 9, 0x54, 12,
  0x14, 7, 0x1a, 9, 0x57, 12,
  0x19, 8, 0x09, 10,
  0x18, 8, 0x23, 11,
  0x17, 8, 0x19, 9, 0x18, 9, 0x07, 10, 0x58, 12,
  // last = 1; run 0, levels 1…8
  0x07, 4, 0x0c, 6, 0x16, 8, 0x17, 9, 0x06, 10, 0x05, 11, 0x04, 11, 0x59, 12,
  // runs 1, 2 …
  0x0f, 6, 0x16, 9, 0x05, 10,
  0x0e, 6, 0x04, 10, 0x11, 7, 0x24, 11, 0x10, 7, 0x25, 11, 0x13, 7, 0x5a, 12, 0x15, 8, 0x5b, 12,
  0x14, 8, 0x13, 8, 0x1a, 8, 0x15, 9, 0x14, 9, 0x13, 9, 0x12, 9, 0x11, 9, 0x26, 11, 0x27, 11, 0x5c, 12, 0x5d, 12, 0x5e, 12, 0x5f, 12,
]);

/** (last, first run, last run, levels): the order of the codes in TCOEF_INTRA. */
export const TCOEF_INTRA_GROUPS: usize = memory.data<u8>([
  0, 0, 0, 27, 0, 1, 1, 10, 0, 2, 2, 5, 0, 3, 3, 4, 0, 4, 7, 3, 0, 8, 9, 2, 0, 10, 14, 1,
  1, 0, 0, 8, 1, 1, 1, 3, 1, 2, 6, 2, 1, 7, 20, 1,
]);
export const TCOEF_INTRA_GROUP_COUNT: i32 = 11;

/** Table B-17, (code, length) of inter coefficients, in the order of TCOEF_INTER_GROUPS. */
export const TCOEF_INTER: usize = memory.data<u8>([
  // last = 0; run 0, levels 1…12
  0x02, 2, 0x0f, 4, 0x15, 6, 0x17, 7, 0x1f, 8, 0x25, 9, 0x24, 9, 0x21, 10, 0x20, 10, 0x07, 11, 0x06, 11, 0x20, 11,
  // runs 1, 2 …
  0x06, 3, 0x14, 6, 0x1e, 8, 0x0f, 10, 0x21, 11, 0x50, 12,
  0x0e, 4, 0x1d, 8, 0x0e, 10, 0x51, 12,
  0x0d, 5, 0x23, 9, 0x0d, 10, 0x0c, 5, 0x22, 9, 0x52, 12, 0x0b, 5, 0x0c, 10, 0x53, 12, 0x13, 6, 0x0b, 10, 0x54, 12,
  0x12, 6, 0x0a, 10, 0x11, 6, 0x09, 10, 0x10, 6, 0x08, 10, 0x16, 7, 0x55, 12,
  0x15, 7, 0x14, 7, 0x1c, 8, 0x1b, 8, 0x21, 9, 0x20, 9, 0x1f, 9, 0x1e, 9, 0x1d, 9, 0x1c, 9, 0x1b, 9, 0x1a, 9, 0x22, 11, 0x23, 11,
  0x56, 12, 0x57, 12,
  // last = 1; run 0, levels 1…3
  0x07, 4, 0x19, 9, 0x05, 11,
  // runs 1, 2 …
  0x0f, 6, 0x04, 11,
  0x0e, 6, 0x0d, 6, 0x0c, 6, 0x13, 7, 0x12, 7, 0x11, 7, 0x10, 7, 0x1a, 8, 0x19, 8, 0x18, 8, 0x17, 8, 0x16, 8, 0x15, 8, 0x14, 8,
  0x13, 8, 0x18, 9, 0x17, 9, 0x16, 9, 0x15, 9, 0x14, 9, 0x13, 9, 0x12, 9, 0x11, 9, 0x07, 10, 0x06, 10, 0x05, 10, 0x04, 10, 0x24, 11,
  0x25, 11, 0x26, 11, 0x27, 11, 0x58, 12, 0x59, 12, 0x5a, 12, 0x5b, 12, 0x5c, 12, 0x5d, 12, 0x5e, 12, 0x5f, 12,
]);

/** (last, first run, last run, levels): the order of the codes in TCOEF_INTER. */
export const TCOEF_INTER_GROUPS: usize = memory.data<u8>([
  0, 0, 0, 12, 0, 1, 1, 6, 0, 2, 2, 4, 0, 3, 6, 3, 0, 7, 10, 2, 0, 11, 26, 1,
  1, 0, 0, 3, 1, 1, 1, 2, 1, 2, 40, 1,
]);
export const TCOEF_INTER_GROUP_COUNT: i32 = 9;
