// Macroblocks of B-VOPs (ISO/IEC 14496-2, 6.2.6, 6.3.6 and 7.6.9). None of them is intra.

import { colocatedNotCoded, setDirectVectors } from "./b-direct";
import {
  BACKWARD, backwardVectors, BOTH, FORWARD, forwardVectors, noteBidirectional, setVector,
} from "./b-motion";
import { end, pos, read, seek, window } from "./bits";
import { fault, MB_TYPE, TRUNCATED } from "./fault";
import { predictVector, predictVectors } from "./inter-macroblock";
import { decodePredicted, vectorX, vectorY } from "./motion-vector";
import { backwardCode, forwardCode, mbX, quantiser, setQuantiser, wantCoded, wantPixels, wantReconstructed } from "./picture-state";
import { predictFrom } from "./reference-position";
import { pastCb, pastCr, pastY, quarterSample, referenceCb, referenceCr, referenceY } from "./sequence";
import { addTexture } from "./macroblock";
import { prepareResidual } from "./residual-planes";

/** mb_type by the zeros before its 1 (Table B-3). */
const DIRECT: i32 = 0;
const INTERPOLATED: i32 = 1;
const BACKWARD_ONLY: i32 = 2;
const FORWARD_ONLY: i32 = 3;
const MB_TYPES: i32 = 4;

/** Predictors: the last vectors of the row, of each list. */
let forwardX: i32 = 0;
let forwardY: i32 = 0;
let backwardX: i32 = 0;
let backwardY: i32 = 0;

/** At the start of a row of macroblocks or a video packet. */
export function resetPredictors(): void {
  forwardX = 0;
  forwardY = 0;
  backwardX = 0;
  backwardY = 0;
}

/** Decodes the next macroblock. */
export function decodeBidirectional(): bool {
  if (mbX == 0) resetPredictors();
  if (colocatedNotCoded()) return copyPast();
  if (pos > end) return fault(TRUNCATED, end);
  // modb: 1 says "direct, no difference, no coefficients", 01 "no coefficients".
  if (read(1)) return decodeDirect(false, 0);
  const noCoefficients = read(1);
  const type = <i32>clz(window(pos));
  if (type >= MB_TYPES) return fault(MB_TYPE, pos);
  seek(pos + type + 1);
  const coded = noCoefficients ? 0 : <i32>read(6);
  if (type == DIRECT) return decodeDirect(true, coded);
  if (coded != 0) changeQuantiser();
  return decodeWithVectors(type == INTERPOLATED ? BOTH : type == BACKWARD_ONLY ? BACKWARD : FORWARD, coded);
}

/** A macroblock that is as in the past anchor. */
export function copyPast(): bool {
  setVector(forwardVectors, 0, 0);
  noteBidirectional(FORWARD, 16);
  return reconstruct(FORWARD, false, 0);
}

/** dbquant (Table 6-33): 0 leaves the quantiser, 10 lowers and 11 raises it by 2. */
// @ts-ignore: decorator
@inline
function changeQuantiser(): void {
  if (read(1)) setQuantiser(max(1, min(31, quantiser + (read(1) ? 2 : -2))));
}

function decodeDirect(withDifference: bool, coded: i32): bool {
  let x = 0;
  let y = 0;
  if (withDifference) {
    if (!decodePredicted(0, 0, 1)) return false;
    x = vectorX;
    y = vectorY;
  }
  const four = setDirectVectors(x, y);
  noteBidirectional(BOTH, four ? 8 : 16);
  return reconstruct(BOTH, four || quarterSample, coded);
}

/** A macroblock with a vector of its own for each list that it uses. */
function decodeWithVectors(lists: i32, coded: i32): bool {
  if (lists & FORWARD) {
    if (!decodePredicted(forwardX, forwardY, forwardCode)) return false;
    forwardX = vectorX;
    forwardY = vectorY;
    setVector(forwardVectors, vectorX, vectorY);
  }
  if (lists & BACKWARD) {
    if (!decodePredicted(backwardX, backwardY, backwardCode)) return false;
    backwardX = vectorX;
    backwardY = vectorY;
    setVector(backwardVectors, vectorX, vectorY);
  }
  noteBidirectional(lists, 16);
  return reconstruct(lists, false, coded);
}

/** Predicts a macroblock, as four blocks or whole, and reads its blocks. */
function reconstruct(lists: i32, four: bool, coded: i32): bool {
  if (wantPixels) {
    if (lists & FORWARD) {
      predictFrom(pastY, pastCb, pastCr, false);
      predictList(forwardVectors, four);
    }
    if (lists & BACKWARD) {
      predictFrom(referenceY, referenceCb, referenceCr, (lists & FORWARD) != 0);
      predictList(backwardVectors, four);
    }
  }
  if (coded != 0) return addTexture(coded);
  if (wantCoded || wantReconstructed) prepareResidual(0);
  return true;
}

function predictList(vectors: usize, four: bool): void {
  if (four) predictVectors(vectors, 8);
  else predictVector(<i32>load<i16>(vectors), <i32>load<i16>(vectors, 2));
}
