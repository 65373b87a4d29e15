// The arithmetic decoding engine (9.3.1.2, 9.3.3.2).
//
// `value` has codIOffset in bits 53…61 and the bits that follow it in the stream below; a one marks their end, zeros follow that one.
// 32 bits are added once the lower half is all zeros, so that 21 bits are always there: three bins and their renormalisation.

/** State of each context: u8, pStateIdx << 1 | valMPS. */
export const contexts: usize = memory.data(1024, 16);

/** Bits below codIOffset. */
export const OFFSET: u64 = 53;

/**
 * What a bin needs of its context's state, u8[128][8], read as one u64: rangeTabLPS for the four qCodIRangeIdx (Table 9-44), then the
 * state after a most and after a least probable symbol (Table 9-45).
 */
export const transitions: usize = memory.data<u8>([
  128, 176, 208, 240, 2, 1, 0, 0, 128, 176, 208, 240, 3, 0, 0, 0, 128, 167, 197, 227, 4, 0, 0, 0, 128, 167, 197, 227, 5, 1, 0, 0,
  128, 158, 187, 216, 6, 2, 0, 0, 128, 158, 187, 216, 7, 3, 0, 0, 123, 150, 178, 205, 8, 4, 0, 0, 123, 150, 178, 205, 9, 5, 0, 0,
  116, 142, 169, 195, 10, 4, 0, 0, 116, 142, 169, 195, 11, 5, 0, 0, 111, 135, 160, 185, 12, 8, 0, 0, 111, 135, 160, 185, 13, 9, 0, 0,
  105, 128, 152, 175, 14, 8, 0, 0, 105, 128, 152, 175, 15, 9, 0, 0, 100, 122, 144, 166, 16, 10, 0, 0, 100, 122, 144, 166, 17, 11, 0, 0,
  95, 116, 137, 158, 18, 12, 0, 0, 95, 116, 137, 158, 19, 13, 0, 0, 90, 110, 130, 150, 20, 14, 0, 0, 90, 110, 130, 150, 21, 15, 0, 0,
  85, 104, 123, 142, 22, 16, 0, 0, 85, 104, 123, 142, 23, 17, 0, 0, 81, 99, 117, 135, 24, 18, 0, 0, 81, 99, 117, 135, 25, 19, 0, 0,
  77, 94, 111, 128, 26, 18, 0, 0, 77, 94, 111, 128, 27, 19, 0, 0, 73, 89, 105, 122, 28, 22, 0, 0, 73, 89, 105, 122, 29, 23, 0, 0,
  69, 85, 100, 116, 30, 22, 0, 0, 69, 85, 100, 116, 31, 23, 0, 0, 66, 80, 95, 110, 32, 24, 0, 0, 66, 80, 95, 110, 33, 25, 0, 0,
  62, 76, 90, 104, 34, 26, 0, 0, 62, 76, 90, 104, 35, 27, 0, 0, 59, 72, 86, 99, 36, 26, 0, 0, 59, 72, 86, 99, 37, 27, 0, 0,
  56, 69, 81, 94, 38, 30, 0, 0, 56, 69, 81, 94, 39, 31, 0, 0, 53, 65, 77, 89, 40, 30, 0, 0, 53, 65, 77, 89, 41, 31, 0, 0,
  51, 62, 73, 85, 42, 32, 0, 0, 51, 62, 73, 85, 43, 33, 0, 0, 48, 59, 69, 80, 44, 32, 0, 0, 48, 59, 69, 80, 45, 33, 0, 0,
  46, 56, 66, 76, 46, 36, 0, 0, 46, 56, 66, 76, 47, 37, 0, 0, 43, 53, 63, 72, 48, 36, 0, 0, 43, 53, 63, 72, 49, 37, 0, 0,
  41, 50, 59, 69, 50, 38, 0, 0, 41, 50, 59, 69, 51, 39, 0, 0, 39, 48, 56, 65, 52, 38, 0, 0, 39, 48, 56, 65, 53, 39, 0, 0,
  37, 45, 54, 62, 54, 42, 0, 0, 37, 45, 54, 62, 55, 43, 0, 0, 35, 43, 51, 59, 56, 42, 0, 0, 35, 43, 51, 59, 57, 43, 0, 0,
  33, 41, 48, 56, 58, 44, 0, 0, 33, 41, 48, 56, 59, 45, 0, 0, 32, 39, 46, 53, 60, 44, 0, 0, 32, 39, 46, 53, 61, 45, 0, 0,
  30, 37, 43, 50, 62, 46, 0, 0, 30, 37, 43, 50, 63, 47, 0, 0, 29, 35, 41, 48, 64, 48, 0, 0, 29, 35, 41, 48, 65, 49, 0, 0,
  27, 33, 39, 45, 66, 48, 0, 0, 27, 33, 39, 45, 67, 49, 0, 0, 26, 31, 37, 43, 68, 50, 0, 0, 26, 31, 37, 43, 69, 51, 0, 0,
  24, 30, 35, 41, 70, 52, 0, 0, 24, 30, 35, 41, 71, 53, 0, 0, 23, 28, 33, 39, 72, 52, 0, 0, 23, 28, 33, 39, 73, 53, 0, 0,
  22, 27, 32, 37, 74, 54, 0, 0, 22, 27, 32, 37, 75, 55, 0, 0, 21, 26, 30, 35, 76, 54, 0, 0, 21, 26, 30, 35, 77, 55, 0, 0,
  20, 24, 29, 33, 78, 56, 0, 0, 20, 24, 29, 33, 79, 57, 0, 0, 19, 23, 27, 31, 80, 58, 0, 0, 19, 23, 27, 31, 81, 59, 0, 0,
  18, 22, 26, 30, 82, 58, 0, 0, 18, 22, 26, 30, 83, 59, 0, 0, 17, 21, 25, 28, 84, 60, 0, 0, 17, 21, 25, 28, 85, 61, 0, 0,
  16, 20, 23, 27, 86, 60, 0, 0, 16, 20, 23, 27, 87, 61, 0, 0, 15, 19, 22, 25, 88, 60, 0, 0, 15, 19, 22, 25, 89, 61, 0, 0,
  14, 18, 21, 24, 90, 62, 0, 0, 14, 18, 21, 24, 91, 63, 0, 0, 14, 17, 20, 23, 92, 64, 0, 0, 14, 17, 20, 23, 93, 65, 0, 0,
  13, 16, 19, 22, 94, 64, 0, 0, 13, 16, 19, 22, 95, 65, 0, 0, 12, 15, 18, 21, 96, 66, 0, 0, 12, 15, 18, 21, 97, 67, 0, 0,
  12, 14, 17, 20, 98, 66, 0, 0, 12, 14, 17, 20, 99, 67, 0, 0, 11, 14, 16, 19, 100, 66, 0, 0, 11, 14, 16, 19, 101, 67, 0, 0,
  11, 13, 15, 18, 102, 68, 0, 0, 11, 13, 15, 18, 103, 69, 0, 0, 10, 12, 15, 17, 104, 68, 0, 0, 10, 12, 15, 17, 105, 69, 0, 0,
  10, 12, 14, 16, 106, 70, 0, 0, 10, 12, 14, 16, 107, 71, 0, 0, 9, 11, 13, 15, 108, 70, 0, 0, 9, 11, 13, 15, 109, 71, 0, 0,
  9, 11, 12, 14, 110, 70, 0, 0, 9, 11, 12, 14, 111, 71, 0, 0, 8, 10, 12, 14, 112, 72, 0, 0, 8, 10, 12, 14, 113, 73, 0, 0,
  8, 9, 11, 13, 114, 72, 0, 0, 8, 9, 11, 13, 115, 73, 0, 0, 7, 9, 11, 12, 116, 72, 0, 0, 7, 9, 11, 12, 117, 73, 0, 0,
  7, 9, 10, 12, 118, 74, 0, 0, 7, 9, 10, 12, 119, 75, 0, 0, 7, 8, 10, 11, 120, 74, 0, 0, 7, 8, 10, 11, 121, 75, 0, 0,
  6, 8, 9, 11, 122, 74, 0, 0, 6, 8, 9, 11, 123, 75, 0, 0, 6, 7, 9, 10, 124, 76, 0, 0, 6, 7, 9, 10, 125, 77, 0, 0,
  6, 7, 8, 9, 124, 76, 0, 0, 6, 7, 8, 9, 125, 77, 0, 0, 2, 2, 2, 2, 126, 126, 0, 0, 2, 2, 2, 2, 127, 127, 0, 0,
], 16);
/** Where in that the states after are. */
export const AFTER_MPS: u64 = 32;
export const AFTER_LPS: u64 = 40;

