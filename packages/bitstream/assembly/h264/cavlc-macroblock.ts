// macroblock_layer() and mb_pred() of intra macroblocks with exponential Golomb codes (7.3.5, 7.3.5.1).

import { pos, read, seek, se, ue, window } from "./bits";
import { codedBlocks, entryOfBlock, modeCache } from "./caches";
import { hasReference, readMotion, readSubMacroblocks } from "./cavlc-motion";
import { readResidual } from "./cavlc-residual";
import { predictDirect } from "./direct-prediction";
import * as faults from "./fault";
import { fault } from "./fault";
import { fillCounts, fillModes, fillMotion, storeCounts, storeModes, storeMotion, storeNoCounts, storeNoMotion } from "./fill-caches";
import * as arrays from "./macroblock-arrays";
import * as tables from "./macroblock-tables";
import {
  DIRECT, FIELD, INTRA_16X16, INTRA_4X4, P0_L0, P_16X16, P_8X8, SI, SKIP, TRANSFORM_8X8,
} from "./macroblock-type";
import { predictSkip } from "./motion-prediction";
import { findNeighbours } from "./neighbours";
import { readPcm } from "./pcm";
import { chromaFormat, lumaQpOffset } from "./picture-size";
import { reconstructMacroblock } from "./reconstruction";
import { SLICE_TYPE, parameter } from "./slice-parameters";
import {
  B_SLICE, P_SLICE, SI_SLICE, fieldMode, inference8x8, mbIndex, mbType, qp, setMbType, setMode16x16, setQp, sliceNumber, sliceType,
  switching, transform8x8Mode,
} from "./slice-state";

/** mb_skip_run's macroblocks: P_Skip, B_Skip. False: a fault was noted. */
export function skipMacroblock(): bool {
  if (sliceType == P_SLICE && !hasReference(0, 0)) return false;
  const field: u32 = fieldMode ? FIELD : 0;
  setMbType(sliceType == P_SLICE ? field | SKIP | P_16X16 | P0_L0 : field | SKIP | DIRECT);
  findNeighbours();
  fillMotion();
  if (sliceType == P_SLICE) predictSkip();
  else if (!predictDirect()) return false;
  storeMotion();
  noCodedBlocks();
  storeNoCounts();
  finish(0);
  return true;
}

/** A macroblock whose mb_field_decoding_flag is known. False: a fault was noted. */
export function readMacroblock(): bool {
  findNeighbours();
  noCodedBlocks();
  let type = <i32>ue();
  if (sliceType == P_SLICE) {
    if (<u32>type < <u32>tables.P_TYPES) return readInter(load<u32>(tables.pTypes + (<usize>type << 2)), type == tables.P_8X8_REF0);
    type -= tables.P_TYPES;
  } else if (sliceType == B_SLICE) {
    if (<u32>type < <u32>tables.B_TYPES) return readInter(load<u32>(tables.bTypes + (<usize>type << 2)), false);
    type -= tables.B_TYPES;
  } else if (parameter(SLICE_TYPE) == SI_SLICE) {
    if (type == 0) return readIntra4x4(switching ? INTRA_4X4 | SI : INTRA_4X4);
    type -= 1;
  }
  if (type == 0) return readIntra4x4(INTRA_4X4);
  if (<u32>type < <u32>tables.I_TYPE_PCM) return readIntra16x16(type);
  if (type != tables.I_TYPE_PCM) return fault(faults.MB_TYPE, type, pos);
  readPcm();
  return true;
}

/** I_NxN, and SI. */
function readIntra4x4(type: u32): bool {
  if (transform8x8Mode && (type & SI) == 0 && read(1) != 0) type |= TRANSFORM_8X8;
  setMbType(fieldMode ? type | FIELD : type);
  fillModes();
  const step: usize = type & TRANSFORM_8X8 ? 4 : 1;
  for (let i: usize = 0; i < 16; i += step) {
    const entry = modeCache + <usize>load<u8>(entryOfBlock + i);
    const left = load<i8>(entry - 1);
    const above = load<i8>(entry - 8);
    // prev_intra4x4_pred_mode_flag and rem_intra4x4_pred_mode (8.3.1.1).
    let mode = <i32>min(left, above);
    if (mode < 0) mode = 2;
    const code = <i32>(window(pos) >> 60);
    if (code & 8) seek(pos + 1);
    else {
      mode = code < mode ? code : code + 1;
      seek(pos + 4);
    }
    if (step == 1) store<u8>(entry, <u8>mode);
    else {
      store<u16>(entry, <u16>(mode * 0x101));
      store<u16>(entry + 8, <u16>(mode * 0x101));
    }
  }
  storeModes();
  if (!readChromaMode()) return false;
  const code = ue();
  const pattern = patternOf(code, tables.intraPatterns, tables.intraLumaPatterns);
  if (pattern < 0) return fault(faults.CODED_BLOCK_PATTERN, code, pos);
  return finishIntra(pattern, pattern != 0);
}

