// The bytes of an access unit, and the payloads (RBSP) of its slices without their emulation prevention bytes (7.4.1).

import { allocate } from "../common/memory";

/** Zero bytes behind each payload. */
const PADDING: usize = 128;

let input: usize = 0;
let payloads: usize = 0;
let capacity: usize = 0;
/** Where the next payload goes. */
let next: usize = 0;
/** Bytes of the last one. */
export let payloadBytes: i32 = 0;
/** NAL units of an access unit at most: bounds the padding. */
export const MAX_UNITS: usize = 4096;

/** Makes room for an access unit; returns where to write it, or 0 where there is no memory. Payloads of the one before are gone. */
export function reserveInput(bytes: usize): usize {
  if (bytes > capacity) {
    const wanted = (bytes + (bytes >> 1) + 0xffff) & ~(<usize>0xffff);
    input = allocate(wanted + PADDING);
    payloads = allocate(wanted + PADDING * (MAX_UNITS + 2));
    capacity = input == 0 || payloads == 0 ? 0 : wanted;
    if (capacity == 0) return 0;
  }
  next = payloads;
  return input;
}

/**
 * Copies the payload of a NAL unit, `bytes` at `offset` in the input (its header byte included or not), without emulation prevention
 * bytes. Returns its address, or 0 where there are too many units; `payloadBytes` is its length then.
 */
export function unescape(offset: usize, bytes: usize): usize {
  if (offset + bytes > capacity || next + bytes + PADDING > payloads + capacity + PADDING * (MAX_UNITS + 1)) return 0;
  const start = next;
  let from = input + offset;
  const end = from + bytes;
  let to = start;
  const zero = i8x16.splat(0);
  while (from < end) {
    // 00 00 03 cannot begin among 16 bytes where no two neighbours are zero.
    if (from + 17 <= end) {
      const chunk = v128.load(from);
      if (!v128.any_true(v128.and(i8x16.eq(chunk, zero), i8x16.eq(v128.load(from, 1), zero)))) {
        v128.store(to, chunk);
        from += 16;
        to += 16;
        continue;
      }
    }
    const stop = min(from + 16, end);
    while (from < stop) {
      const byte = load<u8>(from++);
      store<u8>(to++, byte);
      if (byte == 0 && from + 1 < end && load<u8>(from) == 0 && load<u8>(from, 1) == 3) {
        store<u8>(to++, 0);
        from += 2;
      }
    }
  }
  payloadBytes = <i32>(to - start);
  memory.fill(to, 0, PADDING);
  next = (to + PADDING + 15) & ~(<usize>15);
  return start;
}
