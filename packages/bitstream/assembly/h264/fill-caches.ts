// Fills caches.ts from the neighbours, once the type of the macroblock is known, and writes the macroblock's part back. That of the
// motion is in fill-motion.ts and store-motion.ts.

import {
  FIRST, NOT_AVAILABLE, countCache, modeCache,
} from "./caches";
import { coefficientCounts, intraModes } from "./macroblock-arrays";
import { INTRA, INTRA_4X4 } from "./macroblock-type";
import {
  leftIndex, leftRows, leftType, lowerLeftIndex, lowerLeftType, topIndex, topType,
} from "./neighbours";
import { chromaFormat, mbChromaHeight } from "./picture-size";
import { PARTITIONED, parameter } from "./slice-parameters";
import { constrainedIntra, mbIndex, mbType } from "./slice-state";

export { fillMotion } from "./fill-motion";
export { storeMotion, storeNoMotion } from "./store-motion";

const ALL_NOT_AVAILABLE: u32 = 0x40404040;
/** Bytes of one plane in countCache, and in coefficientCounts. */
const PLANE: usize = 40;
const STORED_PLANE: usize = 16;

/**
 * Fills countCache's neighbours (Y, Cb, Cr): CAVLC's nC (9.2.1) and CABAC's coded_block_flag (9.3.3.1.1.9) are made of them; and sets
 * the macroblock's own counts to 0. mbType is known.
 */
export function fillCounts(): void {
  // Of intra macroblocks in partitioned slices, inter neighbours may be lost: they count as empty (9.2.1).
  const intraAlone = constrainedIntra && (mbType & INTRA) != 0 && parameter(PARTITIONED) != 0;
  const above = countsOf(topIndex, topType, intraAlone);
  const upper = countsOf(leftIndex, leftType, intraAlone);
  const lower = countsOf(lowerLeftIndex, lowerLeftType, intraAlone);
  const planes = chromaFormat == 0 ? 1 : 3;
  for (let plane = 0; plane < planes; plane++) {
    const cache = countCache + <usize>plane * PLANE;
    const stored = <usize>plane * STORED_PLANE;
    store<u32>(cache, 0, FIRST);
    store<u32>(cache, 0, FIRST + 8);
    store<u32>(cache, 0, FIRST + 16);
    store<u32>(cache, 0, FIRST + 24);
    if (plane == 0 || chromaFormat == 3) {
      store<u32>(cache, above ? load<u32>(above + stored, 12) : ALL_NOT_AVAILABLE, FIRST - 8);
      fillLeftCounts(cache, upper, lower, stored + 3);
    } else {
      const lastRow = <usize>(mbChromaHeight - 4);
      store<u32>(cache, above ? load<u32>(above + stored + lastRow) : ALL_NOT_AVAILABLE, FIRST - 8);
      if (chromaFormat == 2) fillLeftCounts(cache, upper, lower, stored + 1);
      else fillLeftChroma(cache, upper, lower, stored + 1);
    }
  }
}

/** Counts of a macroblock without coefficients. */
const EMPTY: usize = memory.data(48, 16);

/** The counts of a neighbour; 0: not available. */
// @ts-ignore: decorator
@inline
function countsOf(index: i32, type: u32, intraAlone: bool): usize {
  if (index < 0) return 0;
  return intraAlone && !(type & INTRA) ? EMPTY : coefficientCounts + <usize>index * 48;
}

/** `upper`, `lower`: of the left neighbours; 0: not available. `column`: the first block of their last column. */
// @ts-ignore: decorator
@inline
function fillLeftCounts(cache: usize, upper: usize, lower: usize, column: usize): void {
  const rows = leftRows;
  store<u8>(cache, upper ? load<u8>(upper + column + (<usize>load<u8>(rows) << 2)) : NOT_AVAILABLE, FIRST - 1);
  store<u8>(cache, upper ? load<u8>(upper + column + (<usize>load<u8>(rows, 1) << 2)) : NOT_AVAILABLE, FIRST + 7);
  store<u8>(cache, lower ? load<u8>(lower + column + (<usize>load<u8>(rows, 2) << 2)) : NOT_AVAILABLE, FIRST + 15);
  store<u8>(cache, lower ? load<u8>(lower + column + (<usize>load<u8>(rows, 3) << 2)) : NOT_AVAILABLE, FIRST + 23);
}

