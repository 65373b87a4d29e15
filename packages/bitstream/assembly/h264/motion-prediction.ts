// Prediction of vectors from the neighbours' (8.4.1.1, 8.4.1.3), out of caches.ts.

import {
  FIRST, REFERENCE_LIST, REF_UNAVAILABLE, VECTOR_LIST, referenceCache, vectorCache,
} from "./caches";
import { diagonalReferences, diagonalVectors } from "./mbaff-motion";
import { leftMixed } from "./neighbours";

export let predictedX: i32 = 0;
export let predictedY: i32 = 0;

/** Neighbour C of the partition, or D in its place where C is not available (8.4.1.3.2): its reference, and its vector's address. */
let diagonalReference: i32 = 0;
let diagonalVector: usize = 0;

/**
 * Finds C or D. Inside the macroblock C is missing at its right border and, by coding order, right of the left half except for the
 * lower left quarter's first row.
 */
// @ts-ignore: decorator
@inline
function findDiagonal(list: usize, entry: usize, blocks: usize): void {
  const references = referenceCache + list * REFERENCE_LIST;
  const vectors = vectorCache + list * VECTOR_LIST;
  const corner = entry - 8 + blocks;
  const column = (entry & 7) - (FIRST & 7) + blocks;
  if (entry < FIRST + 8 || (column != 4 && (column != 2 || (entry & ~7) == (FIRST + 16 & ~7)))) {
    diagonalReference = load<i8>(references + corner);
    diagonalVector = vectors + (corner << 2);
    if (diagonalReference != REF_UNAVAILABLE) return;
  }
  if (leftMixed && entry > FIRST && (entry & 7) == (FIRST & 7)) {
    const row = (entry - FIRST) >> 3;
    diagonalReference = load<i8>(diagonalReferences + (list << 2) + row);
    diagonalVector = diagonalVectors + (list << 4) + (row << 2);
    return;
  }
  diagonalReference = load<i8>(references + entry - 9);
  diagonalVector = vectors + (entry - 9 << 2);
}

/** Reference index of neighbour C, or D. */
// @ts-ignore: decorator
@inline
export function diagonalReferenceOf(list: usize, entry: usize, blocks: usize): i32 {
  findDiagonal(list, entry, blocks);
  return diagonalReference;
}

// @ts-ignore: decorator
@inline
function median(a: i32, b: i32, c: i32): i32 {
  return max(min(a, b), min(max(a, b), c));
}

// @ts-ignore: decorator
@inline
function take(vector: usize): void {
  predictedX = load<i16>(vector);
  predictedY = load<i16>(vector, 2);
}

/** Median prediction (8.4.1.3) for a partition whose first block is at cache entry `entry`, `blocks` 4×4 blocks wide, into predictedX, predictedY. */
export function predictVector(list: usize, entry: usize, blocks: usize, reference: i32): void {
  const references = referenceCache + list * REFERENCE_LIST;
  const vectors = vectorCache + list * VECTOR_LIST;
  const leftReference = <i32>load<i8>(references + entry - 1);
  const topReference = <i32>load<i8>(references + entry - 8);
  const left = vectors + (entry - 1 << 2);
  const top = vectors + (entry - 8 << 2);
  findDiagonal(list, entry, blocks);
  const same = i32(leftReference == reference) + i32(topReference == reference) + i32(diagonalReference == reference);
  if (same == 1) {
    take(leftReference == reference ? left : topReference == reference ? top : diagonalVector);
  } else if (same == 0 && topReference == REF_UNAVAILABLE && diagonalReference == REF_UNAVAILABLE && leftReference != REF_UNAVAILABLE) {
    take(left);
  } else {
    predictedX = median(load<i16>(left), load<i16>(top), load<i16>(diagonalVector));
    predictedY = median(load<i16>(left, 2), load<i16>(top, 2), load<i16>(diagonalVector, 2));
  }
}

/** Directional prediction of 16×8 partition 0 or 1. */
export function predict16x8(list: usize, partition: i32, reference: i32): void {
  const entry = partition == 0 ? FIRST : FIRST + 16;
  const beside = partition == 0 ? FIRST - 8 : FIRST + 15;
  if (<i32>load<i8>(referenceCache + list * REFERENCE_LIST + beside) == reference) take(vectorCache + list * VECTOR_LIST + (beside << 2));
  else predictVector(list, entry, 4, reference);
}

/** Directional prediction of 8×16 partition 0 or 1. */
export function predict8x16(list: usize, partition: i32, reference: i32): void {
  if (partition == 0) {
    if (<i32>load<i8>(referenceCache + list * REFERENCE_LIST, FIRST - 1) == reference) take(vectorCache + list * VECTOR_LIST + (FIRST - 1) * 4);
    else predictVector(list, FIRST, 2, reference);
    return;
  }
  findDiagonal(list, FIRST + 2, 2);
  if (diagonalReference == reference) take(diagonalVector);
  else predictVector(list, FIRST + 2, 2, reference);
}

/** Motion of P_Skip (8.4.1.1): fills referenceCache and vectorCache of the macroblock (list 0 alone). fillMotion() comes before. */
export function predictSkip(): void {
  const left = <i32>load<i8>(referenceCache, FIRST - 1);
  const top = <i32>load<i8>(referenceCache, FIRST - 8);
  let vector: u32 = 0;
  if (
    left != REF_UNAVAILABLE && top != REF_UNAVAILABLE && (left != 0 || load<u32>(vectorCache, (FIRST - 1) * 4) != 0) &&
    (top != 0 || load<u32>(vectorCache, (FIRST - 8) * 4) != 0)
  ) {
    predictVector(0, FIRST, 4, 0);
    vector = (<u32>predictedX & 0xffff) | <u32>predictedY << 16;
  }
  setReferences(0, FIRST, 4, 4, 0);
  setVectors(0, FIRST, 4, 4, vector);
}

/** Sets the reference index of a partition (in 4×4 blocks) in referenceCache. */
// @ts-ignore: decorator
@inline
export function setReferences(list: usize, entry: usize, width: usize, height: usize, reference: i32): void {
  let at = referenceCache + list * REFERENCE_LIST + entry;
  const value = <u32>(reference & 0xff) * 0x1010101;
  for (let row: usize = 0; row < height; row++) {
    if (width == 4) store<u32>(at, value);
    else if (width == 2) store<u16>(at, <u16>value);
    else store<u8>(at, <u8>value);
    at += 8;
  }
}

/** Sets the vector (x in the lower 16 bits, y in the upper ones) of a partition (in 4×4 blocks) in vectorCache. */
// @ts-ignore: decorator
@inline
export function setVectors(list: usize, entry: usize, width: usize, height: usize, vector: u32): void {
  let at = vectorCache + list * VECTOR_LIST + (entry << 2);
  for (let row: usize = 0; row < height; row++) {
    if (width == 4) {
      v128.store(at, i32x4.splat(vector));
    } else if (width == 2) {
      store<u32>(at, vector);
      store<u32>(at, vector, 4);
    } else {
      store<u32>(at, vector);
    }
    at += 32;
  }
}
