// The residual of a macroblock from its coefficients (8.5), of all kinds but for prediction.

import { codedBlocks } from "./caches";
import { HIGH, Sample } from "./config";
import * as to from "./destination";
import { BLOCK_4X4, addPair, emit8, emitHigh, setDepth, storePair } from "./inverse-transform-4x4";
import { addBlock8x8, storeBlock8x8 } from "./inverse-transform-8x8";
import { addBypassed, bypassed, storeBypassed } from "./lossless-residual";
import { codedBlockPatterns } from "./macroblock-arrays";
import { INTRA, INTRA_16X16, I_PCM, TRANSFORM_8X8 } from "./macroblock-type";
import { storePcmResidual } from "./intra-pcm";
import { chromaDepth, chromaFormat, lumaDepth, lumaQpOffset } from "./picture-size";
import { chromaQp } from "./scaling-factors";
import { mbIndex, mbType, qp } from "./slice-state";
import { blocksOf, clearDc, dcOf, hasChromaDc, hasLumaDc, putDc, transformChromaDc, transformLumaDc } from "./transform-dc";

export { buildScaling, chromaQp, scaling4x4, scaling8x8 } from "./scaling-factors";

/** CodedBlockPatternChroma 2 in codedBlockPatterns: AC coefficients of chroma. */
const CHROMA_AC: u16 = 0x20;

/** Transforms the residual of an inter macroblock into its planes (i16): "coded" residual; clears the coefficients. Also of intra macroblocks whose pixels are not wanted. */
export function storeResidual(): void {
  if (mbType & I_PCM) {
    storePcmResidual();
    return;
  }
  if (bypassed()) {
    storeBypassed();
    return;
  }
  storeLuma(0, to.residualLumaAt, to.residualLumaStep);
  if (chromaFormat == 3) {
    storeLuma(1, to.residualCbAt, to.residualChromaStep);
    storeLuma(2, to.residualCrAt, to.residualChromaStep);
  } else if (chromaFormat != 0) {
    chroma(false, 1, 0, to.residualCbAt);
    chroma(false, 2, 0, to.residualCrAt);
  }
}

/** Adds the residual of an inter macroblock to the prediction that stands at destination.ts' samples; clears the coefficients. With wantCoded it goes to the residual's planes, too. */
export function addResidual(): void {
  if (bypassed()) {
    addBypassed();
    return;
  }
  setDepth(lumaDepth);
  addLuma(0, to.lumaAt, to.lumaStep, to.residualLumaAt, to.residualLumaStep);
  addChroma();
}

/** As addResidual(), of chroma alone, in 4:4:4 too. */
export function addChroma(): void {
  if (chromaFormat == 0) return;
  setDepth(chromaDepth);
  if (chromaFormat == 3) {
    addLuma(1, to.cbAt, to.chromaStep, to.residualCbAt, to.residualChromaStep);
    addLuma(2, to.crAt, to.chromaStep, to.residualCrAt, to.residualChromaStep);
  } else {
    chroma(true, 1, to.cbAt, to.residualCbAt);
    chroma(true, 2, to.crAt, to.residualCrAt);
  }
}

/** Puts the DC coefficients of Intra16x16 in the blocks of a plane; returns the mask of blocks that have to be transformed. */
export function gatherLuma(plane: i32): u32 {
  const at = codedBlocks + (<usize>plane << 2);
  const coded = load<u32>(at);
  store<u32>(at, 0);
  if ((mbType & INTRA_16X16) == 0 || !hasLumaDc(plane)) return coded;
  transformLumaDc(plane, plane == 0 ? qp + lumaQpOffset : chromaQp(plane - 1, qp));
  return 0xffff;
}

/** Column (samples) and row of the pair of 4×4 blocks 2·pair, 2·pair + 1. */
// @ts-ignore: decorator
@inline
function pairX(pair: usize): usize {
  return (pair & 2) << 2;
}

// @ts-ignore: decorator
@inline
function pairY(pair: usize): usize {
  return ((pair & 4) << 1) | ((pair & 1) << 2);
}

/** Bytes of a sample. */
const SAMPLE: usize = sizeof<Sample>();