/** codIRangeLPS: `transition` is the state's, `r` codIRange. */
// @ts-ignore: decorator
@inline
export function lpsRange(transition: u64, r: i32): i32 {
  return <i32>(<u32>transition >> ((<u32>r >> 3) & 24)) & 0xff;
}

export let value: u64 = 0;
/** codIRange. */
export let range: i32 = 0;
/** Where the next 32 bits are. */
export let at: usize = 0;
let start: usize = 0;
let end: usize = 0;

/** Writes the state back that a block's decoder has kept in locals. */
// @ts-ignore: decorator
@inline
export function setEngine(v: u64, r: i32, address: usize): void {
  value = v;
  range = r;
  at = address;
}

/** Says where the slice's data lie: `bytes` bytes from `address`, zeros behind. */
export function beginData(address: usize, bytes: i32): void {
  start = address;
  end = address + <usize>bytes;
}

/** Initialises the engine at a byte of the data (9.3.1.2). */
export function beginEngine(address: usize): void {
  value = ((bswap<u64>(load<u64>(address)) >> 16) << 14) | (1 << 13);
  range = 510;
  at = address + 6;
}

/** The value with 32 bits more, where its lower half is all zeros; `address` is where they are. */
// @ts-ignore: decorator
@inline
export function refilled(v: u64, address: usize): u64 {
  const mark = <u64>ctz<u64>(v);
  // Behind the zeros that follow the data nothing is read.
  const bits = address <= end ? bswap<u32>(load<u32>(address)) : 0;
  return v + (((<u64>bits << 1) | 1) << (mark - 32)) - (<u64>1 << mark);
}

