// References and vectors of inter macroblocks with exponential Golomb codes (7.3.5.1, 7.3.5.2).

import { pos, read, se, ue } from "./bits";
import { FIRST, entryOfBlock } from "./caches";
import { predictDirectBlocks } from "./direct-prediction";
import * as faults from "./fault";
import { fault } from "./fault";
import { subTypes } from "./macroblock-arrays";
import { B_SUB_TYPES, P_SUB_TYPES, bSubTypes, pSubTypes } from "./macroblock-tables";
import { DIRECT, P0_L0, P1_L0, P_16X16, P_16X8, P_8X16 } from "./macroblock-type";
import {
  predict16x8, predict8x16, predictVector, predictedX, predictedY, setReferences, setVectors,
} from "./motion-prediction";
import { ENTRY_CELLS, referenceLists } from "./slice-parameters";
import { B_SLICE, activeReferences, inference8x8, mbField, mbIndex, mbType, sliceType } from "./slice-state";

/** Reference indices of the partitions of the macroblock: i32[4]. */
const references: usize = memory.data(16, 16);

/** ref_idx_l0 or l1; −1: a fault was noted. */
// @ts-ignore: decorator
@inline
function readReference(list: i32): i32 {
  const active = activeReferences(list);
  let reference: i32 = 0;
  if (active == 2) reference = <i32>(read(1) ^ 1);
  else if (active > 2) {
    reference = <i32>ue();
    if (<u32>reference >= <u32>active) {
      fault(faults.REF_IDX, reference, pos);
      return -1;
    }
  }
  return hasReference(list, reference) ? reference : -1;
}

/** Whether there is a picture for a reference index; else a fault is noted. */
// @ts-ignore: decorator
@inline
export function hasReference(list: i32, reference: i32): bool {
  const entry = <usize>((list << 5) + (reference >> (mbField ? 1 : 0))) * ENTRY_CELLS;
  return load<i32>(referenceLists + (entry << 2)) >= 0 || fault(faults.MISSING_REFERENCE, reference, pos);
}

/** mvd_l0 or l1 of a partition whose vector is predicted: sets its vector. False: a fault was noted. */
// @ts-ignore: decorator
@inline
function readVector(list: usize, entry: usize, width: usize, height: usize): bool {
  const x = se();
  const y = se();
  // Longer ones lead out of any picture; vectors have 16 bits.
  if ((((x ^ (x >> 31)) | (y ^ (y >> 31))) >> 20) != 0) return fault(faults.MVD, x, pos);
  setVectors(list, entry, width, height, <u32>((predictedX + x) & 0xffff) | (<u32>(predictedY + y) << 16));
  return true;
}

/** Bit of a list in a partition's prediction (macroblock-type.ts). */
// @ts-ignore: decorator
@inline
function uses(partition: i32, list: i32): bool {
  return (mbType & ((partition == 0 ? P0_L0 : P1_L0) << list)) != 0;
}

/** Macroblocks of one partition or two. False: a fault was noted. */
export function readMotion(): bool {
  const lists = sliceType == B_SLICE ? 2 : 1;
  if (mbType & P_16X16) {
    for (let list = 0; list < lists; list++) {
      if (!uses(0, list)) continue;
      const reference = readReference(list);
      if (reference < 0) return false;
      store<i32>(references + (<usize>list << 2), reference);
      setReferences(list, FIRST, 4, 4, reference);
    }
    for (let list = 0; list < lists; list++) {
      if (!uses(0, list)) continue;
      predictVector(list, FIRST, 4, load<i32>(references + (<usize>list << 2)));
      if (!readVector(list, FIRST, 4, 4)) return false;
    }
    return true;
  }
  return mbType & P_16X8 ? readHalves(lists, true) : readHalves(lists, false);
}

