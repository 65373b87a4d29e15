// The residual planes, i16, packed as the caller gets them: a row is as long as the picture is wide. Macroblocks that reach beyond
// the picture's right or lower side are cut: their blocks are made in a scratch block, and what is visible is copied.

import { fieldShift } from "./field-state";
import { mbIndex, mbX, mbY, wantCoded } from "./picture-state";
import { height, residualBlocks, residualCb, residualCr, residualStrideC, residualStrideY, residualY, width } from "./sequence";

/** A block of a cut macroblock, or one that no residual plane takes. */
export const scratch: usize = memory.data(128, 16);
export const SCRATCH_STRIDE: usize = 16;

/** The macroblock at hand reaches beyond the picture. */
let cut: bool = false;
/** 1 where its luma blocks hold the lines of one field each, else 0. */
let field: i32 = 0;

/** Bits of a macroblock's residualBlocks: any of its luma blocks; they hold fields. */
const LUMA_BLOCKS: i32 = 60;
const FIELD_BLOCKS: i32 = 64;

/**
 * Prepares the residual of the macroblock: the blocks in `pattern` (bit 5 − i: block i) will be written, the others become zero
 * unless they are already.
 */
export function prepareResidual(pattern: i32): void {
  cut = (mbX << 4) + 16 > width || (mbY << 4) + 16 > height;
  const at = residualBlocks + <usize>mbIndex;
  const before = <i32>load<u8>(at);
  const fields = wantCoded ? fieldShift : 0;
  let stale = before & ~pattern;
  if (fields | (before & FIELD_BLOCKS)) {
    // Blocks of fields and blocks of frames do not cover the same lines.
    stale = (stale & ~FIELD_BLOCKS) | (before & LUMA_BLOCKS ? LUMA_BLOCKS : 0);
    store<u8>(at, <u8>(pattern | (fields ? FIELD_BLOCKS : 0)));
  } else store<u8>(at, <u8>pattern);
  field = 0;
  for (; stale != 0; stale &= stale - 1) clearBlock(5 - ctz(stale));
  field = fields;
}

/** Where the rows of block 0…5 are to be written, residualStride() bytes apart; residualWritten() must follow. */
// @ts-ignore: decorator
@inline
export function residualTarget(index: i32): usize {
  return cut ? scratch : residualOf(index);
}

// @ts-ignore: decorator
@inline
export function residualStride(index: i32): usize {
  return cut ? SCRATCH_STRIDE : planeStride(index);
}

/** Says that block 0…5 was written to residualTarget(). */
// @ts-ignore: decorator
@inline
export function residualWritten(index: i32): void {
  if (cut) copyVisible(index);
}

// @ts-ignore: decorator
@inline
function planeStride(index: i32): usize {
  return <usize>(index < 4 ? residualStrideY << field : residualStrideC);
}

/** Address of block 0…5 in its plane. */
// @ts-ignore: decorator
@inline
function residualOf(index: i32): usize {
  if (index < 4) {
    return residualY + <usize>(rowOf(index) * residualStrideY + (((mbX << 4) + ((index & 1) << 3)) << 1));
  }
  return (index == 4 ? residualCb : residualCr) + <usize>((mbY << 3) * residualStrideC + (mbX << 4));
}

/** First row of luma block 0…3. */
// @ts-ignore: decorator
@inline
function rowOf(index: i32): i32 {
  return (mbY << 4) + (field ? index >> 1 : (index & 2) << 2);
}

function clearBlock(index: i32): void {
  const zero = i32x4.splat(0);
  if (cut) {
    for (let at: usize = 0; at < 128; at += 16) v128.store(scratch + at, zero);
    copyVisible(index);
    return;
  }
  let at = residualOf(index);
  const stride = planeStride(index);
  for (let row = 0; row < 8; row++) {
    v128.store(at, zero);
    at += stride;
  }
}

/** Copies the scratch block's part inside the picture to its plane. */
function copyVisible(index: i32): void {
  const luma = index < 4;
  const x = luma ? (mbX << 4) + ((index & 1) << 3) : mbX << 3;
  const y = luma ? rowOf(index) : mbY << 3;
  const columns = min(8, (luma ? width : (width + 1) >> 1) - x);
  if (columns <= 0) return;
  const below = (luma ? height : (height + 1) >> 1) - y;
  const rows = min(8, luma && field ? (below + 1) >> 1 : below);
  const target = residualOf(index);
  const stride = planeStride(index);
  const end = <usize>(columns << 1);
  for (let row = 0; row < rows; row++) {
    const to = target + <usize>row * stride;
    const from = scratch + <usize>(row << 4);
    let at: usize = 0;
    for (; at + 8 <= end; at += 8) store<u64>(to + at, load<u64>(from + at));
    for (; at < end; at += 2) store<u16>(to + at, load<u16>(from + at));
  }
}
