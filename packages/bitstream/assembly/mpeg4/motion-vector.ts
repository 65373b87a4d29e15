// Motion vector decoding (ISO/IEC 14496-2, 7.6.3) and prediction (7.6.5).

import { pos, seek, window } from "./bits";
import { fault, MVD } from "./fault";
import { forgottenCount, forwardCode, mbIndex, mbX, mbY, packetStart, noteForgotten } from "./picture-state";
import { forgotten, mbWidth, partitions, vectors } from "./sequence";
import { mvd, MVD_BITS } from "./vlc";

/** The last vector decoded: x and y in half pixels. */
export let vectorX: i32 = 0;
export let vectorY: i32 = 0;

/** The median of each component. In vectors, since choices in plain code are branches that nothing predicts. */
// @ts-ignore: decorator
@inline
function median(a: v128, b: v128, c: v128): v128 {
  return i16x8.max_s(i16x8.min_s(a, b), i16x8.min_s(i16x8.max_s(a, b), c));
}

/** The vector at an address, or 0. */
// @ts-ignore: decorator
@inline
function candidate(valid: bool, at: usize): v128 {
  return valid ? v128.load32_zero(at) : i32x4.splat(0);
}

/** Address of the vector of the macroblock's block 0. */
// @ts-ignore: decorator
@inline
export function vectorsOfMacroblock(): usize {
  return vectors + (<usize>(mbY * mbWidth * 4 + mbX * 2) << 2);
}

/** What the vector last asked about is predicted from. */
export let predictionX: i32 = 0;
export let predictionY: i32 = 0;

/** Slices of H.263 (annex K): of candidates outside of them, the one above counts as the one on the left. */
export let slices: bool = false;

export function setSlices(value: bool): void {
  slices = value;
}

/**
 * Predicts the vector of block 0…3, or of the whole macroblock as block 0.
 * Figure 7-34: the candidates are the blocks left, above and above right; those outside the picture or the video packet are
 * not valid: of two invalid ones the third counts alone, a single one counts as 0. Only in pictures of one macroblock's width
 * are left and above right the two; there libavcodec's encoder and decoder take both as 0, and so does this one.
 */
// @ts-ignore: decorator
@inline
export function predictVector(block: i32): void {
  const row = <usize>(mbWidth << 3);
  const at = vectorsOfMacroblock() + (block & 1 ? 4 : 0) + (block & 2 ? row : 0);
  const left = (block & 1) != 0 || (mbX > 0 && mbIndex - 1 >= packetStart);
  const above = (block & 2) != 0 || mbIndex - mbWidth >= packetStart;
  const right = (block & 2) != 0 || (mbX + 1 < mbWidth && mbIndex - mbWidth + 1 >= packetStart);
  let prediction = candidate(left, at - 4);
  if ((above || right) && (above || !slices)) {
    const c = candidate(right, block == 0 ? at - row + 8 : block == 3 ? at - row - 4 : at - row + 4);
    prediction = left || above ? median(prediction, candidate(above, at - row), c) : c;
  }
  predictionX = i16x8.extract_lane_s(prediction, 0);
  predictionY = i16x8.extract_lane_s(prediction, 1);
}

/** Decodes the vector of block 0…3, or of the whole macroblock as block 0, into vectorX and vectorY. */
export function decodeVector(block: i32): bool {
  predictVector(block);
  return decodePredicted(predictionX, predictionY, forwardCode);
}

/** Takes a vector that was decoded elsewhere. */
export function setVector(x: i32, y: i32): void {
  vectorX = x;
  vectorY = y;
}


/** Decodes a vector from its prediction; `code`: vop_fcode. */
export function decodePredicted(x: i32, y: i32, code: i32): bool {
  // Two components of 12 + 1 + 6 bits are in one window.
  let bits = window(pos);
  let entry = codeAt(bits);
  if (entry == 0) return fault(MVD, pos);
  vectorX = component(entry, bits, x, code);
  let length = lengthOf(entry, code);
  bits <<= length;
  entry = codeAt(bits);
  if (entry == 0) return fault(MVD, pos + length);
  vectorY = component(entry, bits, y, code);
  length += lengthOf(entry, code);
  seek(pos + length);
  return true;
}

// @ts-ignore: decorator
@inline
function codeAt(bits: u64): i32 {
  return <i32>load<u16>(mvd + (<usize>(bits >> (64 - MVD_BITS)) << 1));
}

/** Bits of a component with this entry: of its code, its sign and its remainder. */
// @ts-ignore: decorator
@inline
function lengthOf(entry: i32, fcode: i32): i32 {
  return (entry & 0xff) + (entry >> 8 != 0 ? fcode : 0);
}

/** One component: a difference in units of the range, its remainder bits, and the prediction, wrapped into the range. */
// @ts-ignore: decorator
@inline
function component(entry: i32, bits: u64, prediction: i32, fcode: i32): i32 {
  const code = entry >> 8;
  if (code == 0) return prediction;
  const behind = bits << (entry & 0xff);
  const sign = <i32>(<i64>behind >> 63);
  const remainder = fcode - 1;
  const magnitude = remainder > 0
    ? (((code - 1) << remainder) | <i32>((behind << 1) >> (64 - remainder))) + 1
    : code;
  const unused = 27 - fcode;
  return ((prediction + ((magnitude ^ sign) - sign)) << unused) >> unused;
}

/** Stores a vector for all four blocks of the macroblock. */
// @ts-ignore: decorator
@inline
export function storeVector(x: i32, y: i32): void {
  const at = vectorsOfMacroblock();
  const pair = <u64>((x & 0xffff) | (y << 16)) & 0xffffffff;
  const both = pair | (pair << 32);
  store<u64>(at, both);
  store<u64>(at + (<usize>mbWidth << 3), both);
}

/**
 * libavcodec (encoder and decoder) forgets a vector: where a video packet begins with four vectors, that of block 3 of the
 * macroblock left of it becomes 0 if it has four, too. It has been used by then, but direct mode of later B-VOPs takes the 0.
 */
function forgetLeft(): void {
  const left = mbY * mbWidth * 4 + mbX * 2 + mbWidth * 2 - 1;
  if (mbX > 0 && load<u8>(partitions + <usize>left) == 8) noteForgotten(left);
}

/** Clears what was forgotten of the future anchor, before a B-VOP. */
export function forget(): void {
  for (let i = 0; i < forgottenCount; i++) {
    store<u32>(vectors + (<usize>load<u32>(forgotten + (<usize>i << 2)) << 2), 0);
  }
}

/** Decodes and stores the vectors of a macroblock's four blocks. */
export function decodeFourVectors(): bool {
  if (mbIndex == packetStart) forgetLeft();
  for (let i = 0; i < 4; i++) {
    if (!decodeVector(i)) return false;
    storeBlockVector(i, vectorX, vectorY);
  }
  return true;
}

/** Stores a vector for one block. */
// @ts-ignore: decorator
@inline
export function storeBlockVector(block: i32, x: i32, y: i32): void {
  store<u32>(vectorsOfMacroblock() + (block & 1 ? 4 : 0) + (block & 2 ? <usize>mbWidth << 3 : 0), (x & 0xffff) | (y << 16));
}
