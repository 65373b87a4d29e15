// Macroblocks of I-, P- and S-VOPs (ISO/IEC 14496-2, 6.2.6 and 6.3.6).

import { end, pos, read, seek, window } from "./bits";
import { CBPY, fault, MCBPC, TRUNCATED } from "./fault";
import { decodeFieldVectors, fieldVectorsOfMacroblock, colocatedFieldReferences } from "./field-motion";
import { predictFields } from "./field-prediction";
import { interlaced, readInterTransformType, readTransformType } from "./field-state";
import { beginIntraPrediction } from "./intra-prediction";
import { predictFour, predictWhole } from "./inter-macroblock";
import { decodeFourVectors, decodeVector, storeVector, vectorX, vectorY } from "./motion-vector";
import {
  dcThreshold, mbIndex, mbX, mbY, predicted, quantiser, reference, setQuantiser, wantCoded, wantPixels, wantReconstructed,
} from "./picture-state";
import { copyBlock, subtractBlock } from "./pixels";
import { intraMask, intraQuantisers, mbWidth, notCoded, partitions, references, strideC, strideY } from "./sequence";
import { globalMotion, noteGlobal, predictGlobal } from "./sprite-warp";
import { prepareResidual, residualStride, residualTarget, residualWritten } from "./residual-planes";
import {
  decodeInterBlock, decodeIntraBlock, pixelsOf, skipInterBlock, skipIntraBlock,
} from "./texture";
import { cbpy, CBPY_BITS, mcbpcInter, mcbpcIntra, MCBPC_BITS } from "./vlc";

/** Macroblock types (Table B-1). */
export const INTER_Q: i32 = 1;
export const INTER_4V: i32 = 2;
export const INTRA: i32 = 3;
export const INTRA_Q: i32 = 4;
/** Value of the stuffing code in the tables of mcbpc. */
export const STUFFING: i32 = 20;

/** A pattern in which all six blocks are coded. */
const ALL_BLOCKS: i32 = 63;

/** dquant (Table 6-32): code → change of the quantiser. */
const DQUANT: usize = memory.data<i8>([-1, -2, 1, 2]);

/** Prediction of a macroblock, kept while it is reconstructed: six blocks of 8×8 pixels. */
const prediction: usize = memory.data(384, 16);

/** Decodes the next macroblock. */
export function decodeMacroblock(): bool {
  let entry: i32 = 0;
  // Stuffing macroblocks come before the real one.
  do {
    if (pos > end) return fault(TRUNCATED, end);
    if (predicted && read(1)) {
      noteNotCoded();
      reconstructNotCoded();
      return true;
    }
    entry = <i32>load<u16>((predicted ? mcbpcInter : mcbpcIntra) + (<usize>(window(pos) >> (64 - MCBPC_BITS)) << 1));
    if (entry == 0) return fault(MCBPC, pos);
    seek(pos + (entry & 0xff));
  } while (entry >> 8 == STUFFING);
  const type = entry >> 10;
  const cbpc = (entry >> 8) & 3;
  return type >= INTRA ? decodeIntra(type, cbpc) : decodeInter(type, cbpc);
}

/**
 * Notes a macroblock that is not coded: it moves globally in an S-VOP, in others not at all. Only those that do not move are left
 * out of B-VOPs, too.
 */
// @ts-ignore: decorator
@inline
export function noteNotCoded(): void {
  if (globalMotion) noteGlobal();
  else storeVector(0, 0);
  noteMacroblock(16);
  store<u8>(notCoded + <usize>mbIndex, globalMotion ? 0 : 1);
}

/** A macroblock that is only predicted, as noteNotCoded noted it. */
export function reconstructNotCoded(): void {
  if (wantCoded || wantReconstructed) prepareResidual(0);
  if (!wantPixels) return;
  if (globalMotion) predictGlobal();
  else predictWhole();
}

function decodeIntra(type: i32, cbpc: i32): bool {
  const predictAc = read(1) != 0;
  const pattern = readPattern();
  if (pattern < 0) return false;
  const coded = (pattern << 2) | cbpc;
  // Whether the DC has its own code depends on the quantiser before dquant (6.3.6).
  const separateDc = quantiser < dcThreshold;
  if (type == INTRA_Q) changeQuantiser();
  if (interlaced) readTransformType();
  noteIntra();
  return reconstructIntra(coded, separateDc, predictAc);
}

/** Notes an intra macroblock. */
// @ts-ignore: decorator
@inline
export function noteIntra(): void {
  store<u8>(intraQuantisers + <usize>mbIndex, <u8>quantiser);
  if (predicted) {
    storeVector(0, 0);
    noteShape(0, 0x0101);
    store<u8>(notCoded + <usize>mbIndex, 0);
  }
}

/**
 * Reads the blocks of an intra macroblock into what is wanted of it.
 * @param coded bit 5 − i: block i has coefficients behind its DC
 */
export function reconstructIntra(coded: i32, separateDc: bool, predictAc: bool): bool {
  if (wantCoded || wantReconstructed) prepareResidual(ALL_BLOCKS);
  if (wantPixels || wantCoded) {
    beginIntraPrediction();
    for (let i = 0; i < 6; i++) {
      if (!decodeIntraBlock(i, ((coded >> (5 - i)) & 1) != 0, separateDc, predictAc)) return false;
    }
    if (wantReconstructed) storeReconstructedIntra();
  } else {
    for (let i = 0; i < 6; i++) {
      if (!skipIntraBlock(i, ((coded >> (5 - i)) & 1) != 0, separateDc)) return false;
    }
  }
  return true;
}

