// Temporal direct prediction (8.4.1.2.3): the colocated block's vector, divided by the distances in output order.

import { FIRST } from "./caches";
import {
  FIELD_TO_FRAME, FRAME_TO_FIELD, colocatedKey, colocatedReference, colocatedShape, colocatedX, colocatedY, fetchColocated,
  fetchColocatedBlock, findColocated, isQuarterUniform, vertMvScale,
} from "./colocated";
import { P_16X16, P_8X8 } from "./macroblock-type";
import { setReferences, setVectors } from "./motion-prediction";
import * as slots from "./picture-slots";
import { slotCell } from "./picture-slots";
import { keysOf, listSlot, listStructure } from "./reference-keys";
import { active0, activeReferences, currentSlot, fieldMode, fieldPicture, bottomField, mbField, mbY, mbaff } from "./slice-state";

/** DistScaleFactor of each reference of list 0, i16: of the slice's own, and of top and bottom field macroblocks of MBAFF frames. */
const factors: usize = memory.data(3 * 64 * 2, 16);
const KIND_BYTES: usize = 64 * 2;
/** In the place of a factor: the vector is taken as it is. */
const NOT_SCALED: i32 = 0x7fff;

/** PicOrderCnt of a slot's picture: 1 its top field, 2 its bottom field, 3 the frame. */
// @ts-ignore: decorator
@inline
function orderOf(slot: i32, structure: i32): i32 {
  const top = slotCell(slot, slots.POC_TOP);
  const bottom = slotCell(slot, slots.POC_BOTTOM);
  return structure == 1 ? top : structure == 2 ? bottom : min(top, bottom);
}

// @ts-ignore: decorator
@inline
function clamp(value: i32, low: i32, high: i32): i32 {
  return max(low, min(high, value));
}

/** DistScaleFactor of a reference (8-197, 8-201, 8-202). `order`: of the current picture or field, `order1`: of the colocated one. */
function factorOf(slot: i32, structure: i32, order: i32, order1: i32): i32 {
  if (slot < 0) return NOT_SCALED;
  const order0 = orderOf(slot, structure);
  const td = clamp(order1 - order0, -128, 127);
  if (td == 0 || slotCell(slot, slots.LONG_TERM) != 0) return NOT_SCALED;
  const tb = clamp(order - order0, -128, 127);
  const tx = (16384 + abs(td / 2)) / td;
  return clamp((tb * tx + 32) >> 6, -1024, 1023);
}

/** Lays out the factors of a slice; list 1 has a first picture. */
export function beginTemporal(): void {
  const structure = fieldPicture ? bottomField ? 2 : 1 : 3;
  const order = orderOf(currentSlot, structure);
  const slot1 = listSlot(1, 0);
  const order1 = orderOf(slot1, listStructure(1, 0));
  const active = min(active0, 32);
  for (let i = 0; i < active; i++) {
    const slot = listSlot(0, i);
    store<i16>(factors + (<usize>i << 1), <i16>factorOf(slot, listStructure(0, i), order, order1));
    if (!mbaff) continue;
    for (let parity = 1; parity <= 2; parity++) {
      const own = orderOf(currentSlot, parity);
      const own1 = orderOf(slot1, parity);
      const at = factors + <usize>parity * KIND_BYTES + (<usize>i << 2);
      store<i16>(at, <i16>factorOf(slot, parity, own, own1));
      store<i16>(at, <i16>factorOf(slot, 3 - parity, own, own1), 2);
    }
  }
}

/** refIdxL0 of the colocated block fetched last: the first index that refers to the same picture, 0 where there is none. */
function mapReference(): i32 {
  if (colocatedReference < 0) return 0;
  let key = colocatedKey;
  if (!fieldMode) key |= 3;
  else if ((key & 3) == 3) key = (key & ~3) | (1 + (mbY & 1));
  const keys = keysOf(0);
  const active = activeReferences(0);
  for (let i = 0; i < active; i++) if (load<i32>(keys + (<usize>i << 2)) == key) return i;
  return 0;
}

/** Sets the vectors of `blocks` · `blocks` 4×4 blocks from the colocated block fetched last. */
function setScaled(entry: usize, blocks: usize, reference: i32): void {
  const kind: usize = mbField ? 1 + <usize>(mbY & 1) : 0;
  const factor = <i32>load<i16>(factors + kind * KIND_BYTES + (<usize>reference << 1));
  const x = colocatedX;
  let y = colocatedY;
  if (vertMvScale == FRAME_TO_FIELD) y = y / 2;
  else if (vertMvScale == FIELD_TO_FRAME) y = y << 1;
  let x0 = x;
  let y0 = y;
  let x1 = 0;
  let y1 = 0;
  if (factor != NOT_SCALED) {
    x0 = (factor * x + 128) >> 8;
    y0 = (factor * y + 128) >> 8;
    x1 = x0 - x;
    y1 = y0 - y;
  }
  setVectors(0, entry, blocks, blocks, (<u32>x0 & 0xffff) | <u32>y0 << 16);
  setVectors(1, entry, blocks, blocks, (<u32>x1 & 0xffff) | <u32>y1 << 16);
}

/** Predicts a quarter of the macroblock; returns its shape as a sub-macroblock. After findColocated(). */
export function predictTemporalQuarter(quarter: i32): u32 {
  const entry = FIRST + <usize>((quarter & 1) << 1) + <usize>((quarter >> 1) << 4);
  fetchColocated(quarter);
  const reference = mapReference();
  setReferences(0, entry, 2, 2, reference);
  setReferences(1, entry, 2, 2, 0);
  if (isQuarterUniform()) {
    setScaled(entry, 2, reference);
    return P_16X16;
  }
  for (let i = 0; i < 4; i++) {
    fetchColocatedBlock(((quarter & 1) << 1) + (i & 1), (quarter & 2) + (i >> 1));
    setScaled(entry + <usize>(i & 1) + <usize>((i >> 1) << 3), 1, reference);
  }
  return P_8X8;
}

/** Shapes of the quarters after predictTemporal(): u32[4]. */
export const temporalShapes: usize = memory.data(16, 16);

/** Predicts the macroblock; returns its partition shape. */
export function predictTemporal(): u32 {
  findColocated();
  if (colocatedShape == P_16X16) {
    fetchColocated(0);
    const reference = mapReference();
    setReferences(0, FIRST, 4, 4, reference);
    setReferences(1, FIRST, 4, 4, 0);
    setScaled(FIRST, 4, reference);
  } else {
    for (let quarter = 0; quarter < 4; quarter++) {
      store<u32>(temporalShapes + (<usize>quarter << 2), predictTemporalQuarter(quarter));
    }
  }
  return colocatedShape;
}
