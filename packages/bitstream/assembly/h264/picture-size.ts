// What does not change within a stream: sizes and formats.

import { HIGH } from "./config";
import { allocate } from "../common/memory";
import * as slots from "./picture-slots";

/** PicWidthInMbs, FrameHeightInMbs. */
export let mbWidth: i32 = 0;
export let mbHeight: i32 = 0;
/**
 * Macroblocks from one row to the next in all arrays by macroblock: mbWidth + 1. The column behind the last macroblock, and two rows
 * before the first, are guards: never decoded, so neighbours there are "not available" without a look at borders.
 * Rows are those of the frame's storage: in a field the macroblocks of its row r are in row 2·r + bottom; in an MBAFF frame a pair has
 * rows 2·p (its first macroblock: top frame or top field macroblock) and 2·p + 1.
 */
export let mbStride: i32 = 0;
/** 4×4 blocks from one row to the next: 4 · mbWidth rounded up; no guards. */
export let blockStride: i32 = 0;
/** 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
export let chromaFormat: i32 = 1;
export let lumaDepth: i32 = 8;
export let chromaDepth: i32 = 8;
/** QpBdOffsetY, QpBdOffsetC. */
export let lumaQpOffset: i32 = 0;
export let chromaQpOffset: i32 = 0;
/** Bytes from one row of a frame to the next. */
export let lumaStride: i32 = 0;
export let chromaStride: i32 = 0;
/** Chroma samples of a macroblock: 8×8 (4:2:0), 8×16 (4:2:2), 16×16 (4:4:4). */
export let mbChromaWidth: i32 = 8;
export let mbChromaHeight: i32 = 8;
/** The part of the frame that is shown, in luma samples. */
export let cropX: i32 = 0;
export let cropY: i32 = 0;
export let cropWidth: i32 = 0;
export let cropHeight: i32 = 0;
/** frame_mbs_only_flag. */
export let framesOnly: bool = true;
/** Pictures are kept as references: output "pictures". */
export let keepPictures: bool = false;

/** Bytes of a sample, as a shift. */
export const SAMPLE_SHIFT: i32 = HIGH ? 1 : 0;

export function setSize(
  width: i32, height: i32, format: i32, depthY: i32, depthC: i32, onlyFrames: bool, keep: bool,
): void {
  mbWidth = width;
  mbHeight = height;
  mbStride = width + 1;
  blockStride = width << 2;
  chromaFormat = format;
  lumaDepth = depthY;
  chromaDepth = depthC;
  lumaQpOffset = 6 * (depthY - 8);
  chromaQpOffset = 6 * (depthC - 8);
  mbChromaWidth = format == 3 ? 16 : 8;
  mbChromaHeight = format >= 2 ? 16 : 8;
  lumaStride = ((width << 4) << SAMPLE_SHIFT) + 32;
  chromaStride = ((width * mbChromaWidth) << SAMPLE_SHIFT) + 32;
  framesOnly = onlyFrames;
  keepPictures = keep;
}

export function setCrop(x: i32, y: i32, width: i32, height: i32): void {
  cropX = x;
  cropY = y;
  cropWidth = width;
  cropHeight = height;
}

/** Macroblocks of all arrays, guards behind the last row included. */
export function mbCount(): usize {
  return <usize>(mbStride * (mbHeight + 1) + 8);
}

/** Guards before macroblock 0. */
export function mbGuard(): usize {
  return <usize>(2 * mbStride + 8);
}

/** Lays out a slot, the first time that it is used; false where memory does not suffice. */
export function prepareSlot(slot: i32): bool {
  if (slots.slotCell(slot, slots.TYPES) != 0) return true;
  const mbs = mbCount();
  const guard = mbGuard();
  const blocks = <usize>(blockStride * 4 * (mbHeight + 1)) * 4;
  if (
    !slots.allocateCell(slot, slots.TYPES, mbs * 4, guard * 4) ||
    !slots.allocateCell(slot, slots.VECTORS_0, blocks, 64) ||
    !slots.allocateCell(slot, slots.VECTORS_1, blocks, 64) ||
    !slots.allocateCell(slot, slots.REFERENCE_INDICES_0, mbs * 4, guard * 4) ||
    !slots.allocateCell(slot, slots.REFERENCE_INDICES_1, mbs * 4, guard * 4) ||
    !slots.allocateCell(slot, slots.REFERENCE_KEYS_0, mbs * 16, guard * 16) ||
    !slots.allocateCell(slot, slots.REFERENCE_KEYS_1, mbs * 16, guard * 16)
  ) return false;
  return keepPictures ? preparePlanes(slot) : true;
}

/** Planes of a slot, if it has none yet. */
export function preparePlanes(slot: i32): bool {
  if (slots.slotCell(slot, slots.LUMA) != 0) return true;
  const luma = <usize>(lumaStride * (mbHeight << 4));
  const chroma = <usize>(chromaStride * mbHeight * mbChromaHeight);
  // Filters and interpolation load up to 64 bytes before and behind what they need.
  return slots.allocateCell(slot, slots.LUMA, luma, 64) && slots.allocateCell(slot, slots.CB, chroma, 64) &&
    slots.allocateCell(slot, slots.CR, chroma, 64);
}

/** Zeroed memory of `bytes` for each macroblock, guards included; address of macroblock 0, or 0. */
export function allocatePerMacroblock(bytes: usize): usize {
  const at = allocate((mbCount() + mbGuard()) * bytes);
  return at == 0 ? 0 : at + mbGuard() * bytes;
}
