// Neighbouring macroblocks and their blocks (6.4.9…6.4.13), with the rules of MBAFF frames (6.4.12.2, Table 6-4).

import { sliceNumbers, types } from "./macroblock-arrays";
import { FIELD } from "./macroblock-type";
import { mbStride } from "./picture-size";
import { fieldPicture, mbField, mbIndex, mbX, mbY, mbaff, sliceNumber } from "./slice-state";

/** Index (slice-state.ts, mbIndex) of the neighbours; −1: not available (another slice, or not decoded, or outside). */
export let topIndex: i32 = -1;
export let topLeftIndex: i32 = -1;
export let topRightIndex: i32 = -1;
/** The left neighbour of block rows 0…1 and of 2…3: they differ only where a field macroblock stands beside a frame pair. */
export let leftIndex: i32 = -1;
export let lowerLeftIndex: i32 = -1;
/** Rows of storage (slice-state.ts, mbY) of these neighbours. */
export let topY: i32 = 0;
export let topLeftY: i32 = 0;
export let topRightY: i32 = 0;
export let leftY: i32 = 0;
export let lowerLeftY: i32 = 0;
/** u8[4]: the row of 4×4 blocks in the left neighbour(s) that each row of blocks of the macroblock has on its left. */
export let leftRows: usize = 0;
/** The row of 4×4 blocks in the neighbour above and left whose last block touches the macroblock's corner: 3, rarely 1. */
export let topLeftRow: i32 = 3;
/** Their types (macroblock-type.ts); 0: not available. */
export let topType: u32 = 0;
export let topLeftType: u32 = 0;
export let topRightType: u32 = 0;
export let leftType: u32 = 0;
export let lowerLeftType: u32 = 0;
/** The left neighbours are field macroblocks and the macroblock is not, or the other way round. */
export let leftMixed: bool = false;

/** leftRows: as they stand; a frame macroblock (top, bottom) beside a field pair; a field macroblock beside a frame pair. */
const sameRows: usize = memory.data<u8>([0, 1, 2, 3], 4);
const upperRows: usize = memory.data<u8>([0, 0, 1, 1], 4);
const lowerRows: usize = memory.data<u8>([2, 2, 3, 3], 4);
const fieldRows: usize = memory.data<u8>([0, 2, 0, 2], 4);

// @ts-ignore: decorator
@inline
function available(index: i32): i32 {
  return load<u16>(sliceNumbers + ((<isize>index) << 1)) == <u16>sliceNumber ? index : -1;
}

// @ts-ignore: decorator
@inline
function typeOf(index: i32): u32 {
  return index < 0 ? 0 : load<u32>(types + (<usize>index << 2));
}

/** Finds them for the macroblock at slice-state's place, whose mbField is known. */
export function findNeighbours(): void {
  if (mbaff) {
    findMbaffNeighbours();
    return;
  }
  const rows = fieldPicture ? 2 : 1;
  const above = mbIndex - (fieldPicture ? mbStride << 1 : mbStride);
  leftIndex = available(mbIndex - 1);
  topIndex = available(above);
  topLeftIndex = available(above - 1);
  topRightIndex = available(above + 1);
  lowerLeftIndex = leftIndex;
  leftY = mbY;
  lowerLeftY = mbY;
  topY = mbY - rows;
  topLeftY = topY;
  topRightY = topY;
  leftRows = sameRows;
  topLeftRow = 3;
  leftMixed = false;
  setTypes();
}

function setTypes(): void {
  topType = typeOf(topIndex);
  topLeftType = typeOf(topLeftIndex);
  topRightType = typeOf(topRightIndex);
  leftType = typeOf(leftIndex);
  lowerLeftType = typeOf(lowerLeftIndex);
}

/** One of the pair above (`first`: its first macroblock): the second, except for a top field macroblock below a field pair. */
// @ts-ignore: decorator
@inline
function ofPairAbove(first: i32, topField: bool): i32 {
  if (first < 0) return -1;
  return topField && (typeOf(first) & FIELD) != 0 ? first : first + mbStride;
}

// Table 6-4. Rows of samples come in whole 4×4 blocks here.
function findMbaffNeighbours(): void {
  const bottom = mbY & 1;
  const first = mbIndex - bottom * mbStride;
  const pairY = mbY - bottom;
  const above = first - (mbStride << 1);
  const leftPairIndex = available(first - 1);
  const topField = mbField && bottom == 0;
  const leftField = (typeOf(leftPairIndex) & FIELD) != 0;
  topLeftRow = 3;
  if (bottom && !mbField) {
    topIndex = first;
    topRightIndex = -1;
    // In a field pair on the left, the sample above the pair's middle is in the middle of the bottom field macroblock.
    topLeftIndex = leftPairIndex < 0 ? -1 : leftField ? leftPairIndex + mbStride : leftPairIndex;
    if (leftField) topLeftRow = 1;
  } else {
    topIndex = ofPairAbove(available(above), topField);
    topLeftIndex = ofPairAbove(available(above - 1), topField);
    topRightIndex = ofPairAbove(available(above + 1), topField);
  }
  topY = rowOf(topIndex, mbX);
  topLeftY = rowOf(topLeftIndex, mbX - 1);
  topRightY = rowOf(topRightIndex, mbX + 1);
  leftMixed = leftPairIndex >= 0 && leftField != mbField;
  leftRows = sameRows;
  leftIndex = leftPairIndex;
  lowerLeftIndex = leftPairIndex;
  leftY = pairY;
  lowerLeftY = pairY;
  if (leftMixed && mbField) {
    leftRows = fieldRows;
    lowerLeftIndex += mbStride;
    lowerLeftY += 1;
  } else if (leftMixed) {
    leftRows = bottom ? lowerRows : upperRows;
  } else if (bottom && leftPairIndex >= 0) {
    leftIndex += mbStride;
    lowerLeftIndex += mbStride;
    leftY += 1;
    lowerLeftY += 1;
  }
  setTypes();
}

/** Row of storage of a macroblock in column x. */
// @ts-ignore: decorator
@inline
function rowOf(index: i32, x: i32): i32 {
  return (index - x) / mbStride;
}
