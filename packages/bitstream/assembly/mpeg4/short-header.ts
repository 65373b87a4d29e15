// Pictures with short video header (ISO/IEC 14496-2, 6.2.5.2; ITU-T H.263, 5.2 to 5.4): groups of blocks, macroblocks without
// intra prediction, one table of coefficients with an escape of its own.

import { ABOVE, decodeAdvancedIntraBlock, LEFT, MEAN, skipAdvancedIntraBlock } from "./advanced-intra";
import { end, pos, read, seek, window } from "./bits";
import { fault, GOB_NUMBER, INTRA_DC, MARKER, MCBPC, QUANT_SCALE, TRUNCATED } from "./fault";
import {
  changeQuantiser, INTER_4V, INTER_Q, INTRA, INTRA_Q, noteIntra, noteMacroblock, readPattern, reconstructInter, reconstructNotCoded,
  STUFFING, storeReconstructedIntra,
} from "./macroblock";
import { changeModifiedQuantiser, refineChroma } from "./modified-quantisation";
import { decodeFourVectors, decodeVector, slices, storeBlockVector, storeVector, vectorX, vectorY } from "./motion-vector";
import {
  beginPacket, goToMacroblock, mbIndex, nextMacroblock, predicted, setQuantiser, wantCoded, wantPixels, wantReconstructed,
} from "./picture-state";
import { mbHeight, mbWidth } from "./sequence";
import { prepareResidual } from "./residual-planes";
import { decodeShortIntraBlock, skipShortIntraBlock } from "./texture";
import { decodeUnrestrictedVector, RESTRICTED } from "./unrestricted-vector";
import { mcbpcInter, mcbpcIntra, MCBPC_BITS } from "./vlc";

const ALL_BLOCKS: i32 = 63;

/** How vectors are coded (unrestricted-vector.ts). */
let vectorCoding: i32 = RESTRICTED;

/** Annexes I and T are used. */
let advancedIntra: bool = false;
let modified: bool = false;

export function setShortTools(coding: i32, withAdvancedIntra: bool, withModified: bool): void {
  vectorCoding = coding;
  advancedIntra = withAdvancedIntra;
  modified = withModified;
}

/** Zeros of a group's start code, and the most that may stand before its 1: up to a byte of stuffing and more (GSTUF). */
const START_ZEROS: i32 = 16;
const MOST_ZEROS: i32 = 32;

/** Decodes the macroblocks from the one at hand on, in groups of `rowsOfGroup` rows of macroblocks. */
export function decodeGroups(rowsOfGroup: i32): bool {
  const count = mbWidth * mbHeight;
  while (true) {
    if (!decodeGroup(count)) return false;
    if (mbIndex == count) return true;
    if (!readGroupHeader(rowsOfGroup)) return false;
  }
}

/** Decodes macroblocks up to the next group that has a header, at most up to macroblock `limit`. */
export function decodeGroup(limit: i32): bool {
  while (true) {
    if (!decodeMacroblock()) return false;
    if (pos > end) return fault(TRUNCATED, end);
    nextMacroblock(mbWidth);
    if (mbIndex == limit || <i32>(window(pos) >> (64 - START_ZEROS)) == 0) return true;
  }
}

/** Position of the next start code of a group at or after bit `from`: of the last 16 zeros before its 1; or −1. */
export function nextGroup(from: i32): i32 {
  for (let at = from; at + START_ZEROS < end; ) {
    const zeros = <i32>clz(window(at));
    // The valid bits of a window are 57.
    if (zeros >= 57) at += 57 - START_ZEROS;
    else if (zeros >= START_ZEROS) return at + zeros < end ? at + zeros - START_ZEROS : -1;
    else at += zeros + 1;
  }
  return -1;
}

/** Goes to where the group begins whose start code is at bit `at`; false if its header cannot be right. */
export function goToGroup(at: i32, rowsOfGroup: i32): bool {
  seek(at + START_ZEROS + 1);
  const number = readNumber(rowsOfGroup);
  const quantScale = number < 0 ? 0 : readQuantiser();
  if (number <= 0 || number >= mbWidth * mbHeight || quantScale == 0) return false;
  goToMacroblock(number, mbWidth);
  setQuantiser(quantScale);
  beginPacket();
  return true;
}

/** gob_layer() up to its macroblocks: a group without a header is part of the one before. */
function readGroupHeader(rowsOfGroup: i32): bool {
  const zeros = <i32>clz(window(pos));
  if (zeros > MOST_ZEROS || pos + zeros > end) return fault(TRUNCATED, end);
  seek(pos + zeros + 1);
  const at = pos;
  const number = readNumber(rowsOfGroup);
  if (number < 0) return fault(MARKER, at);
  const quantAt = pos;
  const quantScale = readQuantiser();
  if (quantScale < 0) return fault(MARKER, quantAt);
  if (number != mbIndex) return fault(GOB_NUMBER, at, slices ? number : number / (rowsOfGroup * mbWidth));
  if (quantScale == 0) return fault(QUANT_SCALE, quantAt);
  setQuantiser(quantScale);
  beginPacket();
  return true;
}