/** Number of the next bit that codIOffset does not have yet, from the data's first. */
export function bitPosition(): i32 {
  return (<i32>(at - start) << 3) - 52 + <i32>ctz<u64>(value);
}

/** More bits were taken than the data have. */
// @ts-ignore: decorator
@inline
export function isOverrun(): bool {
  return at > end && bitPosition() > (<i32>(end - start) << 3);
}

/** DecodeDecision of a context (9.3.3.2.1). */
export function decision(context: i32): i32 {
  const place = contexts + <usize>context;
  const state = <usize>load<u8>(place);
  const transition = load<u64>(transitions + (state << 3));
  const lps = lpsRange(transition, range);
  const bit = <i32>state & 1;
  let r = range - lps;
  let v = value;
  const scaled = <u64>r << OFFSET;
  if (v < scaled) {
    store<u8>(place, transition >> AFTER_MPS);
    const shift = (r >> 8) ^ 1;
    range = r << shift;
    v <<= <u64>shift;
    if (<u32>v == 0) {
      v = refilled(v, at);
      at += 4;
    }
    value = v;
    return bit;
  }
  store<u8>(place, transition >> AFTER_LPS);
  const shift = clz(lps) - 23;
  v = (v - scaled) << <u64>shift;
  range = lps << shift;
  if (<u32>v == 0) {
    v = refilled(v, at);
    at += 4;
  }
  value = v;
  return bit ^ 1;
}

/** DecodeTerminate (9.3.3.2.2.3), of end_of_slice_flag and mb_type I_PCM. */
export function terminate(): bool {
  const r = range - 2;
  let v = value;
  if (v >= <u64>r << OFFSET) return true;
  if (r >= 256) {
    range = r;
    return false;
  }
  range = r << 1;
  v <<= 1;
  if (<u32>v == 0) {
    v = refilled(v, at);
    at += 4;
  }
  value = v;
  return false;
}

/** Address of the first byte behind what was read until terminate() returned true: pcm samples follow (7.3.5). */
export function bytesAfterTerminate(): usize {
  // What the encoder flushes (9.3.4.5) ends with the bits of codIOffset.
  return start + <usize>((bitPosition() + 7) >> 3);
}

/** Bytes of data from an address on. */
export function bytesFrom(address: usize): i32 {
  return <i32>(end - address);
}
