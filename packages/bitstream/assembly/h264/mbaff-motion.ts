// MBAFF frames: motion of neighbours in the units of the current macroblock (8.4.1.3.1, 9.3.3.1.1.7), and the neighbours of its left
// column that the caches have no place for.

import { FIRST, REFERENCE_LIST, VECTOR_LIST, referenceCache, vectorCache } from "./caches";
import * as arrays from "./macroblock-arrays";
import { FIELD } from "./macroblock-type";
import {
  leftIndex, leftMixed, leftY, lowerLeftIndex, lowerLeftY, topIndex, topLeftIndex, topLeftType, topRightIndex, topRightType, topType,
} from "./neighbours";
import { blockStride, mbStride } from "./picture-size";
import { B_SLICE, mbField, mbX, mbY, sliceType } from "./slice-state";

/**
 * Beside a pair of the other kind: the block above and left of each row of blocks in the left column, which is then not the block left
 * of the row above. i8[2 lists][4], i16 pairs [2 lists][4].
 */
export const diagonalReferences: usize = memory.data(2 * 4, 16);
export const diagonalVectors: usize = memory.data(2 * 4 * 4, 16);

/** Scales the neighbours in referenceCache and vectorCache. */
export function scaleMixedNeighbours(): void {
  const lists: usize = sliceType == B_SLICE ? 2 : 1;
  for (let list: usize = 0; list < lists; list++) {
    const references = referenceCache + list * REFERENCE_LIST;
    const vectors = vectorCache + list * VECTOR_LIST;
    if (topIndex >= 0 && isMixed(topType)) {
      for (let x: usize = 0; x < 4; x++) scaleEntry(references + x + (FIRST - 8), vectors + ((x + (FIRST - 8)) << 2));
    }
    if (topRightIndex >= 0 && isMixed(topRightType)) scaleEntry(references + (FIRST - 4), vectors + (FIRST - 4) * 4);
    if (topLeftIndex >= 0 && isMixed(topLeftType)) scaleEntry(references + (FIRST - 9), vectors + (FIRST - 9) * 4);
    if (!leftMixed) continue;
    for (let y: usize = 0; y < 4; y++) {
      scaleEntry(references + (y << 3) + (FIRST - 1), vectors + (((y << 3) + (FIRST - 1)) << 2));
    }
    if (list == 0) fillDiagonals(0, arrays.referenceIndices0, arrays.vectors0);
    else fillDiagonals(1, arrays.referenceIndices1, arrays.vectors1);
  }
}

// @ts-ignore: decorator
@inline
function isMixed(type: u32): bool {
  return ((type & FIELD) != 0) != mbField;
}

/** Brings a neighbour of the other kind to the macroblock's units: a field has half the lines, and two references of a frame's one. */
function scaleEntry(reference: usize, vector: usize): void {
  const index = load<i8>(reference);
  if (index < 0) return;
  const y = <i32>load<i16>(vector, 2);
  store<i8>(reference, mbField ? index << 1 : index >> 1);
  store<i16>(vector, <i16>(mbField ? y / 2 : y << 1), 2);
}

/** Of rows 1…3: the sample left of and above the row's first, by Table 6-4. */
function fillDiagonals(list: usize, indices: usize, vectors: usize): void {
  for (let row = 1; row < 4; row++) {
    const y = (row << 2) - 1;
    let index = leftIndex;
    let mbRow = leftY;
    let line: i32;
    if (mbField) {
      line = ((y << 1) + (mbY & 1)) & 15;
      if (y >= 8) {
        index = lowerLeftIndex;
        mbRow = lowerLeftY;
      }
    } else {
      // An odd line of the frame: of the bottom field macroblock.
      line = (y + ((mbY & 1) << 4)) >> 1;
      index += mbStride;
      mbRow += 1;
    }
    const block = line >> 2;
    const reference = diagonalReferences + (list << 2) + <usize>row;
    const vector = diagonalVectors + (list << 4) + (<usize>row << 2);
    store<i8>(reference, load<i8>(indices + (<usize>index << 2) + <usize>((block & 2) + 1)));
    store<u32>(vector, load<u32>(vectors + (<usize>(((mbRow << 2) + block) * blockStride + (mbX << 2) - 1) << 2)));
    scaleEntry(reference, vector);
  }
}

/** Scales the vertical parts in differenceCache, of one list. */
export function scaleDifferences(cache: usize): void {
  if (topIndex >= 0 && isMixed(topType)) for (let x: usize = 0; x < 4; x++) scaleDifference(cache + ((x + (FIRST - 8)) << 1));
  if (leftMixed) for (let y: usize = 0; y < 4; y++) scaleDifference(cache + (((y << 3) + (FIRST - 1)) << 1));
}

// @ts-ignore: decorator
@inline
function scaleDifference(at: usize): void {
  const y = <i32>load<u8>(at, 1);
  store<u8>(at, <u8>(mbField ? y >> 1 : min(y << 1, 255)), 1);
}
