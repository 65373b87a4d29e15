// Prediction of a macroblock from its vectors (ISO/IEC 14496-2, 7.6.4; chroma vectors: 7.6.2.1, Tables 7-9).

import { predict16, predict8 } from "./motion-compensation";
import { vectorsOfMacroblock } from "./motion-vector";
import { edgeHeight, edgeWidth, mbX, mbY } from "./picture-state";
import { predictFourQuarter, predictWholeQuarter } from "./quarter-macroblock";
import { limit, predictChroma, predictChromaOfSum } from "./reference-position";
import { currentY, height, mbWidth, quarterSample, referenceY, strideY, width } from "./sequence";

/** One vector for the whole macroblock. */
export function predictWhole(): void {
  if (quarterSample) {
    predictWholeQuarter();
    return;
  }
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
  if (quarterSample) {
    predictFourQuarter();
    return;
  }
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
  predictChromaOfSum(sumX, sumY);
}