function decodeInter(type: i32, cbpc: i32): bool {
  const global = readGlobal(type);
  const pattern = readPattern();
  if (pattern < 0) return false;
  const coded = ((pattern ^ 15) << 2) | cbpc;
  if (type == INTER_Q) changeQuantiser();
  readInterTransformType(coded);
  if (type == INTER_4V) {
    if (!decodeFourVectors()) return false;
    noteMacroblock(8);
  } else if (interlaced && !global && read(1)) {
    return decodeFieldPredicted(coded);
  } else if (!decodeWholeVector(global)) return false;
  return reconstructInter(type == INTER_4V, global, coded);
}

/** A macroblock of an interlaced P- or S-VOP with a vector for each field. */
function decodeFieldPredicted(coded: i32): bool {
  if (!decodeFieldVectors()) return false;
  noteMacroblock(16);
  if (wantPixels) {
    const at = fieldVectorsOfMacroblock();
    predictFields(at, at + 4, colocatedFieldReferences());
  }
  return addTexture(coded);
}

/** mcsel: whether an inter macroblock moves globally. Only those of S-VOPs with one vector have it. */
// @ts-ignore: decorator
@inline
export function readGlobal(type: i32): bool {
  return globalMotion && type != INTER_4V && read(1) != 0;
}

/** Decodes and notes the vector of a macroblock with one; a global one stands for the mean of its pixels' motion. */
// @ts-ignore: decorator
@inline
export function decodeWholeVector(global: bool): bool {
  if (global) noteGlobal();
  else {
    if (!decodeVector(0)) return false;
    storeVector(vectorX, vectorY);
  }
  noteMacroblock(16);
  return true;
}

/**
 * Predicts an inter macroblock whose vectors are stored, and reads its blocks (bit 5 − i of `coded`: block i).
 * @param four it has four vectors
 * @param global it moves as the whole picture does
 */
export function reconstructInter(four: bool, global: bool, coded: i32): bool {
  if (wantPixels) {
    if (four) predictFour();
    else if (global) predictGlobal();
    else predictWhole();
  }
  return addTexture(coded);
}

/** Reads the blocks of a macroblock whose prediction stands in the picture, if pixels are wanted. */
export function addTexture(coded: i32): bool {
  if (wantReconstructed) {
    for (let i = 0; i < 6; i++) {
      copyBlock(pixelsOf(i), <usize>(i < 4 ? strideY : strideC), prediction + <usize>(i << 6), 8);
    }
  }
  if (wantCoded) prepareResidual(coded);
  else if (wantReconstructed) prepareResidual(ALL_BLOCKS);
  if (wantPixels || wantCoded) {
    // From one coded block to the next: which ones are coded cannot be predicted.
    for (let rest = coded; rest != 0; ) {
      const i = clz(rest) - 26;
      rest ^= 32 >> i;
      if (!decodeInterBlock(i)) return false;
    }
  } else {
    for (let rest = coded; rest != 0; rest &= rest - 1) {
      if (!skipInterBlock()) return false;
    }
  }
  if (wantReconstructed) storeReconstructed();
  return true;
}

/** cbpy, or −1 after a fault. */
export function readPattern(): i32 {
  const entry = <i32>load<u16>(cbpy + (<usize>(window(pos) >> (64 - CBPY_BITS)) << 1));
  if (entry == 0) {
    fault(CBPY, pos);
    return -1;
  }
  seek(pos + (entry & 0xff));
  return entry >> 8;
}

/** dquant: the quantiser stays in 1…31. */
export function changeQuantiser(): void {
  setQuantiser(max(1, min(31, quantiser + <i32>load<i8>(DQUANT + <usize>read(2)))));
}

/** Notes an inter macroblock, in one block or four. */
// @ts-ignore: decorator
@inline
export function noteMacroblock(partition: i32): void {
  store<u8>(intraQuantisers + <usize>mbIndex, 0);
  store<u8>(notCoded + <usize>mbIndex, 0);
  noteShape(partition | (partition << 8), 0);
}

/** Writes the tables of the macroblock's four 8×8 blocks: two blocks at a time. */
// @ts-ignore: decorator
@inline
function noteShape(partition: i32, intra: i32): void {
  const at = <usize>(mbY * mbWidth * 4 + mbX * 2);
  const row = <usize>(mbWidth << 1);
  store<u16>(partitions + at, <u16>partition);
  store<u16>(partitions + at + row, <u16>partition);
  store<u16>(intraMask + at, <u16>intra);
  store<u16>(intraMask + at + row, <u16>intra);
  const referred = intra ? -1 : reference;
  const both = (<u64>(<u32>referred) << 32) | <u64>(<u32>referred);
  store<u64>(references + (at << 2), both);
  store<u64>(references + ((at + row) << 2), both);
}

/** The residual of an intra macroblock: nothing was predicted. */
export function storeReconstructedIntra(): void {
  memory.fill(prediction, 0, 384);
  storeReconstructed();
}

/** Residual = pixels − prediction, for the six blocks. */
function storeReconstructed(): void {
  for (let i = 0; i < 6; i++) {
    subtractBlock(
      pixelsOf(i), <usize>(i < 4 ? strideY : strideC), prediction + <usize>(i << 6), 8,
      residualTarget(i), residualStride(i),
    );
    residualWritten(i);
  }
}