function readIntra16x16(type: i32): bool {
  setMbType(fieldMode ? INTRA_16X16 | FIELD : INTRA_16X16);
  setMode16x16(tables.intra16x16Mode(type));
  return readChromaMode() && finishIntra(tables.intra16x16Pattern(type), true);
}

/** intra_chroma_pred_mode. */
// @ts-ignore: decorator
@inline
function readChromaMode(): bool {
  let mode: u32 = 0;
  if (chromaFormat == 1 || chromaFormat == 2) {
    mode = ue();
    if (mode > 3) return fault(faults.INTRA_CHROMA_PRED_MODE, mode, pos);
  }
  store<u8>(arrays.chromaModes + <usize>mbIndex, <u8>mode);
  return true;
}

function finishIntra(pattern: i32, coded: bool): bool {
  storeNoMotion();
  return finishCoded(pattern, coded);
}

/** An inter macroblock (not skipped) of a type of Table 7-13 or 7-14. */
function readInter(type: u32, firstReference: bool): bool {
  setMbType(fieldMode ? type | FIELD : type);
  fillMotion();
  let whole = true;
  if (type & DIRECT) {
    if (!predictDirect()) return false;
    whole = inference8x8;
  } else if (type & P_8X8) {
    const kind = readSubMacroblocks(firstReference);
    if (kind < 0) return false;
    whole = kind > 0;
  } else if (!readMotion()) return false;
  storeMotion();
  store<u8>(arrays.chromaModes + <usize>mbIndex, 0);
  const code = ue();
  const pattern = patternOf(code, tables.interPatterns, tables.interLumaPatterns);
  if (pattern < 0) return fault(faults.CODED_BLOCK_PATTERN, code, pos);
  if (pattern == 0) {
    storeNoCounts();
    finish(0);
    return true;
  }
  if (transform8x8Mode && whole && (pattern & 15) != 0 && read(1) != 0) setMbType(mbType | TRANSFORM_8X8);
  return finishCoded(pattern, true);
}

/** coded_block_pattern of a codeNum (9.1.2); −1: there is none. */
// @ts-ignore: decorator
@inline
function patternOf(code: u32, patterns: usize, lumaPatterns: usize): i32 {
  if (chromaFormat == 1 || chromaFormat == 2) return code < 48 ? <i32>load<u8>(patterns + <usize>code) : -1;
  return code < 16 ? <i32>load<u8>(lumaPatterns + <usize>code) : -1;
}

/** mb_qp_delta and the residual, if `coded`, and what is done with the macroblock. */
function finishCoded(pattern: i32, coded: bool): bool {
  if (!coded) {
    storeNoCounts();
    finish(0);
    return true;
  }
  const delta = se();
  const half = 26 + (lumaQpOffset >> 1);
  if (delta < -half || delta >= half) return fault(faults.MB_QP_DELTA, delta, pos);
  let next = qp + delta;
  if (next > 51) next -= 2 * half;
  else if (next < -lumaQpOffset) next += 2 * half;
  setQp(next);
  fillCounts();
  if (!readResidual(pattern)) return false;
  storeCounts();
  finish(pattern);
  return true;
}

// @ts-ignore: decorator
@inline
function noCodedBlocks(): void {
  store<u64>(codedBlocks, 0);
  store<u32>(codedBlocks, 0, 8);
}

/** Notes what others need of the macroblock, and reconstructs it. */
// @ts-ignore: decorator
@inline
function finish(pattern: i32): void {
  const index = <usize>mbIndex;
  store<u32>(arrays.types + (index << 2), mbType);
  store<u16>(arrays.sliceNumbers + (index << 1), <u16>sliceNumber);
  store<u16>(arrays.codedBlockPatterns + (index << 1), <u16>pattern);
  store<i8>(arrays.qps + index, <i8>qp);
  reconstructMacroblock();
}
