// Data partitioning (ISO/IEC 14496-2, 6.2.5.4 and E.1.2). A video packet of an I- or P-VOP holds the headers of all its
// macroblocks, a marker, what else precedes their coefficients, and then the coefficients. What a macroblock has in the first
// two parts is noted in a record until its coefficients are read. Record of 16 bytes: type, pattern, quantiser, flags, and the
// differences of the six intra DC coefficients (i16).

import { allocate } from "../common/memory";
import { end, pos, read, seek, window } from "./bits";
import { tolerant } from "./damage";
import { fault, MCBPC, PARTITION_MARKER, RESYNC_MARKER, TRUNCATED } from "./fault";
import {
  changeQuantiser, decodeWholeVector, INTER_4V, INTER_Q, INTRA, INTRA_Q, noteIntra, noteMacroblock, noteNotCoded, readGlobal,
  readPattern, reconstructInter, reconstructIntra, reconstructNotCoded, STUFFING,
} from "./macroblock";
import { decodeFourVectors } from "./motion-vector";
import { dcThreshold, goToMacroblock, mbIndex, nextMacroblock, predicted, quantiser, setQuantiser } from "./picture-state";
import { mbHeight, mbWidth } from "./sequence";
import { dcDifference, giveDc, readDcDifference } from "./texture";
import { readPacketHeader, resyncMarker } from "./video-packet";
import { mcbpcInter, mcbpcIntra, MCBPC_BITS } from "./vlc";

/** Type of a macroblock that is not coded. */
const NOT_CODED: i32 = 5;
/** Flags: the DC has a code of its own; ac_pred_flag; mcsel. */
const SEPARATE_DC: i32 = 1;
const PREDICT_AC: i32 = 2;
const GLOBAL: i32 = 4;

/** dc_marker (19 bits) and motion_marker (17 bits). */
const DC_MARKER: u32 = 0x6b001;
const DC_MARKER_BITS: i32 = 19;
const MOTION_MARKER: u32 = 0x1f001;
const MOTION_MARKER_BITS: i32 = 17;

let records: usize = 0;

/** Makes room for the records. */
export function configurePartitions(): bool {
  records = allocate(<usize>(mbWidth * mbHeight * 16));
  return records != 0;
}

// @ts-ignore: decorator
@inline
function record(): usize {
  return records + (<usize>mbIndex << 4);
}

/** Decodes the macroblocks of an I- or P-VOP, packet by packet, from the macroblock at hand on. */
export function decodePartitionedPackets(): bool {
  const count = mbWidth * mbHeight;
  while (true) {
    if (!decodePartitionedPacket(count)) return false;
    if (mbIndex == count) return true;
    const marker = resyncMarker();
    if (marker < 0) return fault(RESYNC_MARKER, pos);
    if (!readPacketHeader(marker)) return false;
  }
}

/**
 * The three parts of a video packet. Where something is wrong behind the first part and damage is tolerated, the macroblocks whose
 * coefficients are lost are predicted all the same.
 */
export function decodePartitionedPacket(count: i32): bool {
  const first = mbIndex;
  const quantScale = quantiser;
  if (!(predicted ? readMotionPartition(count) : readDcPartition(count))) {
    goToMacroblock(first, mbWidth);
    return false;
  }
  const next = mbIndex;
  goToMacroblock(first, mbWidth);
  setQuantiser(quantScale);
  if (!(predicted ? readInterPatterns(next) : readIntraPatterns(next))) {
    if (tolerant) predictWithoutTexture(first, next, mbIndex);
    return false;
  }
  goToMacroblock(first, mbWidth);
  if (readTexture(next)) return true;
  if (tolerant) predictWithoutTexture(mbIndex, next, next);
  return false;
}

/**
 * Reconstructs macroblocks `first`…`next` − 1 without coefficients, as far as that goes: the DCs of intra macroblocks of a P-VOP
 * are known up to macroblock `known`; the picture before stands in for the others.
 */
function predictWithoutTexture(first: i32, next: i32, known: i32): void {
  for (goToMacroblock(first, mbWidth); mbIndex < next; nextMacroblock(mbWidth)) {
    const at = record();
    const type = <i32>load<u8>(at);
    if (type >= INTRA && type != NOT_CODED && (!predicted || mbIndex < known)) {
      setQuantiser(<i32>load<u8>(at, 2));
      noteIntra();
      giveDc(at + 4);
      reconstructIntra(0, (<i32>load<u8>(at, 3) & SEPARATE_DC) != 0, false);
      giveDc(0);
    } else {
      if (type >= INTRA) noteNotCoded();
      if (type < INTRA) reconstructInter(type == INTER_4V, (<i32>load<u8>(at, 3) & GLOBAL) != 0, 0);
      else reconstructNotCoded();
    }
  }
}

/** Whether a marker is next; it is passed over. */
// @ts-ignore: decorator
@inline
function marker(bits: i32, value: u32): bool {
  if (<u32>(window(pos) >> (64 - bits)) != value) return false;
  seek(pos + bits);
  return true;
}