function storeLuma(plane: i32, into: usize, intoStep: usize): void {
  let coded = gatherLuma(plane);
  if (coded == 0) return;
  const blocks = blocksOf(plane);
  if (mbType & TRANSFORM_8X8) {
    for (let i: usize = 0; i < 4; i++) {
      if (coded & (15 << (<u32>i << 2))) {
        storeBlock8x8(blocks + i * 4 * BLOCK_4X4, into + ((i & 1) << 4) + ((i & 2) << 2) * intoStep, intoStep);
      }
    }
    return;
  }
  while (coded != 0) {
    const pair = <usize>ctz(coded) >> 1;
    coded &= ~(3 << (<u32>pair << 1));
    storePair(blocks + pair * 2 * BLOCK_4X4, into + (pairX(pair) << 1) + pairY(pair) * intoStep, intoStep);
  }
}

/** Adds the residual of a plane of 16×16 samples. */
export function addLuma(plane: i32, at: usize, step: usize, into: usize, intoStep: usize): void {
  let coded = gatherLuma(plane);
  if (coded == 0) return;
  const blocks = blocksOf(plane);
  if (mbType & TRANSFORM_8X8) {
    for (let i: usize = 0; i < 4; i++) {
      if ((coded & (15 << (<u32>i << 2))) == 0) continue;
      const x = (i & 1) << 3;
      const y = (i & 2) << 2;
      addBlock8x8(blocks + i * 4 * BLOCK_4X4, at + x * SAMPLE + y * step, step, into + (x << 1) + y * intoStep, intoStep);
    }
    return;
  }
  while (coded != 0) {
    const pair = <usize>ctz(coded) >> 1;
    coded &= ~(3 << (<u32>pair << 1));
    const x = pairX(pair);
    const y = pairY(pair);
    addPair(blocks + pair * 2 * BLOCK_4X4, at + x * SAMPLE + y * step, step, into + (x << 1) + y * intoStep, intoStep);
  }
}

/** The residual of chroma plane 1 or 2 of 4:2:0 and 4:2:2: eight samples wide, two blocks side by side. */
// @ts-ignore: decorator
@inline
function chroma(pixels: bool, plane: i32, at: usize, into: usize): void {
  const coded = codedBlocks + (<usize>plane << 2);
  let mask = load<u32>(coded);
  store<u32>(coded, 0);
  const ac = (load<u16>(codedBlockPatterns + (<usize>mbIndex << 1)) & CHROMA_AC) != 0;
  if (!ac) mask = 0;
  if (hasChromaDc(plane)) {
    transformChromaDc(plane, plane + (mbType & INTRA ? 0 : 3), chromaQp(plane - 1, qp));
    if (!ac) {
      flatChroma(pixels, plane, at, into);
      return;
    }
    mask = chromaFormat == 1 ? 0x0f : 0xff;
    putDc(plane, chromaFormat == 1 ? 4 : 8);
  }
  const blocks = blocksOf(plane);
  while (mask != 0) {
    const pair = <usize>ctz(mask) >> 1;
    mask &= ~(3 << (<u32>pair << 1));
    const target = into + (pair << 2) * to.residualChromaStep;
    const block = blocks + pair * 2 * BLOCK_4X4;
    if (pixels) addPair(block, at + (pair << 2) * to.chromaStep, to.chromaStep, target, to.residualChromaStep);
    else storePair(block, target, to.residualChromaStep);
  }
}

/** Chroma of which there is nothing but DC: each block of 4×4 samples is of one value. */
// @ts-ignore: decorator
@inline
function flatChroma(pixels: bool, plane: i32, at: usize, into: usize): void {
  let dc = dcOf(plane);
  for (let row = chromaFormat == 1 ? 2 : 4; row > 0; row--) {
    const left = (load<i32>(dc) + 32) >> 6;
    const right = (load<i32>(dc, 4) + 32) >> 6;
    dc += 8;
    const both = v128.shuffle<i64>(i16x8.splat(<i16>left), i16x8.splat(<i16>right), 0, 2);
    for (let y = 0; y < 4; y++) {
      if (HIGH) {
        emitHigh(pixels, i32x4.splat(left), at, into);
        emitHigh(pixels, i32x4.splat(right), at + 8, into + 8);
      } else emit8(pixels, both, at, into);
      at += to.chromaStep;
      into += to.residualChromaStep;
    }
  }
  clearDc(plane);
}
