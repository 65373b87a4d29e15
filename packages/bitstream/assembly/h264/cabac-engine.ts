// The arithmetic decoding engine (9.3.1.2, 9.3.3.2).
//
// `value` has codIOffset in bits 53…61 and the bits that follow it in the stream below; a one marks their end, zeros follow that one.
// 32 bits are added once the lower half is all zeros, so that 21 bits are always there: three bins and their renormalisation.

/** State of each context: u8, pStateIdx << 1 | valMPS. */
export const contexts: usize = memory.data(1024, 16);

/** Bits below codIOffset. */
export const OFFSET: u64 = 53;

/** rangeTabLPS (Table 9-44): u8[4][128], by qCodIRangeIdx and state. */
export const lpsRanges: usize = memory.data<u8>([
  128, 128, 128, 128, 128, 128, 123, 123, 116, 116, 111, 111, 105, 105, 100, 100, 95, 95, 90, 90, 85, 85, 81, 81, 77, 77, 73, 73, 69, 69, 66, 66,
  62, 62, 59, 59, 56, 56, 53, 53, 51, 51, 48, 48, 46, 46, 43, 43, 41, 41, 39, 39, 37, 37, 35, 35, 33, 33, 32, 32, 30, 30, 29, 29,
  27, 27, 26, 26, 24, 24, 23, 23, 22, 22, 21, 21, 20, 20, 19, 19, 18, 18, 17, 17, 16, 16, 15, 15, 14, 14, 14, 14, 13, 13, 12, 12,
  12, 12, 11, 11, 11, 11, 10, 10, 10, 10, 9, 9, 9, 9, 8, 8, 8, 8, 7, 7, 7, 7, 7, 7, 6, 6, 6, 6, 6, 6, 2, 2,
  176, 176, 167, 167, 158, 158, 150, 150, 142, 142, 135, 135, 128, 128, 122, 122, 116, 116, 110, 110, 104, 104, 99, 99, 94, 94, 89, 89, 85, 85, 80, 80,
  76, 76, 72, 72, 69, 69, 65, 65, 62, 62, 59, 59, 56, 56, 53, 53, 50, 50, 48, 48, 45, 45, 43, 43, 41, 41, 39, 39, 37, 37, 35, 35,
  33, 33, 31, 31, 30, 30, 28, 28, 27, 27, 26, 26, 24, 24, 23, 23, 22, 22, 21, 21, 20, 20, 19, 19, 18, 18, 17, 17, 16, 16, 15, 15,
  14, 14, 14, 14, 13, 13, 12, 12, 12, 12, 11, 11, 11, 11, 10, 10, 9, 9, 9, 9, 9, 9, 8, 8, 8, 8, 7, 7, 7, 7, 2, 2,
  208, 208, 197, 197, 187, 187, 178, 178, 169, 169, 160, 160, 152, 152, 144, 144, 137, 137, 130, 130, 123, 123, 117, 117, 111, 111, 105, 105, 100, 100, 95, 95,
  90, 90, 86, 86, 81, 81, 77, 77, 73, 73, 69, 69, 66, 66, 63, 63, 59, 59, 56, 56, 54, 54, 51, 51, 48, 48, 46, 46, 43, 43, 41, 41,
  39, 39, 37, 37, 35, 35, 33, 33, 32, 32, 30, 30, 29, 29, 27, 27, 26, 26, 25, 25, 23, 23, 22, 22, 21, 21, 20, 20, 19, 19, 18, 18,
  17, 17, 16, 16, 15, 15, 15, 15, 14, 14, 13, 13, 12, 12, 12, 12, 11, 11, 11, 11, 10, 10, 10, 10, 9, 9, 9, 9, 8, 8, 2, 2,
  240, 240, 227, 227, 216, 216, 205, 205, 195, 195, 185, 185, 175, 175, 166, 166, 158, 158, 150, 150, 142, 142, 135, 135, 128, 128, 122, 122, 116, 116, 110, 110,
  104, 104, 99, 99, 94, 94, 89, 89, 85, 85, 80, 80, 76, 76, 72, 72, 69, 69, 65, 65, 62, 62, 59, 59, 56, 56, 53, 53, 50, 50, 48, 48,
  45, 45, 43, 43, 41, 41, 39, 39, 37, 37, 35, 35, 33, 33, 31, 31, 30, 30, 28, 28, 27, 27, 25, 25, 24, 24, 23, 23, 22, 22, 21, 21,
  20, 20, 19, 19, 18, 18, 17, 17, 16, 16, 15, 15, 14, 14, 14, 14, 13, 13, 12, 12, 12, 12, 11, 11, 11, 11, 10, 10, 9, 9, 2, 2,
], 16);
/** The state after a least and after a most probable symbol (Table 9-45): u8[2][128]. */
export const nextStates: usize = memory.data<u8>([
  1, 0, 0, 1, 2, 3, 4, 5, 4, 5, 8, 9, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 18, 19, 22, 23, 22, 23, 24, 25,
  26, 27, 26, 27, 30, 31, 30, 31, 32, 33, 32, 33, 36, 37, 36, 37, 38, 39, 38, 39, 42, 43, 42, 43, 44, 45, 44, 45, 46, 47, 48, 49,
  48, 49, 50, 51, 52, 53, 52, 53, 54, 55, 54, 55, 56, 57, 58, 59, 58, 59, 60, 61, 60, 61, 60, 61, 62, 63, 64, 65, 64, 65, 66, 67,
  66, 67, 66, 67, 68, 69, 68, 69, 70, 71, 70, 71, 70, 71, 72, 73, 72, 73, 72, 73, 74, 75, 74, 75, 74, 75, 76, 77, 76, 77, 126, 127,
  2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33,
  34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65,
  66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 96, 97,
  98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 123, 124, 125, 124, 125, 126, 127,
], 16);

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
function nextBit(): i32 {
  return (<i32>(at - start) << 3) - 52 + <i32>ctz<u64>(value);
}

