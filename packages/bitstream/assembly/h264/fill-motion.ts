// Fills the motion of caches.ts from the neighbours. Vectors and references of neighbours that are
// field macroblocks where the current one is not (MBAFF frames), or the other way round, are brought to its units (8.4.1.3.1).

import {
  DIFFERENCE_LIST, FIRST, REFERENCE_LIST, VECTOR_LIST, differenceCache, directCache, referenceCache, vectorCache,
} from "./caches";
import * as arrays from "./macroblock-arrays";
import { DIRECT, SKIP } from "./macroblock-type";
import { scaleDifferences, scaleMixedNeighbours } from "./mbaff-motion";
import {
  leftIndex, leftRows, leftY, lowerLeftIndex, lowerLeftY, topIndex, topLeftIndex, topLeftRow, topLeftY, topRightIndex, topRightY, topY,
} from "./neighbours";
import { beginReferenceKeys } from "./reference-keys";
import { vectorOffset } from "./store-motion";
import { B_SLICE, cabac, mbType, mbX, mbaff, sliceType, spatialDirect } from "./slice-state";

const NOT_AVAILABLE: i32 = -2;
const ALL_NOT_AVAILABLE: u32 = 0xfefefefe;
const NO_REFERENCES: u32 = 0xffffffff;

/** Prepares for a P or B slice: keys of references, and in P slices a second list that nothing uses. */
export function beginMotion(): void {
  beginReferenceKeys();
  if (sliceType == B_SLICE) return;
  memory.fill(referenceCache + REFERENCE_LIST, 0xff, REFERENCE_LIST);
  memory.fill(vectorCache + VECTOR_LIST, 0, VECTOR_LIST);
}

/**
 * Fills the neighbours of referenceCache, vectorCache and, with CABAC, differenceCache and directCache, of the lists that the slice
 * has. The macroblock's own entries are set to what those have that the syntax says nothing of: no reference, vector 0, difference 0,
 * not direct. Macroblocks that are skipped or direct as a whole need only the neighbours at their corners, those of temporal direct
 * prediction none. mbType is known.
 */
export function fillMotion(): void {
  const bidirectional = sliceType == B_SLICE;
  if (mbType & (SKIP | DIRECT)) {
    if (bidirectional && !spatialDirect) return;
    fillCorners(0, arrays.referenceIndices0, arrays.vectors0);
    if (bidirectional) fillCorners(1, arrays.referenceIndices1, arrays.vectors1);
    if (mbaff) scaleMixedNeighbours();
    return;
  }
  fillList(0, arrays.referenceIndices0, arrays.vectors0);
  if (bidirectional) {
    fillList(1, arrays.referenceIndices1, arrays.vectors1);
    clearOwn();
  }
  if (mbaff) scaleMixedNeighbours();
  if (!cabac) return;
  fillDifferences(differenceCache, arrays.differences0);
  if (!bidirectional) return;
  fillDifferences(differenceCache + DIFFERENCE_LIST, arrays.differences1);
  fillDirect();
}

/** All neighbours in one list. */
function fillList(list: usize, indices: usize, vectors: usize): void {
  const references = referenceCache + list * REFERENCE_LIST;
  const cache = vectorCache + list * VECTOR_LIST;
  if (topIndex >= 0) {
    const pair = load<u16>(indices + (<usize>topIndex << 2), 2);
    store<u32>(references, (<u32>pair & 0xff) * 0x101 | (<u32>pair >> 8) * 0x1010000, FIRST - 8);
    v128.store(cache, v128.load(vectors + vectorOffset(mbX << 2, (topY << 2) + 3)), (FIRST - 8) * 4);
  } else {
    store<u32>(references, ALL_NOT_AVAILABLE, FIRST - 8);
    v128.store(cache, i32x4.splat(0), (FIRST - 8) * 4);
  }
  fillEntry(references + (FIRST - 4), cache + (FIRST - 4) * 4, indices, vectors, topRightIndex, 2, (mbX << 2) + 4, (topRightY << 2) + 3);
  fillTopLeft(references, cache, indices, vectors);
  fillLeft(references, cache, indices, vectors, leftIndex, leftY, leftRows);
  fillLeft(references + 16, cache + 64, indices, vectors, lowerLeftIndex, lowerLeftY, leftRows + 2);
}

