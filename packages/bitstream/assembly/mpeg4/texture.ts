// Blocks: coefficients → prediction → inverse quantisation → inverse transform → residual or pixels.

import { pos, seek, window } from "./bits";
import { block, readInter, readIntra, readShortIntra, readSingle, singlePlace, singleValue, skip } from "./coefficients";
import { controlMismatch, dcScaler, dequantiseInterWeighted, dequantiseIntra, dequantiseIntraWeighted } from "./dequantise";
import { DCT_DC_SIZE, fault, MARKER } from "./fault";
import { fieldShift } from "./field-state";
import { addPredictedAc, fromAbove, predict, predictedDc, storeAc, storeDc, storeNoAc } from "./intra-prediction";
import {
  chromaQuantiser, mbX, mbY, quantiser, reversible, standardMeans, wantCoded, wantPixels, xvidTransform,
} from "./picture-state";
import { addBlock, putBlock } from "./pixels";
import { residualStride, residualTarget, residualWritten, scratch, SCRATCH_STRIDE } from "./residual-planes";
import { fromAboveScan, fromLeftScan, plainScan, zigzag } from "./scan-orders";
import { currentCb, currentCr, currentY, mpegQuantisation, strideC, strideY } from "./sequence";
import { readInterReversible, readIntraReversible, skipReversible } from "./reversible-vlc";
import { transformSimple, transformSimpleDc } from "./transform-simple";
import { transformSingle } from "./transform-single";
import { transformXvid } from "./transform-xvid";
import { dcSizeChroma, dcSizeLuma, DC_SIZE_BITS } from "./vlc";

/** Difference of the intra DC coefficient (7.4.1.1, Tables B-13 to B-15). */
export let dcDifference: i32 = 0;

/** Where a data-partitioned macroblock's six differences stand that were read before, i16; else 0. */
let givenDc: usize = 0;

export function giveDc(differences: usize): void {
  givenDc = differences;
}

export function readDcDifference(luma: bool): bool {
  const bits = window(pos);
  const entry = <i32>load<u16>((luma ? dcSizeLuma : dcSizeChroma) + (<usize>(bits >> (64 - DC_SIZE_BITS)) << 1));
  if (entry == 0) return fault(DCT_DC_SIZE, pos);
  const size = entry >> 8;
  let length = entry & 0xff;
  if (size == 0) dcDifference = 0;
  else {
    const code = <i32>((bits << length) >> (64 - size));
    // A leading 0 means a negative difference.
    dcDifference = code >> (size - 1) ? code : code - (1 << size) + 1;
    length += size;
    if (size > 8) {
      if (!<i32>((bits << length) >> 63)) return fault(MARKER, pos + length);
      length += 1;
    }
  }
  seek(pos + length);
  return true;
}

/** Passes over an intra block. */
export function skipIntraBlock(index: i32, coded: bool, separateDc: bool): bool {
  if (separateDc && givenDc == 0 && !readDcDifference(index < 4)) return false;
  if (!coded) return true;
  return reversible ? skipReversible(true, separateDc ? 1 : 0) : skip(true, separateDc ? 1 : 0);
}

/** Passes over an inter block. */
export function skipInterBlock(): bool {
  return reversible ? skipReversible(false, 0) : skip(false, 0);
}

/**
 * Decodes intra block 0…5.
 * @param coded it has AC coefficients
 * @param separateDc its DC has a code of its own (use_intra_dc_vlc)
 * @param predictAc ac_pred_flag
 */
export function decodeIntraBlock(index: i32, coded: bool, separateDc: bool, predictAc: bool): bool {
  const luma = index < 4;
  const scaler = dcScaler(luma);
  predict(index, scaler);
  let dc = predictedDc;
  if (separateDc) {
    if (givenDc != 0) dcDifference = <i32>load<i16>(givenDc + <usize>(index << 1));
    else if (!readDcDifference(luma)) return false;
    dc += dcDifference;
  }
  const hasAc = coded || predictAc;
  if (coded) {
    const scan = predictAc ? (fromAbove ? fromAboveScan : fromLeftScan) : plainScan;
    const first = separateDc ? 1 : 0;
    if (!(reversible ? readIntraReversible(first, scan) : readIntra(first, scan))) {
      clearBlock();
      return false;
    }
    if (!separateDc) dc += <i32>load<i16>(block);
  }
  dc *= scaler;
  storeDc(dc);
  if (!hasAc && !mpegQuantisation) {
    storeNoAc();
    transformDc(index, dc);
    return true;
  }
  if (hasAc) {
    if (predictAc) addPredictedAc(block);
    storeAc(block);
    if (mpegQuantisation) dequantiseIntraWeighted(block);
    else dequantiseIntra(block);
  } else storeNoAc();
  store<i16>(block, <i16>dc);
  if (mpegQuantisation && standardMeans) controlMismatch(block);
  transform(index, true);
  return true;
}