/** More bits were taken than the data have. */
// @ts-ignore: decorator
@inline
export function isOverrun(): bool {
  return at > end && nextBit() > (<i32>(end - start) << 3);
}

/** Number of the next bit of the data, for faults. */
export function bitPosition(): i32 {
  return nextBit();
}

/** DecodeDecision of a context (9.3.3.2.1). */
export function decision(context: i32): i32 {
  const state = <i32>load<u8>(contexts + <usize>context);
  const lps = <i32>load<u8>(lpsRanges + <usize>((range & 0xc0) << 1) + <usize>state);
  let r = range - lps;
  let v = value;
  const scaled = <u64>r << OFFSET;
  if (v < scaled) {
    store<u8>(contexts + <usize>context, load<u8>(nextStates + 128 + <usize>state));
    if (r >= 256) {
      range = r;
      return state & 1;
    }
    range = r << 1;
    v <<= 1;
    if (<u32>v == 0) {
      v = refilled(v, at);
      at += 4;
    }
    value = v;
    return state & 1;
  }
  store<u8>(contexts + <usize>context, load<u8>(nextStates + <usize>state));
  const shift = clz(lps) - 23;
  v = (v - scaled) << <u64>shift;
  range = lps << shift;
  if (<u32>v == 0) {
    v = refilled(v, at);
    at += 4;
  }
  value = v;
  return (state & 1) ^ 1;
}

/** DecodeBypass (9.3.3.2.3). */
export function bypass(): i32 {
  let v = value << 1;
  const scaled = <u64>range << OFFSET;
  const bit = v >= scaled;
  if (bit) v -= scaled;
  if (<u32>v == 0) {
    v = refilled(v, at);
    at += 4;
  }
  value = v;
  return <i32>bit;
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
  return start + <usize>((nextBit() + 7) >> 3);
}

/** Bytes of data from an address on. */
export function bytesFrom(address: usize): i32 {
  return <i32>(end - address);
}