/** Neighbours A, B, C and D of the macroblock as a whole, in one list. */
function fillCorners(list: usize, indices: usize, vectors: usize): void {
  const references = referenceCache + list * REFERENCE_LIST;
  const cache = vectorCache + list * VECTOR_LIST;
  const x = mbX << 2;
  const left = <i32>load<u8>(leftRows);
  fillEntry(references + (FIRST - 1), cache + (FIRST - 1) * 4, indices, vectors, leftIndex, (left & 2) + 1, x - 1, (leftY << 2) + left);
  fillEntry(references + (FIRST - 8), cache + (FIRST - 8) * 4, indices, vectors, topIndex, 2, x, (topY << 2) + 3);
  fillEntry(references + (FIRST - 4), cache + (FIRST - 4) * 4, indices, vectors, topRightIndex, 2, x + 4, (topRightY << 2) + 3);
  if (topRightIndex < 0) fillTopLeft(references, cache, indices, vectors);
}

// @ts-ignore: decorator
@inline
function fillTopLeft(references: usize, cache: usize, indices: usize, vectors: usize): void {
  const blockY = (topLeftY << 2) + topLeftRow;
  fillEntry(references + (FIRST - 9), cache + (FIRST - 9) * 4, indices, vectors, topLeftIndex, topLeftRow, (mbX << 2) - 1, blockY);
}

/** One neighbour: 8×8 block `part` of a macroblock, 4×4 block (blockX, blockY) of the picture. */
// @ts-ignore: decorator
@inline
function fillEntry(
  reference: usize, vector: usize, indices: usize, vectors: usize, index: i32, part: i32, blockX: i32, blockY: i32,
): void {
  if (index >= 0) {
    store<u8>(reference, load<u8>(indices + (<usize>index << 2) + <usize>part));
    store<u32>(vector, load<u32>(vectors + vectorOffset(blockX, blockY)));
  } else {
    store<i8>(reference, NOT_AVAILABLE);
    store<u32>(vector, 0);
  }
}

/** The macroblock's own entries of both lists: no reference, vector 0. */
// @ts-ignore: decorator
@inline
function clearOwn(): void {
  const zero = i32x4.splat(0);
  store<u32>(referenceCache, NO_REFERENCES, FIRST);
  store<u32>(referenceCache, NO_REFERENCES, FIRST + 8);
  store<u32>(referenceCache, NO_REFERENCES, FIRST + 16);
  store<u32>(referenceCache, NO_REFERENCES, FIRST + 24);
  store<u32>(referenceCache, NO_REFERENCES, REFERENCE_LIST + FIRST);
  store<u32>(referenceCache, NO_REFERENCES, REFERENCE_LIST + FIRST + 8);
  store<u32>(referenceCache, NO_REFERENCES, REFERENCE_LIST + FIRST + 16);
  store<u32>(referenceCache, NO_REFERENCES, REFERENCE_LIST + FIRST + 24);
  v128.store(vectorCache, zero, FIRST * 4);
  v128.store(vectorCache, zero, (FIRST + 8) * 4);
  v128.store(vectorCache, zero, (FIRST + 16) * 4);
  v128.store(vectorCache, zero, (FIRST + 24) * 4);
  v128.store(vectorCache, zero, VECTOR_LIST + FIRST * 4);
  v128.store(vectorCache, zero, VECTOR_LIST + (FIRST + 8) * 4);
  v128.store(vectorCache, zero, VECTOR_LIST + (FIRST + 16) * 4);
  v128.store(vectorCache, zero, VECTOR_LIST + (FIRST + 24) * 4);
}

