// Field vectors (ISO/IEC 14496-2, 7.7.2): a macroblock predicted field by field has one for each of its fields, with y in lines
// of a field, and says which field of the reference each points to.

import { read } from "./bits";
import { allocate } from "../common/memory";
import {
  decodePredicted, predictionX, predictionY, predictVector, storeVector, vectorX, vectorY,
} from "./motion-vector";
import { forwardCode, mbIndex, mbX, mbY, predicted } from "./picture-state";
import { mbHeight, mbWidth, vectors } from "./sequence";
import { BOTTOM_OF_FIRST, BOTTOM_OF_SECOND, fieldFlags, FIELDS, interlaced } from "./field-state";

/** u32 [macroblocks, 2]: vectors of the top and the bottom field of the picture's field-predicted macroblocks. */
let fieldVectors: usize = 0;

/** Lays out the memory, once; false where there is not enough. */
export function configureFieldMotion(): bool {
  fieldVectors = allocate(<usize>(mbWidth * mbHeight * 8));
  return fieldVectors != 0;
}

/** Address of the two field vectors of the macroblock at hand. */
// @ts-ignore: decorator
@inline
export function fieldVectorsOfMacroblock(): usize {
  return fieldVectors + (<usize>mbIndex << 3);
}

/** Flags of a list's two references: bits 0 and 1 of the result say "bottom" for the top and the bottom field. */
// @ts-ignore: decorator
@inline
export function readFieldReferences(): i32 {
  const top = <i32>read(1);
  return top | (<i32>read(1) << 1);
}

/** Notes which fields the macroblock at hand refers to, each list's as readFieldReferences has them. */
export function noteFields(flags: usize, first: i32, second: i32): void {
  const at = flags + <usize>(mbY * mbWidth * 4 + mbX * 2);
  const top = FIELDS | (first & 1 ? BOTTOM_OF_FIRST : 0) | (second & 1 ? BOTTOM_OF_SECOND : 0);
  const bottom = FIELDS | (first & 2 ? BOTTOM_OF_FIRST : 0) | (second & 2 ? BOTTOM_OF_SECOND : 0);
  store<u16>(at, <u16>(top | (top << 8)));
  store<u16>(at + <usize>(mbWidth << 1), <u16>(bottom | (bottom << 8)));
}

/** The references of the co-located macroblock, as readFieldReferences has them; −1 where it is not field-predicted. */
export function colocatedFieldReferences(): i32 {
  const at = fieldFlags + <usize>(mbY * mbWidth * 4 + mbX * 2);
  const top = <i32>load<u8>(at);
  if (!(top & FIELDS)) return -1;
  return (top & BOTTOM_OF_FIRST ? 1 : 0) | (<i32>load<u8>(at + <usize>(mbWidth << 1)) & BOTTOM_OF_FIRST ? 2 : 0);
}

/**
 * Decodes both vectors of a macroblock of a P- or S-VOP. Both have the prediction of the whole macroblock, its y halved. To the
 * macroblocks around, it has one vector: the mean of x and the sum of y, which is a mean in lines of the frame.
 */
export function decodeFieldVectors(): bool {
  const selects = readFieldReferences();
  predictVector(0);
  const x = predictionX;
  const y = predictionY / 2;
  const at = fieldVectorsOfMacroblock();
  if (!decodePredicted(x, y, forwardCode)) return false;
  const topX = vectorX;
  const topY = vectorY;
  if (!decodePredicted(x, y, forwardCode)) return false;
  store<u32>(at, (topX & 0xffff) | (topY << 16));
  store<u32>(at + 4, (vectorX & 0xffff) | (vectorY << 16));
  const sum = topX + vectorX;
  storeVector((sum >> 1) | (sum & 1), topY + vectorY);
  noteFields(fieldFlags, selects, 0);
  return true;
}

/**
 * Puts the field vectors of an anchor in place of the means that predicted its other vectors: the first row of a macroblock's blocks
 * gets the top field's. So direct mode and whoever is given the vectors find them.
 */
export function publishFieldVectors(): void {
  if (!interlaced || !predicted) return;
  const row = <usize>(mbWidth << 3);
  for (let index = 0; index < mbWidth * mbHeight; index++) {
    const block = <usize>((index / mbWidth) * mbWidth * 4 + (index % mbWidth) * 2);
    if (!(load<u8>(fieldFlags + block) & FIELDS)) continue;
    const both = load<u64>(fieldVectors + (<usize>index << 3));
    const top = both & 0xffffffff;
    const bottom = both >> 32;
    store<u64>(vectors + (block << 2), top | (top << 32));
    store<u64>(vectors + (block << 2) + row, bottom | (bottom << 32));
  }
}
