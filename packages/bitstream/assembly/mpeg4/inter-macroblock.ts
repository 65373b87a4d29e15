// Prediction of a macroblock from its vectors (ISO/IEC 14496-2, 7.6.4; chroma vectors: 7.6.2.1, Tables 7-9).

import { predict16, predict8 } from "./motion-compensation";
import { edgeHeight, edgeWidth, mbX, mbY } from "./picture-state";
import {
  currentCb, currentCr, currentY, height, mbWidth, referenceCb, referenceCr, referenceY, strideC, strideY, width,
} from "./sequence";
import { vectorsOfMacroblock } from "./motion-vector";

/** Limits a position so that the block and one more row and column lie in the extended reference; beyond it all is equal. */
// @ts-ignore: decorator
@inline
function limit(position: i32, block: i32, size: i32): i32 {
  return max(min(position, size), -block - 1);
}

/** One vector for the whole macroblock. */
export function predictWhole(): void {
  const at = vectorsOfMacroblock();
  const x = <i32>load<i16>(at);
  const y = <i32>load<i16>(at, 2);
  const left = limit((mbX << 4) + (x >> 1), 16, edgeWidth);
  const top = limit((mbY << 4) + (y >> 1), 16, edgeHeight);
  predict16(
    referenceY + <usize>(top * strideY + left), strideY,
    currentY + <usize>((mbY << 4) * strideY + (mbX << 4)), strideY,
    (x & 1) | ((y & 1) << 1), 16,
  );
  // Chroma: half the vector; its quarters count as halves.
  predictChroma((mbX << 3) + (x >> 2), (mbY << 3) + (y >> 2), (x & 3 ? 1 : 0) | (y & 3 ? 2 : 0));
}

/** A vector for each of the four luma blocks. */
export function predictFour(): void {
  const at = vectorsOfMacroblock();
  const row = <usize>(mbWidth << 3);
  let sumX = 0;
  let sumY = 0;
  for (let block = 0; block < 4; block++) {
    const vector = at + (block & 1 ? 4 : 0) + (block & 2 ? row : 0);
    const x = <i32>load<i16>(vector);
    const y = <i32>load<i16>(vector, 2);
    sumX += x;
    sumY += y;
    const blockX = (mbX << 4) + ((block & 1) << 3);
    const blockY = (mbY << 4) + ((block & 2) << 2);
    let left = blockX + (x >> 1);
    let top = blockY + (y >> 1);
    let fraction = (x & 1) | ((y & 1) << 1);
    // Far outside: limited to the picture's real size first (see encoder-behaviour.ts).
    left = max(min(left, width), -16);
    top = max(min(top, height), -16);
    if (left == width) fraction &= ~1;
    if (top == height) fraction &= ~2;
    predict8(
      referenceY + <usize>(limit(top, 8, edgeHeight) * strideY + limit(left, 8, edgeWidth)), strideY,
      currentY + <usize>(blockY * strideY + blockX), strideY, fraction, 8,
    );
  }
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

/** Table 7-9: the sum of four vectors, in sixteenths of a chroma pixel, to half pixels. */
// @ts-ignore: decorator
@inline
function chromaOfSum(sum: i32): i32 {
  const sixteenths = sum & 15;
  return ((sum >> 3) & ~1) + (sixteenths < 3 ? 0 : sixteenths < 14 ? 1 : 2);
}

function predictChroma(x: i32, y: i32, fraction: i32): void {
  const left = limit(x, 8, edgeWidth >> 1);
  const top = limit(y, 8, edgeHeight >> 1);
  const source = <usize>(top * strideC + left);
  const target = <usize>((mbY << 3) * strideC + (mbX << 3));
  predict8(referenceCb + source, strideC, currentCb + target, strideC, fraction, 8);
  predict8(referenceCr + source, strideC, currentCr + target, strideC, fraction, 8);
}