/** 16×8 (`flat`) and 8×16. */
// @ts-ignore: decorator
@inline
function readHalves(lists: i32, flat: bool): bool {
  const width: usize = flat ? 4 : 2;
  const height: usize = flat ? 2 : 4;
  const second: usize = flat ? FIRST + 16 : FIRST + 2;
  for (let list = 0; list < lists; list++) {
    for (let partition = 0; partition < 2; partition++) {
      if (!uses(partition, list)) continue;
      const reference = readReference(list);
      if (reference < 0) return false;
      store<i32>(references + (<usize>((list << 1) + partition) << 2), reference);
      setReferences(list, partition == 0 ? FIRST : second, width, height, reference);
    }
  }
  for (let list = 0; list < lists; list++) {
    for (let partition = 0; partition < 2; partition++) {
      if (!uses(partition, list)) continue;
      const reference = load<i32>(references + (<usize>((list << 1) + partition) << 2));
      if (flat) predict16x8(list, partition, reference);
      else predict8x16(list, partition, reference);
      if (!readVector(list, partition == 0 ? FIRST : second, width, height)) return false;
    }
  }
  return true;
}

/**
 * P_8x8, P_8x8ref0 (`firstReference`) and B_8x8: sub_mb_pred(). Returns −1: a fault was noted; 1: no part is smaller than 8×8
 * (noSubMbPartSizeLessThan8x8Flag); else 0.
 */
export function readSubMacroblocks(firstReference: bool): i32 {
  const bidirectional = sliceType == B_SLICE;
  const types = subTypes + (<usize>mbIndex << 4);
  const table = bidirectional ? bSubTypes : pSubTypes;
  const count = bidirectional ? B_SUB_TYPES : P_SUB_TYPES;
  let direct = 0;
  let whole = 1;
  for (let i = 0; i < 4; i++) {
    const code = ue();
    if (code >= <u32>count) {
      fault(faults.SUB_MB_TYPE, code, pos);
      return -1;
    }
    const type = load<u32>(table + (<usize>code << 2));
    store<u32>(types + (<usize>i << 2), type);
    if (type & DIRECT) direct |= 1 << i;
    else if (!(type & P_16X16)) whole = 0;
  }
  if (direct != 0) {
    if (!predictDirectBlocks(direct)) return -1;
    if (!inference8x8) whole = 0;
  }
  const lists = bidirectional ? 2 : 1;
  for (let list = 0; list < lists; list++) {
    for (let i = 0; i < 4; i++) {
      if (!subUses(types, i, list)) continue;
      const reference = firstReference ? (hasReference(0, 0) ? 0 : -1) : readReference(list);
      if (reference < 0) return -1;
      setReferences(list, <usize>load<u8>(entryOfBlock + <usize>(i << 2)), 2, 2, reference);
      store<i32>(subReferences + (<usize>((list << 2) + i) << 2), reference);
    }
  }
  for (let list = 0; list < lists; list++) {
    for (let i = 0; i < 4; i++) {
      if (!subUses(types, i, list)) continue;
      const reference = load<i32>(subReferences + (<usize>((list << 2) + i) << 2));
      const type = load<u32>(types + (<usize>i << 2));
      if (!readSubVectors(list, <usize>load<u8>(entryOfBlock + <usize>(i << 2)), type, reference)) return -1;
    }
  }
  return whole;
}

/** i32[2 lists][4]. */
const subReferences: usize = memory.data(32, 16);

// @ts-ignore: decorator
@inline
function subUses(types: usize, i: i32, list: i32): bool {
  const type = load<u32>(types + (<usize>i << 2));
  return (type & DIRECT) == 0 && (type & (P0_L0 << list)) != 0;
}

function readSubVectors(list: usize, entry: usize, type: u32, reference: i32): bool {
  if (type & P_16X16) {
    predictVector(list, entry, 2, reference);
    return readVector(list, entry, 2, 2);
  }
  if (type & P_16X8) {
    predictVector(list, entry, 2, reference);
    if (!readVector(list, entry, 2, 1)) return false;
    predictVector(list, entry + 8, 2, reference);
    return readVector(list, entry + 8, 2, 1);
  }
  if (type & P_8X16) {
    predictVector(list, entry, 1, reference);
    if (!readVector(list, entry, 1, 2)) return false;
    predictVector(list, entry + 1, 1, reference);
    return readVector(list, entry + 1, 1, 2);
  }
  for (let i: usize = 0; i < 4; i++) {
    const at = entry + (i & 1) + ((i >> 1) << 3);
    predictVector(list, at, 1, reference);
    if (!readVector(list, at, 1, 1)) return false;
  }
  return true;
}
