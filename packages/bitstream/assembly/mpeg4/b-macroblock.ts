// Macroblocks of B-VOPs (ISO/IEC 14496-2, 6.2.6, 6.3.6 and 7.6.9). None of them is intra.

import { colocatedNotCoded, setDirectFieldVectors, setDirectVectors } from "./b-direct";
import {
  BACKWARD, backwardVectors, BOTH, FORWARD, forwardVectors, noteBidirectional, setVector,
} from "./b-motion";
import { end, pos, read, seek, window } from "./bits";
import { fault, MB_TYPE, TRUNCATED } from "./fault";
import { colocatedFieldReferences, noteFields, readFieldReferences } from "./field-motion";
import { predictFields } from "./field-prediction";
import { bFieldFlags, interlaced, readInterTransformType } from "./field-state";
import { predictVector, predictVectors } from "./inter-macroblock";
import { decodePredicted, vectorX, vectorY } from "./motion-vector";
import { anchorIntra, backwardCode, forwardCode, mbX, quantiser, setQuantiser, wantCoded, wantPixels, wantReconstructed } from "./picture-state";
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

/** In interlaced streams those above are the top field's, or the frame's; these the bottom field's. */
let forwardBottomX: i32 = 0;
let forwardBottomY: i32 = 0;
let backwardBottomX: i32 = 0;
let backwardBottomY: i32 = 0;

/** The macroblock at hand is predicted field by field, from these fields of each list (readFieldReferences). */
let byFields: bool = false;
let forwardFields: i32 = 0;
let backwardFields: i32 = 0;

/** At the start of a row of macroblocks or a video packet. */
export function resetPredictors(): void {
  forwardX = 0;
  forwardY = 0;
  backwardX = 0;
  backwardY = 0;
}

/** At the start of a row. libavcodec keeps these at the start of a video packet, in its encoder and its decoder. */
function resetBottomPredictors(): void {
  forwardBottomX = 0;
  forwardBottomY = 0;
  backwardBottomX = 0;
  backwardBottomY = 0;
}

/** Decodes the next macroblock. */
export function decodeBidirectional(): bool {
  if (mbX == 0) {
    resetPredictors();
    resetBottomPredictors();
  }
  if (colocatedNotCoded()) return copyPast();
  byFields = false;
  if (pos > end) return fault(TRUNCATED, end);
  // modb: 1 says "direct, no difference, no coefficients", 01 "no coefficients".
  if (read(1)) return decodeDirect(false, 0);
  const noCoefficients = read(1);
  const type = <i32>clz(window(pos));
  if (type >= MB_TYPES) return fault(MB_TYPE, pos);
  seek(pos + type + 1);
  const coded = noCoefficients ? 0 : <i32>read(6);
  if (type != DIRECT && coded != 0) changeQuantiser();
  readInterTransformType(coded);
  if (type == DIRECT) return decodeDirect(true, coded);
  const lists = type == INTERPOLATED ? BOTH : type == BACKWARD_ONLY ? BACKWARD : FORWARD;
  return interlaced && read(1) ? decodeWithFieldVectors(lists, coded) : decodeWithVectors(lists, coded);
}

/** A macroblock that is as in the past anchor. */
export function copyPast(): bool {
  byFields = false;
  setVector(forwardVectors, 0, 0);
  noteBidirectional(FORWARD, 16, false);
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
  const references = interlaced && !anchorIntra ? colocatedFieldReferences() : -1;
  if (references >= 0) {
    setDirectFieldVectors(references, x, y);
    return reconstructFields(BOTH, references, BOTTOM_FROM_BOTTOM, true, coded);
  }
  const four = setDirectVectors(x, y);
  noteBidirectional(BOTH, four ? 8 : 16, true);
  return reconstruct(BOTH, four || quarterSample, coded);
}

/** A macroblock with a vector of its own for each list that it uses. */
function decodeWithVectors(lists: i32, coded: i32): bool {
  if (lists & FORWARD) {
    if (!decodePredicted(forwardX, forwardY, forwardCode)) return false;
    forwardX = forwardBottomX = vectorX;
    forwardY = forwardBottomY = vectorY;
    setVector(forwardVectors, vectorX, vectorY);
  }
  if (lists & BACKWARD) {
    if (!decodePredicted(backwardX, backwardY, backwardCode)) return false;
    backwardX = backwardBottomX = vectorX;
    backwardY = backwardBottomY = vectorY;
    setVector(backwardVectors, vectorX, vectorY);
  }
  noteBidirectional(lists, 16, false);
  return reconstruct(lists, false, coded);
}

/** Each field refers to the field of its own kind. */
const BOTTOM_FROM_BOTTOM: i32 = 2;

/** As decodeWithVectors, with a vector for each field: each field has predictors of its own, kept in lines of the frame. */
function decodeWithFieldVectors(lists: i32, coded: i32): bool {
  const first = lists & FORWARD ? readFieldReferences() : 0;
  const second = lists & BACKWARD ? readFieldReferences() : 0;
  if (lists & FORWARD) {
    if (!decodePredicted(forwardX, forwardY / 2, forwardCode)) return false;
    forwardX = vectorX;
    forwardY = vectorY * 2;
    setFieldVector(forwardVectors, vectorX, vectorY);
    if (!decodePredicted(forwardBottomX, forwardBottomY / 2, forwardCode)) return false;
    forwardBottomX = vectorX;
    forwardBottomY = vectorY * 2;
    setFieldVector(forwardVectors + 8, vectorX, vectorY);
  }
  if (lists & BACKWARD) {
    if (!decodePredicted(backwardX, backwardY / 2, backwardCode)) return false;
    backwardX = vectorX;
    backwardY = vectorY * 2;
    setFieldVector(backwardVectors, vectorX, vectorY);
    if (!decodePredicted(backwardBottomX, backwardBottomY / 2, backwardCode)) return false;
    backwardBottomX = vectorX;
    backwardBottomY = vectorY * 2;
    setFieldVector(backwardVectors + 8, vectorX, vectorY);
  }
  return reconstructFields(lists, first, second, false, coded);
}

/** Sets the vector of the two blocks that stand for a field. */
// @ts-ignore: decorator
@inline
function setFieldVector(at: usize, x: i32, y: i32): void {
  const vector = (x & 0xffff) | (y << 16);
  store<u32>(at, vector);
  store<u32>(at, vector, 4);
}

/** Notes and predicts a macroblock field by field, and reads its blocks. */
function reconstructFields(lists: i32, first: i32, second: i32, direct: bool, coded: i32): bool {
  byFields = true;
  forwardFields = first;
  backwardFields = second;
  noteBidirectional(lists, 16, direct);
  noteFields(bFieldFlags, first, second);
  return reconstruct(lists, false, coded);
}

/** Predicts a macroblock, as four blocks or whole, and reads its blocks. */
function reconstruct(lists: i32, four: bool, coded: i32): bool {
  if (wantPixels) {
    if (lists & FORWARD) {
      predictFrom(pastY, pastCb, pastCr, false);
      if (byFields) predictFields(forwardVectors, forwardVectors + 8, forwardFields);
      else predictList(forwardVectors, four);
    }
    if (lists & BACKWARD) {
      predictFrom(referenceY, referenceCb, referenceCr, (lists & FORWARD) != 0);
      if (byFields) predictFields(backwardVectors, backwardVectors + 8, backwardFields);
      else predictList(backwardVectors, four);
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
