// Prediction of a macroblock from quarter-pel vectors (ISO/IEC 14496-2, 7.6.2.2). Chroma moves by half pixels: its vector is
// luma's halved towards zero, then as in half-pel streams; some encoders halved otherwise (see src/mpeg4/encoder-behaviour.ts).

import { edgeHeight, edgeWidth, mbX, mbY } from "./picture-state";
import { predictQuarter16, predictQuarter8 } from "./quarter-pel";
import { isOldDiagonal, predictOldDiagonal } from "./quarter-pel-old";
import { averaged, limit, predictChroma, predictChromaOfSum, sourceY } from "./reference-position";
import { currentY, height, strideY, width } from "./sequence";

/** How the vector of a whole macroblock is halved for chroma. */
export const TOWARDS_ZERO: i32 = 0;
/** The last bit is kept: 1/4 counts as 1/2. */
export const LAST_BIT_KEPT: i32 = 1;
/** By a table of the last three bits. */
export const TABLE: i32 = 2;

/** What TABLE adds to the vector shifted down. */
const HALVING: usize = memory.data<u8>([0, 0, 1, 1, 0, 0, 0, 1]);

let chromaHalving: i32 = TOWARDS_ZERO;
/** Diagonal positions as in quarter-pel-old.ts. */
let oldDiagonals: bool = false;

export function setQuarterBehaviour(halving: i32, old: bool): void {
  chromaHalving = halving;
  oldDiagonals = old;
}

/** Predicts 16×16 luma pixels. */
function predictLuma16(source: usize, target: usize, fraction: i32): void {
  if (oldDiagonals && isOldDiagonal(fraction)) predictOldDiagonal(source, strideY, target, strideY, fraction, 16, averaged);
  else predictQuarter16(source, strideY, target, strideY, fraction, averaged);
}

/** Predicts 8×8 luma pixels; `stride` of both pictures: that of fields is twice a frame's. */
export function predictLuma8(source: usize, target: usize, stride: i32, fraction: i32): void {
  if (oldDiagonals && isOldDiagonal(fraction)) predictOldDiagonal(source, stride, target, stride, fraction, 8, averaged);
  else predictQuarter8(source, stride, target, stride, fraction, averaged);
}

function halved(vector: i32): i32 {
  if (chromaHalving == TOWARDS_ZERO) return vector / 2;
  if (chromaHalving == LAST_BIT_KEPT) return (vector >> 1) | (vector & 1);
  return (vector >> 1) + <i32>load<u8>(HALVING + (vector & 7));
}

/** One vector for the whole macroblock. */
export function predictQuarterVector(x: i32, y: i32): void {
  const left = limit((mbX << 4) + (x >> 2), 16, edgeWidth);
  const top = limit((mbY << 4) + (y >> 2), 16, edgeHeight);
  predictLuma16(
    sourceY + <usize>(top * strideY + left),
    currentY + <usize>((mbY << 4) * strideY + (mbX << 4)),
    (x & 3) | ((y & 3) << 2),
  );
  const cx = halved(x);
  const cy = halved(y);
  predictChroma((mbX << 3) + (cx >> 2), (mbY << 3) + (cy >> 2), (cx & 3 ? 1 : 0) | (cy & 3 ? 2 : 0));
}

/** A vector for each of the four luma blocks: two pairs of i16 at `at`, two `row` bytes further on. */
export function predictQuarterVectors(at: usize, row: usize): void {
  let sumX = 0;
  let sumY = 0;
  for (let block = 0; block < 4; block++) {
    const vector = at + (block & 1 ? 4 : 0) + (block & 2 ? row : 0);
    const x = <i32>load<i16>(vector);
    const y = <i32>load<i16>(vector, 2);
    sumX += x / 2;
    sumY += y / 2;
    const blockX = (mbX << 4) + ((block & 1) << 3);
    const blockY = (mbY << 4) + ((block & 2) << 2);
    let fraction = (x & 3) | ((y & 3) << 2);
    // Far outside: limited to the picture's real size first (see encoder-behaviour.ts).
    const left = max(min(blockX + (x >> 2), width), -16);
    const top = max(min(blockY + (y >> 2), height), -16);
    if (left == width) fraction &= 12;
    if (top == height) fraction &= 3;
    predictLuma8(
      sourceY + <usize>(limit(top, 8, edgeHeight) * strideY + limit(left, 8, edgeWidth)),
      currentY + <usize>(blockY * strideY + blockX), strideY, fraction,
    );
  }
  predictChromaOfSum(sumX, sumY);
}