/** Of two rows of blocks. */
// @ts-ignore: decorator
@inline
function fillLeft(references: usize, cache: usize, indices: usize, vectors: usize, index: i32, y: i32, rows: usize): void {
  if (index >= 0) {
    const first = <i32>load<u8>(rows);
    const second = <i32>load<u8>(rows, 1);
    const right = indices + (<usize>index << 2) + 1;
    const column = vectors + vectorOffset((mbX << 2) - 1, y << 2);
    store<u8>(references, load<u8>(right + <usize>(first & 2)), FIRST - 1);
    store<u8>(references, load<u8>(right + <usize>(second & 2)), FIRST + 7);
    store<u32>(cache, load<u32>(column + vectorOffset(0, first)), (FIRST - 1) * 4);
    store<u32>(cache, load<u32>(column + vectorOffset(0, second)), (FIRST + 7) * 4);
  } else {
    store<i8>(references, NOT_AVAILABLE, FIRST - 1);
    store<i8>(references, NOT_AVAILABLE, FIRST + 7);
    store<u32>(cache, 0, (FIRST - 1) * 4);
    store<u32>(cache, 0, (FIRST + 7) * 4);
  }
}

// @ts-ignore: decorator
@inline
function fillDifferences(cache: usize, stored: usize): void {
  store<u64>(cache, topIndex >= 0 ? load<u64>(stored + (<usize>topIndex << 5), 24) : 0, (FIRST - 8) * 2);
  const rows = leftRows;
  const upper = stored + (<usize>leftIndex << 5) + 6;
  const lower = stored + (<usize>lowerLeftIndex << 5) + 6;
  store<u16>(cache, leftIndex >= 0 ? load<u16>(upper + (<usize>load<u8>(rows) << 3)) : 0, (FIRST - 1) * 2);
  store<u16>(cache, leftIndex >= 0 ? load<u16>(upper + (<usize>load<u8>(rows, 1) << 3)) : 0, (FIRST + 7) * 2);
  store<u16>(cache, lowerLeftIndex >= 0 ? load<u16>(lower + (<usize>load<u8>(rows, 2) << 3)) : 0, (FIRST + 15) * 2);
  store<u16>(cache, lowerLeftIndex >= 0 ? load<u16>(lower + (<usize>load<u8>(rows, 3) << 3)) : 0, (FIRST + 23) * 2);
  store<u64>(cache, 0, FIRST * 2);
  store<u64>(cache, 0, (FIRST + 8) * 2);
  store<u64>(cache, 0, (FIRST + 16) * 2);
  store<u64>(cache, 0, (FIRST + 24) * 2);
  if (mbaff) scaleDifferences(cache);
}

function fillDirect(): void {
  const above = topIndex >= 0 ? <u32>load<u8>(arrays.directBlocks + <usize>topIndex) : 0;
  store<u32>(directCache, (above >> 2 & 1) * 0x101 | (above >> 3) * 0x1010000, FIRST - 8);
  const upper = leftIndex >= 0 ? <u32>load<u8>(arrays.directBlocks + <usize>leftIndex) : 0;
  const lower = lowerLeftIndex >= 0 ? <u32>load<u8>(arrays.directBlocks + <usize>lowerLeftIndex) : 0;
  const rows = leftRows;
  store<u8>(directCache, upper >> (1 + (load<u8>(rows) & 2)) & 1, FIRST - 1);
  store<u8>(directCache, upper >> (1 + (load<u8>(rows, 1) & 2)) & 1, FIRST + 7);
  store<u8>(directCache, lower >> (1 + (load<u8>(rows, 2) & 2)) & 1, FIRST + 15);
  store<u8>(directCache, lower >> (1 + (load<u8>(rows, 3) & 2)) & 1, FIRST + 23);
  store<u32>(directCache, 0, FIRST);
  store<u32>(directCache, 0, FIRST + 8);
  store<u32>(directCache, 0, FIRST + 16);
  store<u32>(directCache, 0, FIRST + 24);
}
