// residual() with CAVLC (7.3.5.3): luma, Cb and Cr as luma (4:4:4), chroma.

import { FIRST, codedBlocks, coefficients, countCache, dcCoefficients, entryOfBlock } from "./caches";
import { readDc, readScaled, skipBlock } from "./cavlc-coefficients";
import {
  tokens420, tokens422, tokensBySum, zerosLookup, zerosLookup420, zerosLookup422,
} from "./coefficient-tables";
import { HIGH } from "./config";
import { enterResidual, leaveResidual, partitioned } from "./data-partitions";
import { keepCoefficients } from "./destination";
import { fillCounts } from "./fill-caches";
import { INTRA, INTRA_16X16, TRANSFORM_8X8 } from "./macroblock-type";
import { chromaFormat, lumaQpOffset } from "./picture-size";
import { chromaQp, scaling4x4, scaling8x8 } from "./residual-reconstruction";
import * as scans from "./scan-orders";
import { fieldMode, lossless, mbType, qp } from "./slice-state";
import { isSwitched } from "./switching-residual";

/** Bytes of a block's coefficients, of a plane's. */
const BLOCK: usize = HIGH ? 64 : 32;
const PLANE: usize = 16 * BLOCK;
/** Bytes of a plane in countCache. */
const COUNTS: usize = 40;

/** Factors that leave levels as they are: u32[64] of 4×4 and of 8×8 blocks. */
const unscaled4x4: usize = memory.data(64 * 4, 16);
const unscaled8x8: usize = memory.data(64 * 4, 16);
/** The scans of 8×8 blocks by the four blocks that they are coded as: u8[4][16], of frame and field macroblocks. */
const frameScans: usize = memory.data(64, 16);
const fieldScans: usize = memory.data(64, 16);

/** Prepares the tables. */
export function buildResidualTables(): void {
  for (let i: usize = 0; i < 64; i++) {
    store<u32>(unscaled4x4 + (i << 2), 16);
    store<u32>(unscaled8x8 + (i << 2), 64);
    const at = ((i & 3) << 4) + (i >> 2);
    store<u8>(frameScans + at, load<u8>(scans.frameScan8x8 + i));
    store<u8>(fieldScans + at, load<u8>(scans.fieldScan8x8 + i));
  }
}

/** Whether levels are kept as they are: of lossless macroblocks, and of those with a transform of their own (8.6). */
// @ts-ignore: decorator
@inline
function unscaled(): bool {
  return (lossless && qp + lumaQpOffset == 0) || isSwitched();
}

/** Reads the residual of the macroblock, whose counts are in countCache. False: a fault was noted. */
export function readResidual(pattern: i32): bool {
  if (!enterResidual()) return true;
  if (leaveResidual(readPlanes(pattern))) return true;
  if (!partitioned) return false;
  // What was read of it is worth nothing.
  memory.fill(coefficients, 0, 3 * PLANE);
  memory.fill(dcCoefficients, 0, 3 * 64);
  memory.fill(codedBlocks, 0, 12);
  fillCounts();
  return true;
}

// @ts-ignore: decorator
@inline
function readPlanes(pattern: i32): bool {
  let fine: bool;
  if (keepCoefficients) {
    fine = (pattern & 15) == 0 && (mbType & INTRA_16X16) == 0 ? true : readLuma(0, pattern);
    if (fine && chromaFormat == 3) fine = readLuma(1, pattern) && readLuma(2, pattern);
    else if (pattern > 15) fine = fine && readChroma(pattern);
  } else {
    fine = skipLuma(0, pattern);
    if (fine && chromaFormat == 3) fine = skipLuma(1, pattern) && skipLuma(2, pattern);
    else if (pattern > 15) fine = fine && skipChroma(pattern);
  }
  return fine;
}

/** Table of coeff_token for the block at a countCache entry. */
// @ts-ignore: decorator
@inline
function tokensAt(count: usize): usize {
  return <usize>load<u32>(tokensBySum + (<usize>(<u32>load<u8>(count - 1) + <u32>load<u8>(count - 8)) << 2));
}

