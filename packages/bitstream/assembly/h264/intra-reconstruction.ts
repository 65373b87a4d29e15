// Intra macroblocks: prediction (8.3), residual (8.5) and their sum.

import { FIRST, codedBlocks, modeCache, entryOfBlock } from "./caches";
import * as to from "./destination";
import * as available from "./intra-availability";
import { filterReference, predictDirectional, readEdge } from "./intra-directional";
import { placePcm } from "./intra-pcm";
import { predict16x16, predictChromaPlane } from "./intra-planes";
import { SAMPLE } from "./intra-samples";
import { BLOCK_4X4, addBlock, setDepth } from "./inverse-transform-4x4";
import { addBlock8x8 } from "./inverse-transform-8x8";
import {
  LEVELS_ROW, accumulateLevels, addLevels, bypassed, clearBypassed, gatherLevels, levels, storeLevels,
} from "./lossless-residual";
import { chromaModes } from "./macroblock-arrays";
import { INTRA_16X16, I_PCM, SI, TRANSFORM_8X8 } from "./macroblock-type";
import { chromaDepth, chromaFormat, lumaDepth, mbChromaHeight, mbChromaWidth } from "./picture-size";
import { addChroma, addLuma } from "./residual-reconstruction";
import { mbIndex, mbType, mode16x16 } from "./slice-state";
import { switchChroma, switchLumaBlock } from "./switching-residual";
import { blocksOf } from "./transform-dc";

/** 4×4 blocks (bits by blkIdx) inside of the macroblock whose upper right neighbour is decoded before them. */
const UPPER_RIGHT_BEFORE: i32 = 1 << 2 | 1 << 6 | 1 << 8 | 1 << 9 | 1 << 10 | 1 << 12 | 1 << 14;

/**
 * Predicts the macroblock (mbType; modes: modeCache, mode16x16 of slice-state.ts, chromaModes of macroblock-arrays.ts) and adds its
 * residual (coefficients, dcCoefficients, codedBlocks) at destination.ts' samples; clears the coefficients. With wantCoded the residual
 * goes to its planes, too.
 */
export function reconstructIntra(): void {
  if (mbType & I_PCM) {
    placePcm();
    return;
  }
  available.findAvailable();
  const bypass = bypassed();
  reconstructPlane(0, to.lumaAt, to.lumaStep, to.residualLumaAt, to.residualLumaStep, lumaDepth, bypass);
  if (chromaFormat == 3) {
    reconstructPlane(1, to.cbAt, to.chromaStep, to.residualCbAt, to.residualChromaStep, chromaDepth, bypass);
    reconstructPlane(2, to.crAt, to.chromaStep, to.residualCrAt, to.residualChromaStep, chromaDepth, bypass);
  } else if (chromaFormat != 0) {
    const mode = <i32>load<u8>(chromaModes + <usize>mbIndex);
    predictChromaPlane(mode, to.cbAt, to.chromaStep, mbChromaWidth, mbChromaHeight, chromaDepth);
    predictChromaPlane(mode, to.crAt, to.chromaStep, mbChromaWidth, mbChromaHeight, chromaDepth);
    if (bypass) {
      addBypassedChroma(1, to.cbAt, to.residualCbAt, mode);
      addBypassedChroma(2, to.crAt, to.residualCrAt, mode);
    } else if (mbType & SI) switchChroma();
    else addChroma();
  }
  if (bypass) clearBypassed();
}

/** A plane of 16×16 samples: luma, or Cb and Cr of 4:4:4. */
function reconstructPlane(
  plane: i32, at: usize, step: usize, into: usize, intoStep: usize, depth: i32, bypass: bool,
): void {
  setDepth(depth);
  if (bypass) {
    gatherLevels(plane);
    if (to.wantCoded) storeLevels(into, intoStep, 16, 16);
  }
  if (mbType & INTRA_16X16) {
    predict16x16(mode16x16, at, step, depth);
    if (bypass) {
      if (mode16x16 < 2) accumulateLevels(levels, 16, 16, mode16x16 == 1);
      addLevels(levels, at, step, 16, 16, depth);
    } else addLuma(plane, at, step, into, intoStep);
  } else if (mbType & TRANSFORM_8X8) reconstruct8x8(plane, at, step, into, intoStep, depth, bypass);
  else reconstruct4x4(plane, at, step, into, intoStep, depth, bypass);
}

