// The bit reader of slice data in exponential Golomb codes (7.2, 9.1). The payload is copied in reverse order, so that a little-endian
// load of eight bytes has the first in its most significant byte: one load and one shift show the next 57 bits. Zeros follow for longer
// than any macroblock is, and the end is checked after each macroblock.

import { allocate } from "../common/memory";

/** Zero bytes behind the data: more than the longest macroblock (3 · 256 escaped coefficients of 32 bits). */
const PADDING: usize = 4096;

let reversed: usize = 0;
let capacity: usize = 0;
/** Where the reversed bytes of the next payload may end. */
let free: usize = 0;

/** Address of the eight bytes that begin at byte 0. */
let base: usize = 0;
/** Position of the next bit. */
export let pos: i32 = 0;
/** Position of rbsp_stop_one_bit: there is more_rbsp_data() before it. */
export let end: i32 = 0;

/** Makes room for the payloads of a slice, of `bytes` altogether. False where there is no memory. */
export function reserveBits(bytes: usize): bool {
  const wanted = bytes + 3 * (PADDING + 32);
  if (wanted > capacity) {
    capacity = wanted + (wanted >> 1);
    reversed = allocate(capacity);
    if (reversed == 0) {
      capacity = 0;
      return false;
    }
  }
  free = reversed + wanted;
  return true;
}

/** Starts reading `bytes` bytes at `from`, behind which 16 may be read, at bit `start`. reserveBits() comes before. */
export function beginBits(from: usize, bytes: usize, start: i32): void {
  while (bytes > 0 && load<u8>(from + bytes - 1) == 0) bytes -= 1;
  const rounded = (bytes + 15) & ~(<usize>15);
  const last = free - 1;
  for (let at: usize = 0; at < rounded; at += 16) {
    const chunk = v128.load(from + at);
    v128.store(last - at - 15, i8x16.shuffle(chunk, chunk, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  }
  free -= bytes + PADDING;
  memory.fill(free, 0, PADDING);
  base = last - 7;
  pos = start;
  end = bytes == 0 ? 0 : <i32>(bytes << 3) - 1 - <i32>ctz(<u32>load<u8>(from + bytes - 1));
}

/** Address of the data in use, to be given to resumeBits(). */
export function dataInUse(): usize {
  return base;
}

/** Goes on reading where `data`, `position` and `stop` were the reader's. */
export function resumeBits(data: usize, position: i32, stop: i32): void {
  base = data;
  pos = position;
  end = stop;
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

// @ts-ignore: decorator
@inline
export function moreData(): bool {
  return pos < end;
}

/** u(n), n = 1…32. */
// @ts-ignore: decorator
@inline
export function read(n: i32): u32 {
  const value = <u32>(window(pos) >> (64 - n));
  pos += n;
  return value;
}

/** What ue() and se() return instead of a code longer than any element of slice data has: no range holds it. */
const TOO_LONG: u32 = 0x80000000;

/** ue(v) (9.1). */
// @ts-ignore: decorator
@inline
export function ue(): u32 {
  const bits = window(pos);
  const zeros = <i32>clz(bits);
  if (zeros > 28) return TOO_LONG;
  pos += 2 * zeros + 1;
  return <u32>(bits >> (63 - 2 * zeros)) - 1;
}

/** se(v) (9.1.1). */
// @ts-ignore: decorator
@inline
export function se(): i32 {
  const code = ue();
  const sign = -<i32>(~code & 1);
  return (<i32>((code + 1) >> 1) ^ sign) - sign;
}
