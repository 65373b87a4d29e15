// What holds for one slice, and the macroblock that it has come to.

import * as p from "./slice-parameters";
import { chromaFormat, mbStride, mbWidth } from "./picture-size";

export const P_SLICE: i32 = 0;
export const B_SLICE: i32 = 1;
export const I_SLICE: i32 = 2;
export const SP_SLICE: i32 = 3;
export const SI_SLICE: i32 = 4;

/** slice_type: P_SLICE also for SP, I_SLICE also for SI; `switching` tells them apart. */
export let sliceType: i32 = I_SLICE;
/** An SP or SI slice (8.6), of 4:2:0. */
export let switching: bool = false;
export let sliceNumber: i32 = 0;
/** A field of a frame; `bottomField`: which. */
export let fieldPicture: bool = false;
export let bottomField: bool = false;
export let mbaff: bool = false;
export let cabac: bool = false;
/** num_ref_idx_active of list 0 and 1 of the slice; field macroblocks of MBAFF frames have twice as many (`activeReferences`). */
export let active0: i32 = 0;
export let active1: i32 = 0;
export let spatialDirect: bool = false;
export let inference8x8: bool = false;
export let transform8x8Mode: bool = false;
export let constrainedIntra: bool = false;
export let lossless: bool = false;
export let currentSlot: i32 = 0;

/** Position of the macroblock in storage (picture-size.ts, mbStride): column, row, and index in arrays by macroblock. */
export let mbX: i32 = 0;
export let mbY: i32 = 0;
export let mbIndex: i32 = 0;
/** The macroblock is a field macroblock of an MBAFF frame (not: of a field). */
export let mbField: bool = false;
/** It is one of either kind: field scan, field contexts, vectors in lines of a field. */
export let fieldMode: bool = false;
/** The type of the macroblock (macroblock-type.ts), as far as it is known. */
export let mbType: u32 = 0;
/** QPY (without the bit depth's offset, may be negative). */
export let qp: i32 = 0;
/** Intra16x16PredMode of an INTRA_16X16 macroblock. */
export let mode16x16: i32 = 0;
/** mb_qp_delta of the macroblock before, for CABAC. */
export let lastQpDelta: i32 = 0;

export function beginSlice(): void {
  const type = p.parameter(p.SLICE_TYPE);
  switching = type >= SP_SLICE && chromaFormat == 1;
  sliceType = type == SP_SLICE ? P_SLICE : type == SI_SLICE ? I_SLICE : type;
  sliceNumber = p.parameter(p.SLICE_NUMBER);
  const structure = p.parameter(p.STRUCTURE);
  fieldPicture = structure != 3;
  bottomField = structure == 2;
  mbaff = p.parameter(p.MBAFF) != 0;
  cabac = p.parameter(p.CABAC) != 0;
  active0 = p.parameter(p.ACTIVE_0);
  active1 = p.parameter(p.ACTIVE_1);
  spatialDirect = p.parameter(p.DIRECT_SPATIAL) != 0;
  inference8x8 = p.parameter(p.DIRECT_8X8_INFERENCE) != 0;
  transform8x8Mode = p.parameter(p.TRANSFORM_8X8_MODE) != 0;
  constrainedIntra = p.parameter(p.CONSTRAINED_INTRA) != 0;
  lossless = p.parameter(p.LOSSLESS) != 0;
  currentSlot = p.parameter(p.CURRENT_SLOT);
  qp = p.parameter(p.SLICE_QP);
  lastQpDelta = 0;
  mbType = 0;
  setMbField(false);
}

/** num_ref_idx_active of a list, for the macroblock's kind. */
// @ts-ignore: decorator
@inline
export function activeReferences(list: i32): i32 {
  return (list == 0 ? active0 : active1) << (mbField ? 1 : 0);
}

// @ts-ignore: decorator
@inline
export function setMbField(value: bool): void {
  mbField = value;
  fieldMode = value || fieldPicture;
}

// @ts-ignore: decorator
@inline
export function setMbType(value: u32): void {
  mbType = value;
}

// @ts-ignore: decorator
@inline
export function setMode16x16(value: i32): void {
  mode16x16 = value;
}

// @ts-ignore: decorator
@inline
export function setQp(value: i32): void {
  qp = value;
}

// @ts-ignore: decorator
@inline
export function setLastQpDelta(value: i32): void {
  lastQpDelta = value;
}

/** Goes to the macroblock at a place of the frame's storage. */
// @ts-ignore: decorator
@inline
export function goTo(x: i32, y: i32): void {
  mbX = x;
  mbY = y;
  mbIndex = y * mbStride + x;
}

/** Goes to macroblock `address` (mbAddr of the standard; CurrMbAddr, of MBAFF frames too). */
export function goToAddress(address: i32): void {
  if (mbaff) {
    const pair = address >> 1;
    const row = pair / mbWidth;
    goTo(pair - row * mbWidth, (row << 1) + (address & 1));
    return;
  }
  const row = address / mbWidth;
  goTo(address - row * mbWidth, fieldPicture ? (row << 1) + (bottomField ? 1 : 0) : row);
}
