// What the deblocking filter has to know of the slices of a picture, by their numbers: it runs when they are all decoded.

import { MB_ADDRESS, fault } from "./fault";
import { allocate } from "../common/memory";
import { mbCount } from "./picture-size";
import * as p from "./slice-parameters";
import { B_SLICE, sliceType, switching } from "./slice-state";

/** i8[8] of each slice. */
let slices: usize = 0;
let most: i32 = 0;

/** disable_deblocking_filter_idc; FilterOffsetA and B; chroma_qp_index_offset of Cb and Cr; 1 in SP and SI slices. */
export const FILTER: usize = 0;
export const OFFSET_A: usize = 1;
export const OFFSET_B: usize = 2;
export const CB_OFFSET: usize = 3;
export const CR_OFFSET: usize = 4;
export const SWITCHING: usize = 5;

/** A slice of the picture filters; predicts from list 1; is of type SP or SI. */
export let anyFilters: bool = false;
export let anyB: bool = false;
export let anySwitches: bool = false;

/** Lays out memory; false where it does not suffice. */
export function allocateSlices(): bool {
  // A slice has a macroblock at least; redundant ones have a second one of each.
  most = min(0xffff, 2 * <i32>mbCount());
  slices = allocate(<usize>most << 3);
  return slices != 0;
}

export function forgetSlices(): void {
  anyFilters = false;
  anyB = false;
  anySwitches = false;
}

/** Notes the current slice (slice-parameters.ts). False: there are more slices than the picture can have. */
export function rememberSlice(): bool {
  const number = p.parameter(p.SLICE_NUMBER);
  if (<u32>number >= <u32>most) return fault(MB_ADDRESS, number);
  const at = slices + (<usize>number << 3);
  const filter = p.parameter(p.DEBLOCKING);
  store<i8>(at, <i8>filter, FILTER);
  store<i8>(at, <i8>p.parameter(p.ALPHA_OFFSET), OFFSET_A);
  store<i8>(at, <i8>p.parameter(p.BETA_OFFSET), OFFSET_B);
  store<i8>(at, <i8>p.parameter(p.CB_QP_OFFSET), CB_OFFSET);
  store<i8>(at, <i8>p.parameter(p.CR_QP_OFFSET), CR_OFFSET);
  store<i8>(at, switching ? 1 : 0, SWITCHING);
  anyFilters = anyFilters || filter != 1;
  anyB = anyB || sliceType == B_SLICE;
  anySwitches = anySwitches || switching;
  return true;
}

/** Address of what is known of a slice. */
// @ts-ignore: decorator
@inline
export function sliceAt(number: i32): usize {
  return slices + (<usize>min(number, most - 1) << 3);
}
