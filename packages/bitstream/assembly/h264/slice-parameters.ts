// What the caller (src/h264/slice-parameters.ts has the same list) says of a slice, as i32 cells at `sliceParameters`, before decodeSlice().

/** Address of the cells. */
export const sliceParameters: usize = memory.data(64 * 4, 16);

// @ts-ignore: decorator
@inline
export function parameter(cell: usize): i32 {
  return load<i32>(sliceParameters + (cell << 2));
}

/** slice_type modulo 5: 0 P, 1 B, 2 I, 3 SP, 4 SI. */
export const SLICE_TYPE: usize = 0;
/** first_mb_in_slice, as coded. */
export const FIRST_MB: usize = 1;
/** 1 top field, 2 bottom field, 3 frame. */
export const STRUCTURE: usize = 2;
/** MbaffFrameFlag. */
export const MBAFF: usize = 3;
/** entropy_coding_mode_flag. */
export const CABAC: usize = 4;
export const CABAC_INIT_IDC: usize = 5;
/** SliceQPY, may be negative with more than 8 bits. */
export const SLICE_QP: usize = 6;
/** QSY, of SP and SI slices. */
export const SLICE_QS: usize = 7;
export const SP_FOR_SWITCH: usize = 8;
/** num_ref_idx_l0_active_minus1 + 1, of list 1; 0 where the slice has no such list. */
export const ACTIVE_0: usize = 9;
export const ACTIVE_1: usize = 10;
export const DIRECT_SPATIAL: usize = 11;
export const DIRECT_8X8_INFERENCE: usize = 12;
/** disable_deblocking_filter_idc. */
export const DEBLOCKING: usize = 13;
/** FilterOffsetA, FilterOffsetB: twice slice_alpha_c0_offset_div2, slice_beta_offset_div2. */
export const ALPHA_OFFSET: usize = 14;
export const BETA_OFFSET: usize = 15;
/** chroma_qp_index_offset (Cb), second_chroma_qp_index_offset (Cr). */
export const CB_QP_OFFSET: usize = 16;
export const CR_QP_OFFSET: usize = 17;
export const TRANSFORM_8X8_MODE: usize = 18;
export const CONSTRAINED_INTRA: usize = 19;
/** 0 default, 1 explicit (weights are in `weightTable`), 2 implicit weighted prediction. */
export const WEIGHTED: usize = 20;
/** luma_log2_weight_denom, chroma_log2_weight_denom. */
export const LUMA_DENOMINATOR: usize = 21;
export const CHROMA_DENOMINATOR: usize = 22;
/** Number of the slice in the picture (of both fields together), 0…; slices of the same number are one for neighbours. */
export const SLICE_NUMBER: usize = 23;
/** The slot of the current picture. */
export const CURRENT_SLOT: usize = 24;
/** 1: macroblocks follow `sliceGroupMap` (num_slice_groups_minus1 > 0). */
export const SLICE_GROUPS: usize = 25;
/** The slice data: address of its RBSP (emulation prevention removed), bytes, first bit. */
export const DATA: usize = 26;
export const DATA_BYTES: usize = 27;
export const START_BIT: usize = 28;
/** qpprime_y_zero_transform_bypass_flag. */
export const LOSSLESS: usize = 29;
/** 1: data partitioned; B and C may be missing (bytes 0). */
export const PARTITIONED: usize = 30;
export const DATA_B: usize = 31;
export const DATA_B_BYTES: usize = 32;
export const START_BIT_B: usize = 33;
export const DATA_C: usize = 34;
export const DATA_C_BYTES: usize = 35;
export const START_BIT_C: usize = 36;
/** redundant_pic_cnt > 0: only macroblocks that are lost so far are taken from it. */
export const REDUNDANT: usize = 37;

/**
 * The reference picture lists after modification: of each list 32 entries of ENTRY_CELLS i32: slot of the picture (−1: missing),
 * structure referred to (1, 2, 3). Of MBAFF frames: the frame lists; field lists are derived from them (8.4.2.1).
 */
export const referenceLists: usize = memory.data(2 * 32 * 2 * 4, 16);
export const ENTRY_CELLS: usize = 2;

/** Explicit weights: of each list 32 entries of 6 i32: luma weight, offset, Cb weight, offset, Cr weight, offset (offsets not yet scaled by bit depth). */
export const weightTable: usize = memory.data(2 * 32 * 6 * 4, 16);

/** Scaling lists in raster order (7.4.2.1.1.1 resolved): 6 of 16 bytes, then 6 of 64 bytes (Intra Y, Inter Y, Intra Cb, Inter Cb, Intra Cr, Inter Cr). */
export const scalingLists: usize = memory.data(6 * 16 + 6 * 64, 16);