/** The two rows of blocks that chroma has in 4:2:0: each is as high as two of luma. */
// @ts-ignore: decorator
@inline
function fillLeftChroma(cache: usize, upper: usize, lower: usize, column: usize): void {
  const rows = leftRows;
  store<u8>(cache, upper ? load<u8>(upper + column + (<usize>(load<u8>(rows) >> 1) << 2)) : NOT_AVAILABLE, FIRST - 1);
  store<u8>(cache, lower ? load<u8>(lower + column + (<usize>(load<u8>(rows, 2) >> 1) << 2)) : NOT_AVAILABLE, FIRST + 7);
}

/** Writes countCache back: coefficientCounts of the macroblock. */
export function storeCounts(): void {
  const at = coefficientCounts + <usize>mbIndex * 48;
  storePlaneCounts(at, countCache);
  if (chromaFormat == 0) return;
  storePlaneCounts(at + STORED_PLANE, countCache + PLANE);
  storePlaneCounts(at + 2 * STORED_PLANE, countCache + 2 * PLANE);
}

// @ts-ignore: decorator
@inline
function storePlaneCounts(at: usize, cache: usize): void {
  store<u32>(at, load<u32>(cache, FIRST));
  store<u32>(at, load<u32>(cache, FIRST + 8), 4);
  store<u32>(at, load<u32>(cache, FIRST + 16), 8);
  store<u32>(at, load<u32>(cache, FIRST + 24), 12);
}

/** Notes that the macroblock has no coefficients (fillCounts() need not come before). */
export function storeNoCounts(): void {
  const at = coefficientCounts + <usize>mbIndex * 48;
  const zero = i32x4.splat(0);
  v128.store(at, zero);
  v128.store(at, zero, 16);
  v128.store(at, zero, 32);
}

const DC_PREDICTION: i32 = 2;

/** Fills modeCache's neighbours (8.3.1.1). */
export function fillModes(): void {
  if (topType & INTRA_4X4) {
    store<u32>(modeCache, load<u32>(intraModes + (<usize>topIndex << 4), 12), FIRST - 8);
  } else {
    store<u32>(modeCache, <u32>(otherMode(topType) & 0xff) * 0x01010101, FIRST - 8);
  }
  const rows = leftRows;
  fillLeftModes(modeCache, leftIndex, leftType, rows);
  fillLeftModes(modeCache + 16, lowerLeftIndex, lowerLeftType, rows + 2);
}

/** Of two rows of blocks. */
// @ts-ignore: decorator
@inline
function fillLeftModes(cache: usize, index: i32, type: u32, rows: usize): void {
  if (type & INTRA_4X4) {
    const modes = intraModes + (<usize>index << 4) + 3;
    store<u8>(cache, load<u8>(modes + (<usize>load<u8>(rows) << 2)), FIRST - 1);
    store<u8>(cache, load<u8>(modes + (<usize>load<u8>(rows, 1) << 2)), FIRST + 7);
  } else {
    const mode = otherMode(type);
    store<i8>(cache, <i8>mode, FIRST - 1);
    store<i8>(cache, <i8>mode, FIRST + 7);
  }
}

/** Of a neighbour that is not of INTRA_4X4: −1 as not available also where inter prediction must not be relied on. */
// @ts-ignore: decorator
@inline
function otherMode(type: u32): i32 {
  return type & INTRA || (type != 0 && !constrainedIntra) ? DC_PREDICTION : -1;
}

/** Writes modeCache back. */
export function storeModes(): void {
  const at = intraModes + (<usize>mbIndex << 4);
  store<u32>(at, load<u32>(modeCache, FIRST));
  store<u32>(at, load<u32>(modeCache, FIRST + 8), 4);
  store<u32>(at, load<u32>(modeCache, FIRST + 16), 8);
  store<u32>(at, load<u32>(modeCache, FIRST + 24), 12);
}
