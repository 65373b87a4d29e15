// Where blocks are copied from: which picture, where when vectors point outside (ISO/IEC 14496-2, 7.6.4), and where in chroma.

import { average8 } from "./half-pel-average";
import { predict8 } from "./motion-compensation";
import { edgeHeight, edgeWidth, mbX, mbY } from "./picture-state";
import { currentCb, currentCr, height, strideC, width } from "./sequence";

/** Planes of the picture that predictions are copied from: addresses of pixel (0, 0). */
export let sourceY: usize = 0;
export let sourceCb: usize = 0;
export let sourceCr: usize = 0;
/** Predictions are averaged into what stands in the current picture, as the second of a bidirectional macroblock is. */
export let averaged: bool = false;

/** Sets where the next predictions come from, and whether they are averaged into the current picture. */
// @ts-ignore: decorator
@inline
export function predictFrom(y: usize, cb: usize, cr: usize, average: bool): void {
  sourceY = y;
  sourceCb = cb;
  sourceCr = cr;
  averaged = average;
}

/** Limits a position so that the block and one more row and column lie in the extended reference; beyond it all is equal. */
// @ts-ignore: decorator
@inline
export function limit(position: i32, block: i32, size: i32): i32 {
  return max(min(position, size), -block - 1);
}

/** Table 7-9: the sum of four vectors, in sixteenths of a chroma pixel, to half pixels. */
// @ts-ignore: decorator
@inline
function chromaOfSum(sum: i32): i32 {
  const sixteenths = sum & 15;
  return ((sum >> 3) & ~1) + (sixteenths < 3 ? 0 : sixteenths < 14 ? 1 : 2);
}

/** Chroma of a macroblock with four vectors: (sumX, sumY) is the sum of them, in half luma pixels. */
export function predictChromaOfSum(sumX: i32, sumY: i32): void {
  const x = chromaOfSum(sumX);
  const y = chromaOfSum(sumY);
  let left = (mbX << 3) + (x >> 1);
  let top = (mbY << 3) + (y >> 1);
  let fraction = (x & 1) | ((y & 1) << 1);
  left = max(min(left, width >> 1), -8);
  top = max(min(top, height >> 1), -8);
  if (left == width >> 1) fraction &= ~1;
  if (top == height >> 1) fraction &= ~2;
  predictChroma(left, top, fraction);
}

/** Chroma of a macroblock, copied from whole-pixel position (x, y) and the fraction. */
export function predictChroma(x: i32, y: i32, fraction: i32): void {
  const left = limit(x, 8, edgeWidth >> 1);
  const top = limit(y, 8, edgeHeight >> 1);
  const source = <usize>(top * strideC + left);
  const target = <usize>((mbY << 3) * strideC + (mbX << 3));
  if (averaged) {
    average8(sourceCb + source, strideC, currentCb + target, strideC, fraction, 8);
    average8(sourceCr + source, strideC, currentCr + target, strideC, fraction, 8);
  } else {
    predict8(sourceCb + source, strideC, currentCb + target, strideC, fraction, 8);
    predict8(sourceCr + source, strideC, currentCr + target, strideC, fraction, 8);
  }
}