/** residual_luma() of plane 0…2. */
function readLuma(plane: i32, pattern: i32): bool {
  const counts = countCache + <usize>plane * COUNTS;
  const to = coefficients + <usize>plane * PLANE;
  const quality = plane == 0 ? qp + lumaQpOffset : chromaQp(plane - 1, qp);
  const inter = mbType & INTRA ? 0 : 1;
  const raw = unscaled();
  let coded: u32 = 0;
  if (mbType & TRANSFORM_8X8) {
    const factors = raw ? unscaled8x8 : scaling8x8((plane << 1) + inter, quality);
    const scan = fieldMode ? fieldScans : frameScans;
    for (let i: usize = 0; i < 16; i++) {
      if (!(pattern & (1 << <i32>(i >> 2)))) {
        i += 3;
        continue;
      }
      const at = counts + <usize>load<u8>(entryOfBlock + i);
      const count = readScaled(tokensAt(at), 16, to + (i & 12) * BLOCK, scan + ((i & 3) << 4), factors, 32, 6);
      if (count < 0) return false;
      store<u8>(at, <u8>count);
      if (count != 0) coded |= 1 << <u32>(i & 12);
    }
    store<u32>(codedBlocks + (<usize>plane << 2), coded);
    return true;
  }
  const factors = raw ? unscaled4x4 : scaling4x4(plane + 3 * inter, quality);
  let scan = fieldMode ? scans.fieldScan4x4 : scans.frameScan4x4;
  let most = 16;
  if (mbType & INTRA_16X16) {
    const dc = dcCoefficients + (<usize>plane << 6);
    const count = readDc(tokensAt(counts + FIRST), zerosLookup, 16, dc, fieldMode ? scans.fieldScanDc : scans.frameScanDc);
    if (count < 0) return false;
    if (count > 0) coded = 0xffff;
    scan += 1;
    most = 15;
  }
  for (let i: usize = 0; i < 16; i++) {
    if (!(pattern & (1 << <i32>(i >> 2)))) {
      i += 3;
      continue;
    }
    const at = counts + <usize>load<u8>(entryOfBlock + i);
    const count = readScaled(tokensAt(at), most, to + i * BLOCK, scan, factors, 8, 4);
    if (count < 0) return false;
    store<u8>(at, <u8>count);
    if (count != 0) coded |= 1 << <u32>i;
  }
  store<u32>(codedBlocks + (<usize>plane << 2), coded);
  return true;
}

/** Chroma of 4:2:0 and 4:2:2. */
function readChroma(pattern: i32): bool {
  const blocks: usize = chromaFormat == 1 ? 4 : 8;
  for (let plane: usize = 1; plane < 3; plane++) {
    const dc = dcCoefficients + (plane << 6);
    const count = blocks == 4
      ? readDc(tokens420, zerosLookup420, 4, dc, scans.chromaScanDc420)
      : readDc(tokens422, zerosLookup422, 8, dc, scans.chromaScanDc422);
    if (count < 0) return false;
    if (count > 0) store<u32>(codedBlocks + (plane << 2), (1 << <u32>blocks) - 1);
  }
  if (pattern < 32) return true;
  const scan = (fieldMode ? scans.fieldScan4x4 : scans.frameScan4x4) + 1;
  const list = mbType & INTRA ? 0 : 3;
  const raw = unscaled();
  for (let plane: usize = 1; plane < 3; plane++) {
    const factors = raw ? unscaled4x4 : scaling4x4(list + <i32>plane, chromaQp(<i32>plane - 1, qp));
    let to = coefficients + plane * PLANE;
    let coded = load<u32>(codedBlocks + (plane << 2));
    for (let i: usize = 0; i < blocks; i++) {
      const at = chromaCount(plane, i);
      const count = readScaled(tokensAt(at), 15, to, scan, factors, 8, 4);
      if (count < 0) return false;
      store<u8>(at, <u8>count);
      if (count != 0) coded |= 1 << <u32>i;
      to += BLOCK;
    }
    store<u32>(codedBlocks + (plane << 2), coded);
  }
  return true;
}

/** Address of the count of chroma block `chroma4x4BlkIdx`. */
// @ts-ignore: decorator
@inline
function chromaCount(plane: usize, block: usize): usize {
  return countCache + plane * COUNTS + FIRST + (block & 1) + ((block >> 1) << 3);
}

/** As readLuma(), forgetting the coefficients. */
function skipLuma(plane: i32, pattern: i32): bool {
  const counts = countCache + <usize>plane * COUNTS;
  let most = 16;
  if (mbType & INTRA_16X16) {
    if (skipBlock(tokensAt(counts + FIRST), zerosLookup, 16) < 0) return false;
    most = 15;
  }
  for (let i: usize = 0; i < 16; i++) {
    if (!(pattern & (1 << <i32>(i >> 2)))) {
      i += 3;
      continue;
    }
    const at = counts + <usize>load<u8>(entryOfBlock + i);
    const count = skipBlock(tokensAt(at), zerosLookup, most);
    if (count < 0) return false;
    store<u8>(at, <u8>count);
  }
  return true;
}

/** As readChroma(), forgetting the coefficients. */
function skipChroma(pattern: i32): bool {
  const blocks: usize = chromaFormat == 1 ? 4 : 8;
  for (let plane = 1; plane < 3; plane++) {
    const count = blocks == 4 ? skipBlock(tokens420, zerosLookup420, 4) : skipBlock(tokens422, zerosLookup422, 8);
    if (count < 0) return false;
  }
  if (pattern < 32) return true;
  for (let plane: usize = 1; plane < 3; plane++) {
    for (let i: usize = 0; i < blocks; i++) {
      const at = chromaCount(plane, i);
      const count = skipBlock(tokensAt(at), zerosLookup, 15);
      if (count < 0) return false;
      store<u8>(at, <u8>count);
    }
  }
  return true;
}
