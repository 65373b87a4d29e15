// The type of a macroblock as bits (Tables 7-11, 7-13, 7-14), and that of a sub-macroblock (Tables 7-17, 7-18).

export const INTRA_4X4: u32 = 1;
export const INTRA_16X16: u32 = 2;
export const I_PCM: u32 = 4;
/** With INTRA_4X4: 8×8 prediction (I_NxN with transform_size_8x8_flag). */
export const TRANSFORM_8X8: u32 = 8;
/** Partition shapes of inter macroblocks; of sub-macroblocks: 8×8, 8×4, 4×8, 4×4 by the same bits. */
export const P_16X16: u32 = 0x10;
export const P_16X8: u32 = 0x20;
export const P_8X16: u32 = 0x40;
export const P_8X8: u32 = 0x80;
/** The macroblock (or sub-macroblock) takes its motion from direct prediction. */
export const DIRECT: u32 = 0x100;
export const SKIP: u32 = 0x200;
/** A field macroblock: of a field, or of a field pair in an MBAFF frame. */
export const FIELD: u32 = 0x400;
/** Partition 0 (or the sub-macroblock) uses list 0, list 1; partition 1 does. P_8X8: see `subTypes`. */
export const P0_L0: u32 = 0x1000;
export const P0_L1: u32 = 0x2000;
export const P1_L0: u32 = 0x4000;
export const P1_L1: u32 = 0x8000;
/** SI macroblock (prediction mode Intra_4x4 with its own context and transform; 8.6.2): with INTRA_4X4. */
export const SI: u32 = 0x10000;
/** Lost and concealed: not to be believed as a neighbour or colocated macroblock. */
export const CONCEALED: u32 = 0x20000;

export const INTRA: u32 = INTRA_4X4 | INTRA_16X16 | I_PCM;
