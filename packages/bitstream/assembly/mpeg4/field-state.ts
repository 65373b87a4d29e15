// What interlaced streams have besides (ISO/IEC 14496-2, 6.3.5 and 7.7): for a picture and from macroblock to macroblock.

import { allocate } from "../common/memory";
import { read } from "./bits";
import { mbHeight, mbWidth } from "./sequence";

/** The stream is interlaced. */
export let interlaced: bool = false;
export let topFieldFirst: bool = false;
/** dct_type stands in every macroblock of P- and S-VOPs that is not skipped, coded or not: the way of an old encoder (encoder-behaviour.ts). */
export let alwaysTransformType: bool = false;
/** Chroma vectors of fields as DivX made them (encoder-behaviour.ts). */
export let divxFieldChroma: bool = false;
/** Distances of a B-VOP in fields: from the past anchor to it, and to the future anchor. */
export let trbFields: i32 = 0;
export let trdFields: i32 = 0;

/** 1 where the luma blocks of the macroblock at hand hold the lines of one field each (dct_type), else 0. */
export let fieldShift: i32 = 0;

/** u8 of each 8×8 block, of the last anchor and of B-VOPs: FIELDS and where each list refers to; 0 frame prediction. */
export let fieldFlags: usize = 0;
export let bFieldFlags: usize = 0;
/** The macroblock is predicted field by field: the first row of its blocks stands for the top field, the second for the bottom. */
export const FIELDS: i32 = 1;
/** The field of list 0, and of list 1, that is referred to is the bottom field. */
export const BOTTOM_OF_FIRST: i32 = 2;
export const BOTTOM_OF_SECOND: i32 = 4;

/** Lays out the memory, once; false where there is not enough. */
export function configureFields(): bool {
  const blocks = <usize>(mbWidth * mbHeight * 4);
  interlaced = true;
  fieldFlags = allocate(blocks);
  bFieldFlags = allocate(blocks);
  return fieldFlags != 0 && bFieldFlags != 0;
}

/** Begins a picture of an interlaced stream. */
export function beginFields(b: bool, topFirst: bool, trb: i32, trd: i32, everyType: bool, divxChroma: bool): void {
  topFieldFirst = topFirst;
  trbFields = trb;
  trdFields = trd;
  alwaysTransformType = everyType && !b;
  divxFieldChroma = divxChroma;
  fieldShift = 0;
  memory.fill(b ? bFieldFlags : fieldFlags, 0, <usize>(mbWidth * mbHeight * 4));
}

/** Reads dct_type (6.3.6.3). */
export function readTransformType(): void {
  fieldShift = <i32>read(1);
}

/** Reads dct_type where an inter macroblock has it. */
// @ts-ignore: decorator
@inline
export function readInterTransformType(coded: i32): void {
  if (interlaced && (coded != 0 || alwaysTransformType)) readTransformType();
}
