// macroblock_layer() in CABAC (7.3.5), and skipped macroblocks.

import { readSubTypeB, readSubTypeP, readTypeB, readTypeI, readTypeP } from "./cabac-macroblock-type";
import { readChromaMode, readCodedBlockPattern, readModes4x4, readModes8x8, readQpDelta, readTransformFlag } from "./cabac-modes";
import { hasReference, readHalves, readSubMacroblocks, readWhole } from "./cabac-motion";
import { readPcm } from "./cabac-pcm";
import { readResidual } from "./cabac-residual";
import { countCache, directCache, FIRST, NOT_AVAILABLE } from "./caches";
import { predictDirect, predictDirectBlocks } from "./direct-prediction";
import { fillCounts, fillModes, fillMotion, storeCounts, storeModes, storeMotion, storeNoCounts, storeNoMotion } from "./fill-caches";
import * as arrays from "./macroblock-arrays";
import {
  bSubTypes, bTypes, B_TYPES, I_TYPE_PCM, intra16x16Mode, intra16x16Pattern, pSubTypes, pTypes, P_TYPES,
} from "./macroblock-tables";
import {
  DIRECT, FIELD, I_PCM, INTRA, INTRA_16X16, INTRA_4X4, P0_L0, P_16X16, P_8X8, SKIP, TRANSFORM_8X8,
} from "./macroblock-type";
import { predictSkip } from "./motion-prediction";
import { leftIndex, leftType, lowerLeftType, topIndex, topType } from "./neighbours";
import { chromaFormat, lumaQpOffset } from "./picture-size";
import { reconstructMacroblock } from "./reconstruction";
import * as state from "./slice-state";

/** Writes what others will ask of the macroblock, and reconstructs it. */
function finish(pattern: i32, qp: i32, chromaMode: i32): void {
  const index = <usize>state.mbIndex;
  store<u32>(arrays.types + (index << 2), state.mbType);
  store<u16>(arrays.codedBlockPatterns + (index << 1), pattern);
  store<i8>(arrays.qps + index, qp);
  store<u8>(arrays.chromaModes + index, chromaMode);
  store<u16>(arrays.sliceNumbers + (index << 1), state.sliceNumber);
  reconstructMacroblock();
}

/** P_Skip or B_Skip. Neighbours were found. False: a fault was noted. */
export function skipMacroblock(): bool {
  const field = state.fieldMode ? FIELD : 0;
  if (state.sliceType == state.B_SLICE) {
    state.setMbType(field | SKIP | DIRECT);
    fillMotion();
    if (!predictDirect()) return false;
  } else {
    state.setMbType(field | SKIP | P_16X16 | P0_L0);
    if (!hasReference(0, 0)) return false;
    fillMotion();
    predictSkip();
  }
  storeMotion();
  storeNoCounts();
  state.setLastQpDelta(0);
  finish(0, state.qp, 0);
  return true;
}

/** macroblock_layer(). Neighbours were found. False: a fault was noted. */
export function decodeMacroblock(): bool {
  const field = state.fieldMode ? FIELD : 0;
  if (state.sliceType == state.P_SLICE) {
    const type = readTypeP();
    if (type >= P_TYPES) return decodeIntra(type - P_TYPES);
    state.setMbType(field | load<u32>(pTypes + (<usize>type << 2)));
    return decodeInter(1);
  }
  if (state.sliceType == state.B_SLICE) {
    const type = readTypeB();
    if (type >= B_TYPES) return decodeIntra(type - B_TYPES);
    state.setMbType(field | load<u32>(bTypes + (<usize>type << 2)));
    return decodeInter(2);
  }
  return decodeIntra(readTypeI());
}

/** mb_type of an I slice: its number. */
function decodeIntra(type: i32): bool {
  const field = state.fieldMode ? FIELD : 0;
  storeNoMotion();
  if (type == I_TYPE_PCM) return decodePcm(field);
  let pattern: i32 = 0;
  if (type == 0) {
    state.setMbType(field | INTRA_4X4);
    fillModes();
    if (state.transform8x8Mode && readTransformFlag()) {
      state.setMbType(state.mbType | TRANSFORM_8X8);
      readModes8x8();
    } else readModes4x4();
    storeModes();
  } else {
    state.setMbType(field | INTRA_16X16);
    state.setMode16x16(intra16x16Mode(type));
    pattern = intra16x16Pattern(type);
    if (chromaFormat == 0 || chromaFormat == 3) pattern &= 15;
  }
  const chromaMode = chromaFormat == 1 || chromaFormat == 2 ? readChromaMode() : 0;
  if (type == 0) pattern = readCodedBlockPattern();
  return decodeResidual(pattern, chromaMode);
}

function decodePcm(field: u32): bool {
  state.setMbType(field | I_PCM);
  if (!readPcm()) return false;
  fillCounts();
  for (let plane: usize = 0; plane < 120; plane += 40) {
    for (let row: usize = 0; row < 32; row += 8) store<u32>(countCache + plane + row, 0x10101010, FIRST);
  }
  storeCounts();
  state.setLastQpDelta(0);
  // All blocks count as coded, DC too; QP′Y is 0 for the deblocking filter.
  finish(0x72f, -lumaQpOffset, 0);
  return true;
}

