// Inter prediction (8.4.2): fractional samples and weights.

import { FIRST, REFERENCE_LIST, VECTOR_LIST, referenceCache, vectorCache } from "./caches";
import { predictPartition } from "./inter-partition";
import { P_16X16, P_16X8, P_8X16 } from "./macroblock-type";
import { beginWeights } from "./prediction-weights";
import { findReferences } from "./reference-samples";
import { mbType } from "./slice-state";

/** Prepares for a P or B slice: addresses of the references, implicit weights (8.4.2.3.1; MBAFF: of the field lists, too). */
export function beginInter(): void {
  findReferences();
  beginWeights();
}

/** Predicts the macroblock from referenceCache and vectorCache, at destination.ts' samples. */
export function predictInter(): void {
  if (mbType & P_16X16) {
    predictAt(0, 0, 16, 16);
  } else if (mbType & P_16X8) {
    predictAt(0, 0, 16, 8);
    predictAt(0, 8, 16, 8);
  } else if (mbType & P_8X16) {
    predictAt(0, 0, 8, 16);
    predictAt(8, 0, 8, 16);
  } else {
    predictQuarters();
  }
}

// @ts-ignore: decorator
@inline
function entryAt(x: i32, y: i32): usize {
  return FIRST + <usize>((x >> 2) + (y << 1));
}

/** The partition at (x, y): all its blocks have the motion of the first. */
function predictAt(x: i32, y: i32, width: i32, height: i32): void {
  const entry = entryAt(x, y);
  predictPartition(
    x, y, width, height,
    load<i8>(referenceCache + entry), load<i8>(referenceCache + entry, REFERENCE_LIST),
    load<u32>(vectorCache + (entry << 2)), load<u32>(vectorCache + (entry << 2), VECTOR_LIST),
  );
}

/** Motion of an 8×8 block is the same all over. */
// @ts-ignore: decorator
@inline
function uniform(entry: usize): bool {
  return uniformIn(vectorCache + (entry << 2)) && uniformIn(vectorCache + VECTOR_LIST + (entry << 2));
}

// @ts-ignore: decorator
@inline
function uniformIn(vectors: usize): bool {
  const first = load<u32>(vectors);
  return first == load<u32>(vectors, 4) && first == load<u32>(vectors, 32) && first == load<u32>(vectors, 36);
}

/** Motion of the first blocks of two 8×8 blocks is the same. */
// @ts-ignore: decorator
@inline
function alike(a: usize, b: usize): bool {
  return load<i8>(referenceCache + a) == load<i8>(referenceCache + b) &&
    load<i8>(referenceCache + a, REFERENCE_LIST) == load<i8>(referenceCache + b, REFERENCE_LIST) &&
    load<u32>(vectorCache + (a << 2)) == load<u32>(vectorCache + (b << 2)) &&
    load<u32>(vectorCache + (a << 2), VECTOR_LIST) == load<u32>(vectorCache + (b << 2), VECTOR_LIST);
}

/** Four 8×8 blocks, each of one motion or more; equal ones are predicted as one. */
function predictQuarters(): void {
  const whole0 = uniform(FIRST);
  const whole1 = uniform(FIRST + 2);
  const whole2 = uniform(FIRST + 16);
  const whole3 = uniform(FIRST + 18);
  const upper = whole0 && whole1 && alike(FIRST, FIRST + 2);
  const lower = whole2 && whole3 && alike(FIRST + 16, FIRST + 18);
  if (upper && lower && alike(FIRST, FIRST + 16)) {
    predictAt(0, 0, 16, 16);
    return;
  }
  if (upper) {
    predictAt(0, 0, 16, 8);
  } else {
    predictQuarter(0, 0, whole0);
    predictQuarter(8, 0, whole1);
  }
  if (lower) {
    predictAt(0, 8, 16, 8);
  } else {
    predictQuarter(0, 8, whole2);
    predictQuarter(8, 8, whole3);
  }
}

function predictQuarter(x: i32, y: i32, whole: bool): void {
  if (whole) {
    predictAt(x, y, 8, 8);
    return;
  }
  const vectors = vectorCache + (entryAt(x, y) << 2);
  if (load<u64>(vectors) == load<u64>(vectors, 32) && load<u64>(vectors, VECTOR_LIST) == load<u64>(vectors, VECTOR_LIST + 32)) {
    predictAt(x, y, 4, 8);
    predictAt(x + 4, y, 4, 8);
    return;
  }
  predictHalf(x, y, vectors);
  predictHalf(x, y + 4, vectors + 32);
}

/** Two blocks side by side. */
function predictHalf(x: i32, y: i32, vectors: usize): void {
  if (load<u32>(vectors) == load<u32>(vectors, 4) && load<u32>(vectors, VECTOR_LIST) == load<u32>(vectors, VECTOR_LIST + 4)) {
    predictAt(x, y, 8, 4);
  } else {
    predictAt(x, y, 4, 4);
    predictAt(x + 4, y, 4, 4);
  }
}