/** Types, quantisers and DC coefficients of an I-VOP, up to dc_marker. */
function readDcPartition(count: i32): bool {
  while (true) {
    if (pos > end) return fault(TRUNCATED, end);
    if (marker(DC_MARKER_BITS, DC_MARKER)) return true;
    if (mbIndex == count) return fault(PARTITION_MARKER, pos);
    const entry = <i32>load<u16>(mcbpcIntra + (<usize>(window(pos) >> (64 - MCBPC_BITS)) << 1));
    if (entry == 0) return fault(MCBPC, pos);
    seek(pos + (entry & 0xff));
    if (entry >> 8 == STUFFING) continue;
    const type = entry >> 10;
    const at = record();
    const separateDc = quantiser < dcThreshold;
    if (type == INTRA_Q) changeQuantiser();
    note(at, type, (entry >> 8) & 3, separateDc ? SEPARATE_DC : 0);
    if (separateDc && !readDcs(at)) return false;
    nextMacroblock(mbWidth);
  }
}

/** The second part of an I-VOP's packet, up to macroblock `next`. */
function readIntraPatterns(next: i32): bool {
  while (mbIndex < next) {
    if (pos > end) return fault(TRUNCATED, end);
    const at = record();
    if (!readIntraPattern(at)) return false;
    nextMacroblock(mbWidth);
  }
  return true;
}

/** Types and vectors of a P-VOP, up to motion_marker. */
function readMotionPartition(count: i32): bool {
  while (true) {
    if (pos > end) return fault(TRUNCATED, end);
    if (marker(MOTION_MARKER_BITS, MOTION_MARKER)) return true;
    if (mbIndex == count) return fault(PARTITION_MARKER, pos);
    const at = record();
    if (read(1)) {
      noteNotCoded();
      note(at, NOT_CODED, 0, 0);
      nextMacroblock(mbWidth);
      continue;
    }
    const entry = <i32>load<u16>(mcbpcInter + (<usize>(window(pos) >> (64 - MCBPC_BITS)) << 1));
    if (entry == 0) return fault(MCBPC, pos);
    seek(pos + (entry & 0xff));
    if (entry >> 8 == STUFFING) continue;
    const type = entry >> 10;
    const global = type < INTRA && readGlobal(type);
    note(at, type, (entry >> 8) & 3, global ? GLOBAL : 0);
    if (type >= INTRA) noteIntra();
    else if (type == INTER_4V) {
      if (!decodeFourVectors()) return false;
      noteMacroblock(8);
    } else if (!decodeWholeVector(global)) return false;
    nextMacroblock(mbWidth);
  }
}

/** The second part of a P-VOP's packet: patterns, quantisers and DC coefficients, up to macroblock `next`. */
function readInterPatterns(next: i32): bool {
  for (; mbIndex < next; nextMacroblock(mbWidth)) {
    if (pos > end) return fault(TRUNCATED, end);
    const at = record();
    const type = <i32>load<u8>(at);
    if (type == NOT_CODED) continue;
    if (type < INTRA) {
      const pattern = readPattern();
      if (pattern < 0) return false;
      store<u8>(at, <u8>(((pattern ^ 15) << 2) | load<u8>(at, 1)), 1);
      if (type == INTER_Q) changeQuantiser();
      store<u8>(at, <u8>quantiser, 2);
      continue;
    }
    if (!readIntraPattern(at)) return false;
    const separateDc = quantiser < dcThreshold;
    if (type == INTRA_Q) changeQuantiser();
    store<u8>(at, <u8>quantiser, 2);
    if (!separateDc) continue;
    store<u8>(at, load<u8>(at, 3) | <u8>SEPARATE_DC, 3);
    if (!readDcs(at)) return false;
  }
  return true;
}

/** ac_pred_flag and cbpy of an intra macroblock. */
function readIntraPattern(at: usize): bool {
  if (read(1)) store<u8>(at, load<u8>(at, 3) | <u8>PREDICT_AC, 3);
  const pattern = readPattern();
  if (pattern < 0) return false;
  store<u8>(at, <u8>((pattern << 2) | load<u8>(at, 1)), 1);
  return true;
}

/** The coefficients, up to macroblock `next`. */
function readTexture(next: i32): bool {
  for (; mbIndex < next; nextMacroblock(mbWidth)) {
    const at = record();
    const type = <i32>load<u8>(at);
    if (type == NOT_CODED) {
      reconstructNotCoded();
      continue;
    }
    setQuantiser(<i32>load<u8>(at, 2));
    const coded = <i32>load<u8>(at, 1);
    const flags = <i32>load<u8>(at, 3);
    if (type < INTRA) {
      if (!reconstructInter(type == INTER_4V, (flags & GLOBAL) != 0, coded)) return false;
    } else {
      noteIntra();
      giveDc(at + 4);
      const good = reconstructIntra(coded, (flags & SEPARATE_DC) != 0, (flags & PREDICT_AC) != 0);
      giveDc(0);
      if (!good) return false;
    }
    if (pos > end) return fault(TRUNCATED, end);
  }
  return true;
}

// @ts-ignore: decorator
@inline
function note(at: usize, type: i32, pattern: i32, flags: i32): void {
  store<u32>(at, type | (pattern << 8) | (quantiser << 16) | (flags << 24));
}

/** The six DC differences of an intra macroblock. */
function readDcs(at: usize): bool {
  for (let i = 0; i < 6; i++) {
    if (!readDcDifference(i < 4)) return false;
    store<i16>(at + 4 + <usize>(i << 1), <i16>dcDifference);
  }
  return true;
}