function decodeInter(lists: usize): bool {
  fillMotion();
  let maySplit = true;
  if (state.mbType & P_8X8) {
    const subTypes = arrays.subTypes + (<usize>state.mbIndex << 4);
    if (!readSubTypes(subTypes)) return false;
    maySplit = allWhole(subTypes);
    if (!readSubMacroblocks(lists, subTypes)) return false;
  } else if (state.mbType & DIRECT) {
    if (!predictDirect()) return false;
    maySplit = state.inference8x8;
  } else if (!(state.mbType & P_16X16 ? readWhole(lists) : readHalves(lists))) return false;
  storeMotion();
  const pattern = readCodedBlockPattern();
  if ((pattern & 15) != 0 && maySplit && state.transform8x8Mode && readTransformFlag()) state.setMbType(state.mbType | TRANSFORM_8X8);
  return decodeResidual(pattern, 0);
}

/** sub_mb_type of the four sub-macroblocks; those predicted directly are predicted. */
function readSubTypes(subTypes: usize): bool {
  if (state.sliceType == state.P_SLICE) {
    for (let i: usize = 0; i < 4; i++) store<u32>(subTypes + (i << 2), load<u32>(pSubTypes + (<usize>readSubTypeP() << 2)));
    return true;
  }
  let direct = 0;
  for (let i: usize = 0; i < 4; i++) {
    const type = load<u32>(bSubTypes + (<usize>readSubTypeB() << 2));
    store<u32>(subTypes + (i << 2), type);
    if ((type & DIRECT) == 0) continue;
    direct |= 1 << <i32>i;
    const entry = directCache + FIRST + ((i & 1) << 1) + ((i >> 1) << 4);
    store<u16>(entry, 0x101);
    store<u16>(entry, 0x101, 8);
  }
  return direct == 0 || predictDirectBlocks(direct);
}

/** No sub-macroblock has parts of less than 8×8 samples (noSubMbPartSizeLessThan8x8Flag). */
function allWhole(subTypes: usize): bool {
  for (let i: usize = 0; i < 4; i++) {
    const type = load<u32>(subTypes + (i << 2));
    if (type & DIRECT) {
      if (!state.inference8x8) return false;
    } else if ((type & P_16X16) == 0) return false;
  }
  return true;
}

/** What follows coded_block_pattern. */
function decodeResidual(pattern: i32, chromaMode: i32): bool {
  if (pattern == 0 && (state.mbType & INTRA_16X16) == 0) {
    storeNoCounts();
    state.setLastQpDelta(0);
    finish(0, state.qp, chromaMode);
    return true;
  }
  if (!readQpDelta()) return false;
  fillCounts();
  if (chromaFormat == 3 && (state.mbType & TRANSFORM_8X8) != 0) forgetSmallBlocks();
  if ((state.mbType & INTRA) == 0) {
    if (topIndex < 0) clearCounts(FIRST - 8, 1, 4);
    if (leftIndex < 0) clearCounts(FIRST - 1, 8, 4);
  }
  const coded = readResidual(pattern);
  if (coded < 0) return false;
  storeCounts();
  finish(coded, state.qp, chromaMode);
  return true;
}

/**
 * To 8×8 blocks with a coded_block_flag (4:4:4) neighbours with 4×4 transforms have no coefficients, unless they are I_PCM
 * (9.3.3.1.1.9: transBlockN).
 */
function forgetSmallBlocks(): void {
  const count: u8 = oldX264 && (state.mbType & INTRA) != 0 ? NOT_AVAILABLE : 0;
  if (isSmall(topType)) fillCountsFrom(FIRST - 8, 1, 4, count);
  if (isSmall(leftType)) fillCountsFrom(FIRST - 1, 8, 2, count);
  if (isSmall(lowerLeftType)) fillCountsFrom(FIRST + 15, 8, 2, count);
}

/** The stream was made by an x264 before build 151, to whose intra macroblocks those neighbours have some: 4:4:4 only. */
let oldX264: bool = false;

export function imitateOldX264(): void {
  oldX264 = true;
}

// @ts-ignore: decorator
@inline
function isSmall(type: u32): bool {
  return type != 0 && (type & (TRANSFORM_8X8 | I_PCM)) == 0;
}

/** Neighbours that are not available have no coefficients to inter macroblocks (9.3.3.1.1.9), but some to intra ones. */
function clearCounts(entry: usize, step: usize, entries: usize): void {
  fillCountsFrom(entry, step, entries, 0);
}

function fillCountsFrom(entry: usize, step: usize, entries: usize, count: u8): void {
  for (let plane: usize = 0; plane < 120; plane += 40) {
    for (let i: usize = 0; i < entries; i++) store<u8>(countCache + plane + entry + i * step, count);
  }
}
