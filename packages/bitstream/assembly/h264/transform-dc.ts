// DC coefficients that are coded apart (8.5.10, 8.5.11): those of the 4×4 blocks of Intra16x16 luma and of chroma are transformed by
// themselves, scaled, and then put in their blocks.

import { Coefficient } from "./config";
import { coefficients, dcCoefficients } from "./caches";
import { BLOCK_4X4 } from "./inverse-transform-4x4";
import { chromaFormat } from "./picture-size";
import { scaling4x4 } from "./scaling-factors";

/** Where the DC coefficients of a plane are. */
// @ts-ignore: decorator
@inline
export function dcOf(plane: i32): usize {
  return dcCoefficients + (<usize>plane << 6);
}

/** Where the blocks of a plane are. */
// @ts-ignore: decorator
@inline
export function blocksOf(plane: i32): usize {
  return coefficients + <usize>plane * 16 * BLOCK_4X4;
}

/** Whether any of the 16 DC coefficients of a plane is not 0. */
// @ts-ignore: decorator
@inline
export function hasLumaDc(plane: i32): bool {
  const at = dcOf(plane);
  return v128.any_true(v128.or(v128.or(v128.load(at), v128.load(at, 16)), v128.or(v128.load(at, 32), v128.load(at, 48))));
}

/** Whether any of the DC coefficients of chroma plane 1 or 2 (4:2:0, 4:2:2) is not 0. */
// @ts-ignore: decorator
@inline
export function hasChromaDc(plane: i32): bool {
  const at = dcOf(plane);
  return v128.any_true(v128.or(v128.load(at), v128.load(at, 16)));
}

// @ts-ignore: decorator
@inline
function levelOf(dc: usize, block: usize): i32 {
  return load<i32>(dc + (block << 2));
}

/** The 4×4 transform of one row or column, in place: elements at multiples of `step` bytes. */
function transform4(at: usize, step: usize): void {
  const c0 = load<i32>(at);
  const c1 = load<i32>(at + step);
  const c2 = load<i32>(at + 2 * step);
  const c3 = load<i32>(at + 3 * step);
  store<i32>(at, c0 + c1 + c2 + c3);
  store<i32>(at + step, c0 + c1 - c2 - c3);
  store<i32>(at + 2 * step, c0 - c1 - c2 + c3);
  store<i32>(at + 3 * step, c0 - c1 + c2 - c3);
}

/** A 4×4 matrix in raster order. */
const matrix: usize = memory.data(64, 16);
/** Where each block's coefficient is in it. */
const rasterOffsets: usize = memory.data<u8>([0, 4, 16, 20, 8, 12, 24, 28, 32, 36, 48, 52, 40, 44, 56, 60], 16);

/** Intra16x16: DC of luma, or of a plane of 4:4:4, at QP′ `qp` (8.5.10), into its blocks. */
export function transformLumaDc(plane: i32, qp: i32): void {
  const dc = dcOf(plane);
  for (let i: usize = 0; i < 16; i++) store<i32>(matrix + <usize>load<u8>(rasterOffsets + i), load<i32>(dc + (i << 2)));
  for (let i: usize = 0; i < 64; i += 16) transform4(matrix + i, 4);
  for (let i: usize = 0; i < 16; i += 4) transform4(matrix + i, 16);
  const factor = load<i32>(scaling4x4(plane, qp));
  let block = blocksOf(plane);
  for (let i: usize = 0; i < 16; i++) {
    const value = load<i32>(matrix + <usize>load<u8>(rasterOffsets + i));
    store<Coefficient>(block, <Coefficient>((value * factor + 32) >> 6));
    block += BLOCK_4X4;
  }
  clearDc(plane);
}

/** DC of chroma plane 1 or 2 at QP′C `qp` with scaling list `list` (8.5.11), left in place of the levels. */
export function transformChromaDc(plane: i32, list: i32, qp: i32): void {
  const dc = dcOf(plane);
  if (chromaFormat == 1) {
    const factor = load<i32>(scaling4x4(list, qp));
    const sum01 = levelOf(dc, 0) + levelOf(dc, 1);
    const sum23 = levelOf(dc, 2) + levelOf(dc, 3);
    const difference01 = levelOf(dc, 0) - levelOf(dc, 1);
    const difference23 = levelOf(dc, 2) - levelOf(dc, 3);
    store<i32>(dc, ((sum01 + sum23) * factor) >> 5);
    store<i32>(dc, ((difference01 + difference23) * factor) >> 5, 4);
    store<i32>(dc, ((sum01 - sum23) * factor) >> 5, 8);
    store<i32>(dc, ((difference01 - difference23) * factor) >> 5, 12);
    return;
  }
  // QP′C,dc = QP′C + 3.
  const factor = load<i32>(scaling4x4(list, qp + 3));
  transform4(dc, 8);
  transform4(dc + 4, 8);
  for (let row: usize = 0; row < 4; row++) {
    const at = dc + (row << 3);
    const left = load<i32>(at);
    const right = load<i32>(at, 4);
    store<i32>(at, ((left + right) * factor + 32) >> 6);
    store<i32>(at, ((left - right) * factor + 32) >> 6, 4);
  }
}

/** Puts DC coefficients in the first `count` blocks of a plane. */
export function putDc(plane: i32, count: i32): void {
  const dc = dcOf(plane);
  const blocks = blocksOf(plane);
  for (let i = 0; i < count; i++) store<Coefficient>(blocks + <usize>i * BLOCK_4X4, <Coefficient>levelOf(dc, <usize>i));
  clearDc(plane);
}

// @ts-ignore: decorator
@inline
export function clearDc(plane: i32): void {
  const at = dcOf(plane);
  const zero = i32x4.splat(0);
  v128.store(at, zero);
  v128.store(at, zero, 16);
  v128.store(at, zero, 32);
  v128.store(at, zero, 48);
}