/** The number of the first macroblock of a group, or of a slice (H.263 annex K.2); −1 where it cannot be right. */
function readNumber(rowsOfGroup: i32): i32 {
  if (!slices) {
    const number = <i32>read(5) * rowsOfGroup * mbWidth;
    read(2); // gob_frame_id
    return number;
  }
  if (!read(1)) return -1; // SEPB1
  const count = mbWidth * mbHeight;
  const number = <i32>read(mbaBits(count));
  // SEPB2, from as many macroblocks on as FFmpeg writes it.
  return count > 1583 && !read(1) ? -1 : number;
}

/** The quantiser of a group or slice; −1 where what stands behind that of a slice cannot be right. */
function readQuantiser(): i32 {
  const quantScale = <i32>read(5);
  if (!slices) return quantScale;
  if (!read(1)) return -1; // SEPB3
  read(2); // GFID
  return quantScale;
}

/** Bits of a macroblock address (Table K.2). */
function mbaBits(count: i32): i32 {
  if (count <= 48) return 6;
  if (count <= 99) return 7;
  if (count <= 396) return 9;
  if (count <= 1584) return 11;
  return count <= 6336 ? 13 : 14;
}

function decodeMacroblock(): bool {
  let entry: i32 = 0;
  do {
    if (pos > end) return fault(TRUNCATED, end);
    if (predicted && read(1)) {
      storeVector(0, 0);
      noteMacroblock(16);
      reconstructNotCoded();
      return true;
    }
    entry = <i32>load<u16>((predicted ? mcbpcInter : mcbpcIntra) + (<usize>(window(pos) >> (64 - MCBPC_BITS)) << 1));
    if (entry == 0) return fault(MCBPC, pos);
    seek(pos + (entry & 0xff));
  } while (entry >> 8 == STUFFING);
  const type = entry >> 10;
  // INTRA_MODE (annex I.2): 0, or 1 and the direction.
  const mode = type >= INTRA && advancedIntra && read(1) ? (read(1) ? LEFT : ABOVE) : MEAN;
  const pattern = readPattern();
  if (pattern < 0) return false;
  const coded = ((type < INTRA ? pattern ^ 15 : pattern) << 2) | ((entry >> 8) & 3);
  if (type == INTER_Q || type == INTRA_Q) {
    if (!modified) changeQuantiser();
    else if (!changeModifiedQuantiser()) return fault(QUANT_SCALE, pos - 5);
  }
  if (modified) refineChroma();
  if (type >= INTRA) return advancedIntra ? decodeAdvancedIntra(coded, mode) : decodeIntra(coded);
  if (vectorCoding != RESTRICTED) {
    for (let block = 0; block < (type == INTER_4V ? 4 : 1); block++) {
      if (!decodeUnrestrictedVector(vectorCoding, block)) return false;
      if (type == INTER_4V) storeBlockVector(block, vectorX, vectorY);
      else storeVector(vectorX, vectorY);
    }
    noteMacroblock(type == INTER_4V ? 8 : 16);
  } else if (type == INTER_4V) {
    if (!decodeFourVectors()) return false;
    noteMacroblock(8);
  } else {
    if (!decodeVector(0)) return false;
    storeVector(vectorX, vectorY);
    noteMacroblock(16);
  }
  return reconstructInter(type == INTER_4V, false, coded);
}

function decodeAdvancedIntra(coded: i32, mode: i32): bool {
  noteIntra();
  if (wantCoded || wantReconstructed) prepareResidual(ALL_BLOCKS);
  for (let i = 0; i < 6; i++) {
    const isCoded = ((coded >> (5 - i)) & 1) != 0;
    if (wantPixels || wantCoded) {
      if (!decodeAdvancedIntraBlock(i, isCoded, mode)) return false;
    } else if (isCoded && !skipAdvancedIntraBlock()) return false;
  }
  if (wantReconstructed) storeReconstructedIntra();
  return true;
}

function decodeIntra(coded: i32): bool {
  noteIntra();
  if (wantCoded || wantReconstructed) prepareResidual(ALL_BLOCKS);
  for (let i = 0; i < 6; i++) {
    // intra_dc_coefficient: 8 bits, in eights; 255 stands for 128, which would look like the start of a start code.
    const at = pos;
    const dc = <i32>read(8);
    if (dc == 0 || dc == 128) return fault(INTRA_DC, at, dc);
    const hasAc = ((coded >> (5 - i)) & 1) != 0;
    if (wantPixels || wantCoded) {
      if (!decodeShortIntraBlock(i, (dc == 255 ? 128 : dc) << 3, hasAc)) return false;
    } else if (hasAc && !skipShortIntraBlock()) return false;
  }
  if (wantReconstructed) storeReconstructedIntra();
  return true;
}
