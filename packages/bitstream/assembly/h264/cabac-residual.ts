// residual() of a macroblock in CABAC (7.3.5.3): which blocks are coded, and where their contexts and scaling factors are.

import { decodeLevels, SHIFT_4X4, SHIFT_8X8, UNSCALED } from "./cabac-levels";
import {
  CHROMA_AC, CHROMA_DC, contextAt, fieldMap8x8, flagContexts, frameMap8x8, INTRA_AC, INTRA_DC, lastContexts, lastMap8x8, levelContexts,
  LUMA_4X4, map422, significantContexts,
} from "./cabac-residual-contexts";
import { mappedSignificanceOf, significanceOf } from "./cabac-significance";
import { codedBlocks, coefficients, countCache, dcCoefficients, entryOfBlock, FIRST } from "./caches";
import { HIGH } from "./config";
import { keepCoefficients } from "./destination";
import { codedBlockPatterns } from "./macroblock-arrays";
import { INTRA, INTRA_16X16, TRANSFORM_8X8 } from "./macroblock-type";
import { leftIndex, topIndex } from "./neighbours";
import { chromaFormat, lumaQpOffset } from "./picture-size";
import { chromaQp, scaling4x4, scaling8x8 } from "./residual-reconstruction";
import {
  chromaScanDc420, chromaScanDc422, fieldScan4x4, fieldScan8x8, fieldScanDc, frameScan4x4, frameScan8x8, frameScanDc,
} from "./scan-orders";
import { fieldMode, lossless, mbIndex, mbType, qp } from "./slice-state";

/** Factors that change nothing, of lossless macroblocks: u32[16], u32[64]. */
const unit4x4: usize = memory.data<u32>([16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16], 16);
const unit8x8: usize = memory.data<u32>([
  64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
  64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
], 16);

/** Bytes of a block of 16 coefficients. */
const BLOCK: usize = HIGH ? 64 : 32;

/** Number of bits of coded_block_pattern's DC part that say that the DC of plane 0 is coded. */
const DC_BIT: i32 = 8;

/** Context of coded_block_flag of the DC of a plane. */
function dcFlag(category: usize, plane: i32): usize {
  const none = <i32>((mbType & INTRA) != 0);
  const bit = DC_BIT + plane;
  const left = leftIndex < 0 ? none : (<i32>load<u16>(codedBlockPatterns + (<usize>leftIndex << 1)) >> bit) & 1;
  const above = topIndex < 0 ? none : (<i32>load<u16>(codedBlockPatterns + (<usize>topIndex << 1)) >> bit) & 1;
  return contextAt(flagContexts, category) + <usize>(left + (above << 1));
}

/** Context of coded_block_flag of a block at a place in countCache. */
// @ts-ignore: decorator
@inline
function flagOf(category: usize, counts: usize): usize {
  return contextAt(flagContexts, category) + <usize>(load<u8>(counts - 1) != 0) + (<usize>(load<u8>(counts - 8) != 0) << 1);
}

/**
 * Reads a 4×4 block, or what of it is not DC (`count` 15); returns how many coefficients it has (0: it is not coded), −1: a fault.
 * `flag`: context of its coded_block_flag.
 */
function readBlock(category: usize, flag: usize, count: i32, to: usize, scaling: usize): i32 {
  const field: usize = fieldMode ? 28 : 0;
  const found = significanceOf(
    flag, contextAt(significantContexts + field, category), contextAt(lastContexts + field, category), count,
  );
  if (found == 0) return 0;
  const scan = (fieldMode ? fieldScan4x4 : frameScan4x4) + <usize>(16 - count);
  return decodeLevels(found, contextAt(levelContexts, category), 4, scan, to, scaling, SHIFT_4X4) ? found : -1;
}

/** Reads an 8×8 block; `flag` 0: it has no coded_block_flag. */
function readBlock8x8(category: usize, flag: usize, to: usize, scaling: usize): i32 {
  const field: usize = fieldMode ? 28 : 0;
  const found = mappedSignificanceOf(
    flag, contextAt(significantContexts + field, category), contextAt(lastContexts + field, category), 64,
    fieldMode ? fieldMap8x8 : frameMap8x8, lastMap8x8,
  );
  if (found == 0) return 0;
  const scan = fieldMode ? fieldScan8x8 : frameScan8x8;
  return decodeLevels(found, contextAt(levelContexts, category), 4, scan, to, scaling, SHIFT_8X8) ? found : -1;
}

/** DC of Intra16x16. */
function readLumaDc(category: usize, plane: usize): i32 {
  const field: usize = fieldMode ? 28 : 0;
  const found = significanceOf(
    dcFlag(category, <i32>plane), contextAt(significantContexts + field, category), contextAt(lastContexts + field, category), 16,
  );
  if (found == 0) return 0;
  const kept: usize = keepCoefficients ? 1 : 0;
  const scan = fieldMode ? fieldScanDc : frameScanDc;
  return decodeLevels(found, contextAt(levelContexts, category), 4, scan, dcCoefficients + (plane << 6), kept, UNSCALED) ? found : -1;
}

