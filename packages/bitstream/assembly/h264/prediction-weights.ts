// Weights of inter prediction (8.4.2.3): which ones hold for a pair of references.

import * as slots from "./picture-slots";
import * as p from "./slice-parameters";
import { B_SLICE, active0, active1, bottomField, currentSlot, fieldPicture, mbField, mbY, mbaff, sliceType } from "./slice-state";

export const DEFAULT: i32 = 0;
export const EXPLICIT: i32 = 1;
export const IMPLICIT: i32 = 2;
/** How the slice weighs (weighted_pred_flag, weighted_bipred_idc). */
export let weighted: i32 = DEFAULT;

/** Implicit weights of list 1, i16[3 kinds][64][64] by refIdxL0 and refIdxL1: of frame macroblocks or fields, of top, of bottom field macroblocks. */
const implicit: usize = memory.data(3 * 64 * 64 * 2, 16);

/** Prepares for a slice: implicit weights from the order of pictures (8.4.2.3.1). */
export function beginWeights(): void {
  weighted = p.parameter(p.WEIGHTED);
  if (weighted == IMPLICIT && sliceType != B_SLICE) weighted = DEFAULT;
  if (weighted != IMPLICIT) return;
  fillImplicit(0, fieldPicture ? (bottomField ? 2 : 1) : 3);
  if (mbaff) {
    fillImplicit(1, 1);
    fillImplicit(2, 2);
  }
}

/** `kind` of `implicit`, of a current picture or field of `structure`. */
function fillImplicit(kind: usize, structure: i32): void {
  const fields = kind != 0 ? 1 : 0;
  const count0 = <i32>min(active0, 32) << fields;
  const count1 = <i32>min(active1, 32) << fields;
  const current = orderCount(currentSlot, structure);
  for (let i = 0; i < count0; i++) {
    for (let j = 0; j < count1; j++) {
      store<i16>(
        implicit + ((kind << 12) + (<usize>i << 6) + <usize>j) * 2,
        <i16>implicitWeight(entryOf(0, i, fields), parityOf(0, i, fields, structure), entryOf(1, j, fields),
          parityOf(1, j, fields, structure), current),
      );
    }
  }
}

function implicitWeight(slot0: i32, structure0: i32, slot1: i32, structure1: i32, current: i32): i32 {
  if (<u32>slot0 >= <u32>slots.SLOTS || <u32>slot1 >= <u32>slots.SLOTS) return 32;
  if (slots.slotCell(slot0, slots.LONG_TERM) != 0 || slots.slotCell(slot1, slots.LONG_TERM) != 0) return 32;
  const order0 = orderCount(slot0, structure0);
  const td = max(-128, min(127, orderCount(slot1, structure1) - order0));
  if (td == 0) return 32;
  const tb = max(-128, min(127, current - order0));
  const tx = (16384 + abs(td / 2)) / td;
  const scale = max(-1024, min(1023, (tb * tx + 32) >> 6)) >> 2;
  return scale < -64 || scale > 128 ? 32 : scale;
}

function entryOf(list: i32, index: i32, fields: i32): i32 {
  return load<i32>(p.referenceLists + (<usize>(list << 5) + <usize>(index >> fields)) * p.ENTRY_CELLS * 4);
}

/** The structure an index refers to: of a field macroblock's list the same parity first (8.4.2.1). */
function parityOf(list: i32, index: i32, fields: i32, structure: i32): i32 {
  if (fields != 0) return (index & 1) == 0 ? structure : 3 - structure;
  return load<i32>(p.referenceLists + (<usize>(list << 5) + <usize>index) * p.ENTRY_CELLS * 4, 4);
}

/** PicOrderCnt of a field (structure 1, 2) or frame (8-1). */
function orderCount(slot: i32, structure: i32): i32 {
  const top = slots.slotCell(slot, slots.POC_TOP);
  const bottom = slots.slotCell(slot, slots.POC_BOTTOM);
  return structure == 1 ? top : structure == 2 ? bottom : min(top, bottom);
}

/** Implicit weight of list 1 for two references of the macroblock; that of list 0 is 64 less it. */
// @ts-ignore: decorator
@inline
export function implicitWeightOf(reference0: i32, reference1: i32): i32 {
  const kind: usize = mbField ? <usize>(1 + (mbY & 1)) : 0;
  return load<i16>(implicit + ((kind << 12) + (<usize>(reference0 & 63) << 6) + <usize>(reference1 & 63)) * 2);
}

/** Address of the explicit weights and offsets of a reference of the macroblock: i32[6] (slice-parameters.ts, weightTable). */
// @ts-ignore: decorator
@inline
export function explicitWeights(list: usize, reference: i32): usize {
  return p.weightTable + (list * 32 + <usize>((mbField ? reference >> 1 : reference) & 31)) * 24;
}
