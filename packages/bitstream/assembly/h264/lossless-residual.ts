// Transform bypass (8.5.1, 8.5.15): with qpprime_y_zero_transform_bypass_flag and QP′Y 0 the levels are the residual.

import { codedBlocks, coefficients, dcCoefficients } from "./caches";
import { Coefficient, HIGH, Sample } from "./config";
import * as to from "./destination";
import { BLOCK_4X4 } from "./inverse-transform-4x4";
import { INTRA_16X16, TRANSFORM_8X8 } from "./macroblock-type";
import { chromaDepth, chromaFormat, lumaDepth, lumaQpOffset, mbChromaHeight, mbChromaWidth } from "./picture-size";
import { lossless, mbType, qp } from "./slice-state";
import { blocksOf, putDc } from "./transform-dc";

/** TransformBypassModeFlag of the macroblock. */
// @ts-ignore: decorator
@inline
export function bypassed(): bool {
  return lossless && qp + lumaQpOffset == 0;
}

/** The residual of a plane of the macroblock: i16, 16 in a row. */
export const levels: usize = memory.data(16 * 16 * 2, 16);
/** Bytes of one of its rows. */
export const LEVELS_ROW: usize = 32;

/** Adds the residual of an inter macroblock; with wantCoded stores it, too. */
export function addBypassed(): void {
  gatherLevels(0);
  addLevels(levels, to.lumaAt, to.lumaStep, 16, 16, lumaDepth);
  if (to.wantCoded) storeLevels(to.residualLumaAt, to.residualLumaStep, 16, 16);
  for (let plane = 1; plane < 3 && chromaFormat != 0; plane++) {
    gatherLevels(plane);
    addLevels(levels, plane == 1 ? to.cbAt : to.crAt, to.chromaStep, mbChromaWidth, mbChromaHeight, chromaDepth);
    if (to.wantCoded) storeChromaLevels(plane);
  }
  clearBypassed();
}

/** Stores the residual of a macroblock: of intra ones, too, without the sums of 8.5.15, which are a prediction. */
export function storeBypassed(): void {
  gatherLevels(0);
  storeLevels(to.residualLumaAt, to.residualLumaStep, 16, 16);
  for (let plane = 1; plane < 3 && chromaFormat != 0; plane++) {
    gatherLevels(plane);
    storeChromaLevels(plane);
  }
  clearBypassed();
}

/** Clears what the macroblock leaves behind once all its planes are gathered. */
export function clearBypassed(): void {
  memory.fill(coefficients, 0, 48 * BLOCK_4X4);
  memory.fill(dcCoefficients, 0, 3 * 16 * 4);
  memory.fill(codedBlocks, 0, 12);
}

/** Puts the levels of a plane where their samples are. */
export function gatherLevels(plane: i32): void {
  const like = plane == 0 || chromaFormat == 3;
  if (!like) putDc(plane, chromaFormat == 1 ? 4 : 8);
  else if (mbType & INTRA_16X16) putDc(plane, 16);
  let from = blocksOf(plane);
  if (like && (mbType & TRANSFORM_8X8) != 0) {
    for (let block = 0; block < 4; block++) {
      const at = levels + <usize>((block & 1) << 4) + <usize>((block & 2) << 2) * LEVELS_ROW;
      from = placeLevels(from, at, 8);
    }
    return;
  }
  const count = like ? 16 : chromaFormat == 1 ? 4 : 8;
  for (let block = 0; block < count; block++) {
    const x = like ? ((block & 1) | ((block >> 1) & 2)) : block & 1;
    const y = like ? (((block >> 1) & 1) | ((block >> 2) & 2)) : block >> 1;
    from = placeLevels(from, levels + <usize>(x << 3) + <usize>(y << 2) * LEVELS_ROW, 4);
  }
}

function placeLevels(from: usize, at: usize, size: i32): usize {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      store<i16>(at + <usize>(x << 1), <i16>load<Coefficient>(from));
      from += sizeof<Coefficient>();
    }
    at += LEVELS_ROW;
  }
  return from;
}

/** Sums levels along the rows (`horizontal`) or columns of a block (8.5.15). */
export function accumulateLevels(at: usize, width: i32, height: i32, horizontal: bool): void {
  const before: usize = horizontal ? 2 : LEVELS_ROW;
  for (let y = horizontal ? 0 : 1; y < height; y++) {
    for (let x = horizontal ? 1 : 0; x < width; x++) {
      const level = at + <usize>(x << 1) + <usize>y * LEVELS_ROW;
      store<i16>(level, load<i16>(level) + load<i16>(level - before));
    }
  }
}

/** Adds a block of levels to samples of `depth` bits. */
export function addLevels(from: usize, at: usize, step: usize, width: i32, height: i32, depth: i32): void {
  const largest = HIGH ? (1 << depth) - 1 : 0xff;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sample = at + <usize>x * sizeof<Sample>();
      const sum = <i32>load<Sample>(sample) + <i32>load<i16>(from + <usize>(x << 1));
      store<Sample>(sample, <Sample>max(0, min(largest, sum)));
    }
    from += LEVELS_ROW;
    at += step;
  }
}

function storeChromaLevels(plane: i32): void {
  storeLevels(plane == 1 ? to.residualCbAt : to.residualCrAt, to.residualChromaStep, mbChromaWidth, mbChromaHeight);
}

/** Copies the levels of a plane to the residual's. */
export function storeLevels(into: usize, step: usize, width: i32, height: i32): void {
  let from = levels;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x += 8) v128.store(into + <usize>(x << 1), v128.load(from + <usize>(x << 1)));
    from += LEVELS_ROW;
    into += step;
  }
}