/** DC of chroma. */
function readChromaDc(plane: usize): i32 {
  const field: usize = fieldMode ? 28 : 0;
  const flag = dcFlag(CHROMA_DC, <i32>plane);
  const sig = contextAt(significantContexts + field, CHROMA_DC);
  const last = contextAt(lastContexts + field, CHROMA_DC);
  const tall = chromaFormat == 2;
  const found = tall ? mappedSignificanceOf(flag, sig, last, 8, map422, map422) : significanceOf(flag, sig, last, 4);
  if (found == 0) return 0;
  const kept: usize = keepCoefficients ? 1 : 0;
  const scan = tall ? chromaScanDc422 : chromaScanDc420;
  return decodeLevels(found, contextAt(levelContexts, CHROMA_DC), 3, scan, dcCoefficients + (plane << 6), kept, UNSCALED) ? found : -1;
}

/** residual_luma() of Y, or in 4:4:4 of Cb and Cr; `pattern`: coded_block_pattern, which gets the bit of DC. −1: a fault. */
function readLuma(plane: usize, pattern: i32, quantiser: i32): i32 {
  const more: usize = plane == 0 ? 0 : plane == 1 ? 6 : 10;
  const counts = countCache + plane * 40;
  const list = <i32>plane + (mbType & INTRA ? 0 : 3);
  const bypassed = lossless && qp == -lumaQpOffset;
  const blocks = coefficients + plane * 16 * BLOCK;
  let coded: u32 = 0;
  if (mbType & TRANSFORM_8X8) {
    const category: usize = plane == 0 ? 5 : more + 3;
    const scaling: usize = !keepCoefficients ? 0 : bypassed ? unit8x8 : scaling8x8(<i32>(plane << 1) + (mbType & INTRA ? 0 : 1), quantiser);
    for (let i: usize = 0; i < 4; i++) {
      if (((pattern >> <i32>i) & 1) == 0) continue;
      const at = counts + FIRST + ((i & 1) << 1) + ((i >> 1) << 4);
      const flag: usize = chromaFormat == 3 ? flagOf(category, at) : 0;
      const found = readBlock8x8(category, flag, blocks + (i << 2) * BLOCK, scaling);
      if (found <= 0) {
        if (found < 0) return -1;
        continue;
      }
      store<u16>(at, found * 0x101);
      store<u16>(at, found * 0x101, 8);
      coded |= 1 << (<u32>i << 2);
    }
    store<u32>(codedBlocks + (plane << 2), coded);
    return pattern;
  }
  const scaling: usize = !keepCoefficients ? 0 : bypassed ? unit4x4 : scaling4x4(list, quantiser);
  let count = 16;
  let category = more + LUMA_4X4;
  if (mbType & INTRA_16X16) {
    const found = readLumaDc(more + INTRA_DC, plane);
    if (found < 0) return -1;
    if (found > 0) {
      pattern |= 1 << (DC_BIT + <i32>plane);
      coded = 1;
    }
    count = 15;
    category = more + INTRA_AC;
  }
  for (let i: usize = 0; i < 16; i++) {
    if (((pattern >> <i32>(i >> 2)) & 1) == 0) {
      i |= 3;
      continue;
    }
    const at = counts + <usize>load<u8>(entryOfBlock + i);
    const found = readBlock(category, flagOf(category, at), count, blocks + i * BLOCK, scaling);
    if (found <= 0) {
      if (found < 0) return -1;
      continue;
    }
    store<u8>(at, found);
    coded |= 1 << <u32>i;
  }
  store<u32>(codedBlocks + (plane << 2), coded);
  return pattern;
}

/** Chroma of 4:2:0 and 4:2:2. */
function readChroma(pattern: i32): i32 {
  for (let plane: usize = 1; plane < 3; plane++) {
    const found = readChromaDc(plane);
    if (found <= 0) {
      if (found < 0) return -1;
      continue;
    }
    pattern |= 1 << (DC_BIT + <i32>plane);
    store<u32>(codedBlocks + (plane << 2), 1);
  }
  if ((pattern & 0x20) == 0) return pattern;
  const blocks: usize = chromaFormat == 2 ? 8 : 4;
  const bypassed = lossless && qp == -lumaQpOffset;
  for (let plane: usize = 1; plane < 3; plane++) {
    const list = <i32>plane + (mbType & INTRA ? 0 : 3);
    const scaling: usize = !keepCoefficients ? 0 : bypassed ? unit4x4 : scaling4x4(list, chromaQp(<i32>plane - 1, qp));
    let coded = load<u32>(codedBlocks + (plane << 2));
    for (let i: usize = 0; i < blocks; i++) {
      const at = countCache + plane * 40 + FIRST + (i & 1) + ((i >> 1) << 3);
      const found = readBlock(CHROMA_AC, flagOf(CHROMA_AC, at), 15, coefficients + ((plane << 4) + i) * BLOCK, scaling);
      if (found <= 0) {
        if (found < 0) return -1;
        continue;
      }
      store<u8>(at, found);
      coded |= 1 << <u32>i;
    }
    store<u32>(codedBlocks + (plane << 2), coded);
  }
  return pattern;
}

/** Reads the residual of the macroblock; returns its coded_block_pattern with the bits of DC, or −1: a fault was noted. */
export function readResidual(pattern: i32): i32 {
  pattern = readLuma(0, pattern, qp + lumaQpOffset);
  if (pattern < 0) return pattern;
  if (chromaFormat == 3) {
    pattern = readLuma(1, pattern, chromaQp(0, qp));
    return pattern < 0 ? pattern : readLuma(2, pattern, chromaQp(1, qp));
  }
  return pattern & 0x30 ? readChroma(pattern) : pattern;
}
