// Prediction of a macroblock from its vectors (ISO/IEC 14496-2, 7.6.4; chroma vectors: 7.6.2.1, Tables 7-9).

import { average16, average8 } from "./half-pel-average";
import { predict16, predict8 } from "./motion-compensation";
import { vectorsOfMacroblock } from "./motion-vector";
import { edgeHeight, edgeWidth, mbX, mbY } from "./picture-state";
import { predictQuarterVector, predictQuarterVectors } from "./quarter-macroblock";
import { averaged, limit, predictChroma, predictChromaOfSum, sourceY } from "./reference-position";
import { currentY, height, mbWidth, quarterSample, strideY, width } from "./sequence";

/** By the macroblock's stored vector. */
export function predictWhole(): void {
  const at = vectorsOfMacroblock();
  predictVector(<i32>load<i16>(at), <i32>load<i16>(at, 2));
}

/** By the stored vectors of the macroblock's four blocks. */
export function predictFour(): void {
  predictVectors(vectorsOfMacroblock(), <usize>(mbWidth << 3));
}

/** One vector for the whole macroblock, from the picture that predictFrom chose. */
export function predictVector(x: i32, y: i32): void {
  if (quarterSample) {
    predictQuarterVector(x, y);
    return;
  }
  const left = limit((mbX << 4) + (x >> 1), 16, edgeWidth);
  const top = limit((mbY << 4) + (y >> 1), 16, edgeHeight);
  const source = sourceY + <usize>(top * strideY + left);
  const target = currentY + <usize>((mbY << 4) * strideY + (mbX << 4));
  const fraction = (x & 1) | ((y & 1) << 1);
  if (averaged) average16(source, strideY, target, strideY, fraction, 16);
  else predict16(source, strideY, target, strideY, fraction, 16);
  // Chroma: half the vector; its quarters count as halves.
  predictChroma((mbX << 3) + (x >> 2), (mbY << 3) + (y >> 2), (x & 3 ? 1 : 0) | (y & 3 ? 2 : 0));
}

/** A vector for each of the four luma blocks: two pairs of i16 at `at`, two `row` bytes further on. */
export function predictVectors(at: usize, row: usize): void {
  if (quarterSample) {
    predictQuarterVectors(at, row);
    return;
  }
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
    const source = sourceY + <usize>(limit(top, 8, edgeHeight) * strideY + limit(left, 8, edgeWidth));
    const target = currentY + <usize>(blockY * strideY + blockX);
    if (averaged) average8(source, strideY, target, strideY, fraction, 8);
    else predict8(source, strideY, target, strideY, fraction, 8);
  }
  predictChromaOfSum(sumX, sumY);
}
