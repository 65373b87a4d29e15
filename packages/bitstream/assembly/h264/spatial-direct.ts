// Spatial direct prediction (8.4.1.2.2): references and vectors from the neighbours', and no motion where the colocated block has none.

import { FIRST, referenceCache, REFERENCE_LIST, VECTOR_LIST, vectorCache } from "./caches";
import {
  colocatedLongTerm, colocatedReference, colocatedShape, colocatedX, colocatedY, fetchColocated, fetchColocatedBlock, findColocated,
  isQuarterUniform,
} from "./colocated";
import { P0_L0, P0_L1, P_16X16, P_8X8 } from "./macroblock-type";
import { diagonalReferenceOf, predictVector, predictedX, predictedY, setReferences, setVectors } from "./motion-prediction";

/** Of both lists: what the macroblock's neighbours say. */
let reference0: i32 = 0;
let reference1: i32 = 0;
let vector0: u32 = 0;
let vector1: u32 = 0;
/** P0_L0, P0_L1: lists that are used. */
export let spatialLists: u32 = 0;

/** The least reference index of the neighbours that is none of "none" and "not available"; −1 where all are. */
// @ts-ignore: decorator
@inline
function leastReference(list: usize): i32 {
  const references = referenceCache + list * REFERENCE_LIST;
  const left = <u32>load<i8>(references, FIRST - 1);
  const top = <u32>load<i8>(references, FIRST - 8);
  const least = <i32>min(min(left, top), <u32>diagonalReferenceOf(list, FIRST, 4));
  return max(least, -1);
}

// @ts-ignore: decorator
@inline
function vectorOf(list: usize, reference: i32): u32 {
  if (reference < 0) return 0;
  predictVector(list, FIRST, 4, reference);
  return (<u32>predictedX & 0xffff) | <u32>predictedY << 16;
}

function derive(): void {
  reference0 = leastReference(0);
  reference1 = leastReference(1);
  if (reference0 < 0 && reference1 < 0) {
    reference0 = 0;
    reference1 = 0;
    vector0 = 0;
    vector1 = 0;
  } else {
    vector0 = vectorOf(0, reference0);
    vector1 = vectorOf(1, reference1);
  }
  spatialLists = (reference0 >= 0 ? P0_L0 : 0) | (reference1 >= 0 ? P0_L1 : 0);
}

/** colZeroFlag of the colocated block fetched last. */
// @ts-ignore: decorator
@inline
function isStill(): bool {
  return colocatedReference == 0 && <u32>(colocatedX + 1) <= 2 && <u32>(colocatedY + 1) <= 2 && !colocatedLongTerm;
}

// @ts-ignore: decorator
@inline
function setStill(entry: usize, blocks: usize): void {
  if (reference0 == 0) setVectors(0, entry, blocks, blocks, 0);
  if (reference1 == 0) setVectors(1, entry, blocks, blocks, 0);
}

// @ts-ignore: decorator
@inline
function setAll(entry: usize, blocks: usize): void {
  setReferences(0, entry, blocks, blocks, reference0);
  setReferences(1, entry, blocks, blocks, reference1);
  setVectors(0, entry, blocks, blocks, vector0);
  setVectors(1, entry, blocks, blocks, vector1);
}

/** Stops what is still of a quarter; returns how many of its four blocks are. */
function stopQuarter(quarter: i32): i32 {
  const entry = FIRST + <usize>((quarter & 1) << 1) + <usize>((quarter >> 1) << 4);
  if (isQuarterUniform()) {
    fetchColocated(quarter);
    if (!isStill()) return 0;
    setStill(entry, 2);
    return 4;
  }
  let still = 0;
  for (let i = 0; i < 4; i++) {
    fetchColocatedBlock(((quarter & 1) << 1) + (i & 1), (quarter & 2) + (i >> 1));
    if (!isStill()) continue;
    setStill(entry + <usize>(i & 1) + <usize>((i >> 1) << 3), 1);
    still += 1;
  }
  return still;
}

// @ts-ignore: decorator
@inline
function shapeOfQuarter(still: i32): u32 {
  return still & 3 ? P_8X8 : P_16X16;
}

/** Shapes of the quarters after predictSpatial() or predictSpatialQuarter(): u32[4]. */
export const spatialShapes: usize = memory.data(16, 16);

/** Predicts the macroblock; returns its partition shape: P_16X16 also where all blocks, or none, stand still. */
export function predictSpatial(): u32 {
  derive();
  setAll(FIRST, 4);
  if ((vector0 | vector1) == 0) return P_16X16;
  findColocated();
  if (colocatedShape == P_16X16) {
    fetchColocated(0);
    if (isStill()) setStill(FIRST, 4);
    return P_16X16;
  }
  let still = 0;
  for (let quarter = 0; quarter < 4; quarter++) {
    const blocks = stopQuarter(quarter);
    still += blocks;
    store<u32>(spatialShapes + (<usize>quarter << 2), shapeOfQuarter(blocks));
  }
  return still & 15 ? colocatedShape : P_16X16;
}

/** Predicts the quarters whose bit is set in `quarters`. */
export function predictSpatialQuarters(quarters: i32): void {
  derive();
  const moving = (vector0 | vector1) != 0;
  if (moving) findColocated();
  for (let quarter = 0; quarter < 4; quarter++) {
    if (!(quarters >> quarter & 1)) continue;
    setAll(FIRST + <usize>((quarter & 1) << 1) + <usize>((quarter >> 1) << 4), 2);
    store<u32>(spatialShapes + (<usize>quarter << 2), moving ? shapeOfQuarter(stopQuarter(quarter)) : P_16X16);
  }
}