function reconstruct4x4(
  plane: i32, at: usize, step: usize, into: usize, intoStep: usize, depth: i32, bypass: bool,
): void {
  const coded = load<u32>(codedBlocks + (<usize>plane << 2));
  store<u32>(codedBlocks + (<usize>plane << 2), 0);
  const grey = 1 << (depth - 1);
  let block = blocksOf(plane);
  for (let i = 0; i < 16; i++) {
    const entry = <usize>load<u8>(entryOfBlock + <usize>i);
    const x = (entry - FIRST) & 7;
    const y = (entry - FIRST) >> 3;
    const samples = at + x * 4 * SAMPLE + y * 4 * step;
    const left = x != 0 || (y < 2 ? available.left : available.lowerLeft);
    const top = y != 0 || available.top;
    const corner = y == 0 ? (x == 0 ? available.topLeft : available.top) : x != 0 || (y < 3 ? available.left : available.lowerLeft);
    const right = y == 0 ? (x == 3 ? available.topRight : available.top) : (UPPER_RIGHT_BEFORE & (1 << i)) != 0;
    const mode = <i32>load<i8>(modeCache + entry);
    readEdge(mode, samples, step, 4, left, corner, top, right, grey);
    predictDirectional(mode, samples, step, 4, left, top, grey);
    if (bypass) addBypassedBlock(samples, step, x * 4, y * 4, 4, mode, depth);
    else if (mbType & SI) switchLumaBlock(block, samples, step);
    else if (coded & (1 << i)) addBlock(block, samples, step, into + (x << 3) + y * 4 * intoStep, intoStep);
    block += BLOCK_4X4;
  }
}

function reconstruct8x8(
  plane: i32, at: usize, step: usize, into: usize, intoStep: usize, depth: i32, bypass: bool,
): void {
  const coded = load<u32>(codedBlocks + (<usize>plane << 2));
  store<u32>(codedBlocks + (<usize>plane << 2), 0);
  const grey = 1 << (depth - 1);
  let block = blocksOf(plane);
  for (let i: u32 = 0; i < 4; i++) {
    const x = <usize>(i & 1);
    const y = <usize>(i >> 1);
    const samples = at + x * 8 * SAMPLE + y * 8 * step;
    const left = x != 0 || (y == 0 ? available.left : available.lowerLeft);
    const top = y != 0 || available.top;
    const corner = y == 0 ? (x == 0 ? available.topLeft : available.top) : x != 0 || available.left;
    const right = i == 0 ? available.top : i == 1 ? available.topRight : i == 2;
    const mode = <i32>load<i8>(modeCache + FIRST + 2 * x + 16 * y);
    readEdge(mode, samples, step, 8, left, corner, top, right, grey);
    filterReference(left, corner, top);
    predictDirectional(mode, samples, step, 8, left, top, grey);
    if (bypass) addBypassedBlock(samples, step, x * 8, y * 8, 8, mode, depth);
    else if (coded & (15 << (i << 2))) addBlock8x8(block, samples, step, into + (x << 4) + y * 8 * intoStep, intoStep);
    block += 4 * BLOCK_4X4;
  }
}

/** Adds the levels of a block, horizontally or vertically predicted ones as sums (8.5.15). */
function addBypassedBlock(at: usize, step: usize, x: usize, y: usize, size: i32, mode: i32, depth: i32): void {
  const from = levels + (x << 1) + y * LEVELS_ROW;
  if (mode < 2) accumulateLevels(from, size, size, mode == 1);
  addLevels(from, at, step, size, size, depth);
}

function addBypassedChroma(plane: i32, at: usize, into: usize, mode: i32): void {
  gatherLevels(plane);
  if (to.wantCoded) storeLevels(into, to.residualChromaStep, mbChromaWidth, mbChromaHeight);
  // intra_chroma_pred_mode 1 is horizontal, 2 vertical.
  if (mode == 1 || mode == 2) accumulateLevels(levels, mbChromaWidth, mbChromaHeight, mode == 1);
  addLevels(levels, at, to.chromaStep, mbChromaWidth, mbChromaHeight, chromaDepth);
}
