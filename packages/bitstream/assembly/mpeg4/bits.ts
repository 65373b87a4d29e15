// The bit reader. The access unit's bytes stand in memory in reverse order, so that a little-endian load of eight of them has
// the first in its most significant byte: one load and one shift show the next 57 bits. Zeros follow the last byte for longer
// than any macroblock is, and the end is checked after each macroblock.

import { allocate } from "../common/memory";

/** Zero bytes behind the data: more than the longest macroblock (6 × 64 escaped coefficients of 30 bits and its header). */
const PADDING: usize = 4096;

/** Where the caller writes the bytes of an access unit. */
let input: usize = 0;
let reversed: usize = 0;
let capacity: usize = 0;

/** Address of the eight bytes that begin at stream byte 0. */
let base: usize = 0;
/** Position of the next bit. */
export let pos: i32 = 0;
/** One past the last bit. */
export let end: i32 = 0;

/** Says that what is to be read ends before bit `p`. */
export function endAt(p: i32): void {
  end = p;
}

/** Makes room for `bytes` of input; returns where to write them, or 0 where there is no memory. */
export function reserveInput(bytes: usize): usize {
  if (bytes > capacity) {
    capacity = (bytes + (bytes >> 1) + 0xffff) & ~(<usize>0xffff);
    input = allocate(capacity);
    reversed = allocate(capacity + PADDING + 32);
    if (input == 0 || reversed == 0) {
      capacity = 0;
      return 0;
    }
  }
  return input;
}

/** Starts reading the `bytes` that were written to the input at bit `start`. */
export function beginBits(bytes: usize, start: i32): void {
  const rounded = (bytes + 15) & ~(<usize>15);
  // Byte i of the stream goes to last − i; the zeros behind the data lie below it.
  const last = reversed + PADDING + capacity + 15;
  for (let at: usize = bytes; at < rounded; at++) store<u8>(input + at, 0);
  for (let at: usize = 0; at < rounded; at += 16) {
    const chunk = v128.load(input + at);
    v128.store(last - at - 15, i8x16.shuffle(chunk, chunk, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  }
  memory.fill(last - rounded - PADDING + 17, 0, PADDING - 16);
  base = last - 7;
  pos = start;
  end = <i32>(bytes << 3);
}

/** The bits from position `p` on, the first one most significant; the upper 57 are valid. */
// @ts-ignore: decorator
@inline
export function window(p: i32): u64 {
  return load<u64>(base - <usize>(p >>> 3)) << (p & 7);
}

/** Moves to bit `p`. */
// @ts-ignore: decorator
@inline
export function seek(p: i32): void {
  pos = p;
}

/** The next `count` bits, 1…32. */
// @ts-ignore: decorator
@inline
export function read(count: i32): u32 {
  const value = <u32>(window(pos) >> (64 - count));
  pos += count;
  return value;
}