/** Decodes a coded inter block. */
export function decodeInterBlock(index: i32): bool {
  const q = index < 4 ? quantiser : chromaQuantiser;
  const multiplier = mpegQuantisation ? 1 : q << 1;
  const offset = mpegQuantisation ? 0 : (q - 1) | 1;
  if (!mpegQuantisation && !reversible && !xvidTransform && readSingle(plainScan, multiplier, offset)) {
    finish(index, false, true);
    return true;
  }
  const good = reversible ? readInterReversible(plainScan, multiplier, offset) : readInter(plainScan, multiplier, offset);
  if (!good) {
    clearBlock();
    return false;
  }
  if (mpegQuantisation) dequantiseInterWeighted(block);
  transform(index, false);
  return true;
}

/** Decodes an intra block with short video header, whose dequantised DC is known. */
export function decodeShortIntraBlock(index: i32, dc: i32, coded: bool): bool {
  const q = index < 4 ? quantiser : chromaQuantiser;
  if (coded && !readShortIntra(zigzag, q << 1, (q - 1) | 1)) {
    clearBlock();
    return false;
  }
  store<i16>(block, <i16>dc);
  transform(index, true);
  return true;
}

/** Transforms the intra block at hand, which is dequantised. */
export function finishIntraBlock(index: i32): void {
  transform(index, true);
}

/** Passes over the AC coefficients of an intra block with short video header. */
export function skipShortIntraBlock(): bool {
  return skip(false, 1);
}

// @ts-ignore: decorator
@inline
function clearBlock(): void {
  const zero = i32x4.splat(0);
  for (let at: usize = 0; at < 128; at += 16) v128.store(block + at, zero);
}

/** As transform(), for an intra block that has nothing but a DC. */
function transformDc(index: i32, dc: i32): void {
  if (xvidTransform || wantCoded) {
    store<i16>(block, <i16>dc);
    transform(index, true);
  } else if (wantPixels) {
    transformSimpleDc(dc, scratch, SCRATCH_STRIDE);
    putBlock(scratch, SCRATCH_STRIDE, blockPixels(index), blockStride(index));
  }
}

/** Transforms the block at hand into the planes that are wanted, and clears it. */
function transform(index: i32, intra: bool): void {
  finish(index, intra, false);
}

/** @param single the coefficient that readSingle() read is the only one */
// @ts-ignore: decorator
@inline
function finish(index: i32, intra: bool, single: bool): void {
  let rows = scratch;
  let rowBytes = SCRATCH_STRIDE;
  if (wantCoded) {
    rows = residualTarget(index);
    rowBytes = residualStride(index);
  }
  if (single) transformSingle(singlePlace, singleValue, rows, rowBytes);
  else if (xvidTransform) {
    transformXvid(block, rows, rowBytes);
    clearBlock();
  } else transformSimple(block, rows, rowBytes);
  if (wantCoded) residualWritten(index);
  if (wantPixels) {
    if (intra) putBlock(rows, rowBytes, blockPixels(index), blockStride(index));
    else addBlock(rows, rowBytes, blockPixels(index), blockStride(index));
  }
}

/** As pixelsOf, where luma blocks 0 and 1 may hold the macroblock's top field, 2 and 3 its bottom field (dct_type). */
// @ts-ignore: decorator
@inline
function blockPixels(index: i32): usize {
  if (!fieldShift || index > 3) return pixelsOf(index);
  return currentY + <usize>(((mbY << 4) + (index >> 1)) * strideY + (mbX << 4) + ((index & 1) << 3));
}

/** Bytes between the rows of a block there. */
// @ts-ignore: decorator
@inline
function blockStride(index: i32): usize {
  return <usize>(index < 4 ? strideY << fieldShift : strideC);
}

/** Address of block 0…5 of the macroblock in the picture. */
export function pixelsOf(index: i32): usize {
  if (index < 4) {
    return currentY + <usize>(((mbY << 4) + ((index & 2) << 2)) * strideY + (mbX << 4) + ((index & 1) << 3));
  }
  return (index == 4 ? currentCb : currentCr) + <usize>((mbY << 3) * strideC + (mbX << 3));
}
