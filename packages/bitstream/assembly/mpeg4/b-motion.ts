// The motion of a B-VOP (ISO/IEC 14496-2, 7.6.9). It has arrays of its own, with two lists: those of the last anchor, with one,
// stay for direct mode.

import { allocate } from "../common/memory";
import { futureReference, mbIndex, mbX, mbY, reference } from "./picture-state";
import { mbHeight, mbWidth } from "./sequence";

/** Lists that a macroblock uses: 1 the past anchor, 2 the future one, 3 both. */
export const FORWARD: i32 = 1;
export const BACKWARD: i32 = 2;
export const BOTH: i32 = 3;

/** Vectors of the macroblock at hand: u32 (two i16: x, y) of its four blocks, past list and future list. */
export const forwardVectors: usize = memory.data(16, 8);
export const backwardVectors: usize = memory.data(16, 8);

/** As in sequence.ts, with two lists: u32 vectors [blocks, 2], i32 references [blocks, 2], −1 for a list that is not used. */
export let bVectors: usize = 0;
export let bReferences: usize = 0;
export let bPartitions: usize = 0;
export let bIntraMask: usize = 0;
/** u8 of each 8×8 block: 1 in direct mode. */
export let bDirect: usize = 0;

/** Lays out the memory, once. */
export function configureBidirectional(): bool {
  if (bVectors != 0) return true;
  const blocks = <usize>(mbWidth * mbHeight * 4);
  bReferences = allocate(blocks * 8);
  bPartitions = allocate(blocks);
  bIntraMask = allocate(blocks);
  bDirect = allocate(blocks);
  if (bReferences == 0 || bPartitions == 0 || bIntraMask == 0 || bDirect == 0) return false;
  bVectors = allocate(blocks * 8);
  return bVectors != 0;
}

/** Sets a vector for all blocks of a list. */
// @ts-ignore: decorator
@inline
export function setVector(list: usize, x: i32, y: i32): void {
  v128.store(list, i32x4.splat((x & 0xffff) | (y << 16)));
}

/** Notes a macroblock with what stands in forwardVectors and backwardVectors. */
export function noteBidirectional(lists: i32, partition: i32, direct: bool): void {
  const zero = i32x4.splat(0);
  const past = lists & FORWARD ? v128.load(forwardVectors) : zero;
  const future = lists & BACKWARD ? v128.load(backwardVectors) : zero;
  const block = <usize>(mbY * mbWidth * 4 + mbX * 2);
  const row = <usize>(mbWidth << 1);
  const at = bVectors + (block << 3);
  v128.store(at, i8x16.shuffle(past, future, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23));
  v128.store(
    at + (row << 3),
    i8x16.shuffle(past, future, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31),
  );
  const first = lists & FORWARD ? reference : -1;
  const second = lists & BACKWARD ? futureReference : -1;
  const both = i64x2.splat((<i64>second << 32) | (<i64>first & 0xffffffff));
  v128.store(bReferences + (block << 3), both);
  v128.store(bReferences + ((block + row) << 3), both);
  store<u16>(bPartitions + block, <u16>(partition | (partition << 8)));
  store<u16>(bPartitions + block + row, <u16>(partition | (partition << 8)));
  const mode: u16 = direct ? 0x0101 : 0;
  store<u16>(bDirect + block, mode);
  store<u16>(bDirect + block + row, mode);
}
