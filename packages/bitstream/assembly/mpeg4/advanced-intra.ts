// Advanced intra coding of H.263 (ITU-T H.263, annex I): a table of coefficients of its own, and DC and AC predicted from the block
// above or on the left, whichever the macroblock says. Records are kept where intra-prediction.ts keeps its own; one of a block is
// 16 values: the dequantised DC, the first column's levels from 1 on, then from 9 on the first row's.

import { allocate } from "../common/memory";
import { block, readLevels, skipLevels } from "./coefficients";
import { chromaQuantiser, mbIndex, mbX, mbY, packetStart, quantiser } from "./picture-state";
import { alternateHorizontal, alternateVertical, zigzag } from "./scan-orders";
import { intraQuantisers, mbWidth, predictors, PREDICTORS_OF_MACROBLOCK } from "./sequence";
import { finishIntraBlock } from "./texture";
import { LAST, TCOEF_BITS } from "./vlc";
import { ESCAPE_CODE, ESCAPE_LENGTH } from "./vlc-tables";

/** What a macroblock's blocks are predicted from: the mean of the DCs around them, all of the block above, or of the left one. */
export const MEAN: i32 = 0;
export const ABOVE: i32 = 1;
export const LEFT: i32 = 2;

/** Table I.2: (code, length) in the order of GROUPS. */
const CODES: usize = memory.data<u8>([
  // last = 0; run 0, levels 1…25
  0x02, 2, 0x06, 3, 0x0e, 4, 0x0c, 5, 0x0d, 5, 0x10, 6, 0x11, 6, 0x12, 6, 0x16, 7, 0x1b, 8, 0x20, 9, 0x21, 9, 0x1a, 9,
  0x1b, 9, 0x1c, 9, 0x1d, 9, 0x1e, 9, 0x1f, 9, 0x23, 11, 0x22, 11, 0x57, 12, 0x56, 12, 0x55, 12, 0x54, 12, 0x53, 12,
  // runs 1, 2 …
  0x0f, 4, 0x14, 6, 0x14, 7, 0x1e, 8, 0x0f, 10, 0x21, 11, 0x50, 12, 0x0b, 5, 0x15, 7, 0x0e, 10, 0x09, 10, 0x15, 6, 0x1d, 8, 0x0d, 10,
  0x51, 12, 0x13, 6, 0x23, 9, 0x07, 11, 0x17, 7, 0x22, 9, 0x52, 12, 0x1c, 8, 0x0c, 10, 0x1f, 8, 0x0b, 10, 0x25, 9, 0x0a, 10, 0x24, 9,
  0x06, 11, 0x21, 10, 0x20, 10, 0x08, 10, 0x20, 11,
  // last = 1; run 0, levels 1…10
  0x07, 4, 0x0c, 6, 0x10, 7, 0x13, 8, 0x11, 9, 0x12, 9, 0x04, 10, 0x27, 11, 0x26, 11, 0x5f, 12,
  // runs 1, 2 …
  0x0f, 6, 0x13, 9, 0x05, 10, 0x25, 11, 0x0e, 6, 0x14, 9, 0x24, 11, 0x0d, 6, 0x06, 10, 0x5e, 12, 0x11, 7, 0x07, 10, 0x13, 7, 0x5d, 12,
  0x12, 7, 0x5c, 12, 0x14, 8, 0x5b, 12, 0x15, 8, 0x1a, 8, 0x19, 8, 0x18, 8, 0x17, 8, 0x16, 8, 0x19, 9, 0x15, 9, 0x16, 9, 0x18, 9,
  0x17, 9, 0x04, 11, 0x05, 11, 0x58, 12, 0x59, 12, 0x5a, 12,
]);

/** (last, first run, last run, levels) */
const GROUPS: usize = memory.data<u8>([
  0, 0, 0, 25, 0, 1, 1, 7, 0, 2, 3, 4, 0, 4, 5, 3, 0, 6, 9, 2, 0, 10, 13, 1,
  1, 0, 0, 10, 1, 1, 1, 4, 1, 2, 3, 3, 1, 4, 7, 2, 1, 8, 23, 1,
]);
const GROUP_COUNT: i32 = 11;

/** The DC of a neighbour that is not there: no decoded one is even. */
const NO_DC: i32 = 1024;
const RECORD: i32 = 32;

/** As the tables of vlc.ts. */
let table: usize = 0;

/** Builds the table, once and only for streams that need it. False where there is no memory. */
export function buildAdvancedIntraTable(): bool {
  if (table != 0) return true;
  const fresh = allocate(<usize>4 << TCOEF_BITS);
  if (fresh == 0) return false;
  let at = CODES;
  for (let g = 0; g < GROUP_COUNT; g++) {
    const group = GROUPS + <usize>(4 * g);
    const last = <i32>load<u8>(group);
    for (let run = <i32>load<u8>(group, 1); run <= <i32>load<u8>(group, 2); run++) {
      for (let level = 1; level <= <i32>load<u8>(group, 3); level++) {
        const length = <i32>load<u8>(at, 1);
        fill(fresh, <i32>load<u8>(at), length, (level << 16) | ((run + 1 + last * LAST) << 8) | (length + 1));
        at += 2;
      }
    }
  }
  fill(fresh, ESCAPE_CODE, ESCAPE_LENGTH, ESCAPE_LENGTH);
  table = fresh;
  return true;
}

function fill(target: usize, code: i32, length: i32, entry: i32): void {
  const first = code << (TCOEF_BITS - length);
  for (let k = 0; k < 1 << (TCOEF_BITS - length); k++) store<u32>(target + (<usize>(first + k) << 2), entry);
}

/** Passes over the coefficients of a block. */
export function skipAdvancedIntraBlock(): bool {
  return skipLevels(table);
}

/** Decodes intra block 0…5, predicted as `mode` says. */
export function decodeAdvancedIntraBlock(index: i32, coded: bool, mode: i32): bool {
  const scan = mode == MEAN ? zigzag : mode == ABOVE ? alternateHorizontal : alternateVertical;
  if (coded && !readLevels(scan, table)) {
    memory.fill(block, 0, 128);
    return false;
  }
  const here = records(mbX, 0);
  const own = here + <usize>(index * RECORD);
  const luma = index < 4;
  let left: usize, above: usize;
  if (luma && (index & 1)) left = own - RECORD;
  else {
    left = mbX > 0 && isIntra(mbIndex - 1) ? records(mbX - 1, 0) + <usize>((luma ? index + 1 : index) * RECORD) : 0;
  }
  if (luma && (index & 2)) above = own - 2 * RECORD;
  else above = isIntra(mbIndex - mbWidth) ? records(mbX, 1) + <usize>((luma ? index + 2 : index) * RECORD) : 0;
  const q = luma ? quantiser : chromaQuantiser;
  const dc = <i32>load<i16>(block) * 2 * q + predict(mode, left, above);
  store<i16>(own, <i16>(dc < 0 ? 0 : dc | 1));
  for (let i: usize = 1; i < 8; i++) {
    store<i16>(own + (i << 1), load<i16>(block + (i << 1)));
    store<i16>(own + (i << 1), load<i16>(block + (i << 4)), 16);
  }
  const multiplier = i16x8.splat(<i16>(2 * q));
  for (let at = block; at < block + 128; at += 16) v128.store(at, i16x8.mul(v128.load(at), multiplier));
  store<i16>(block, load<i16>(own));
  finishIntraBlock(index);
  return true;
}

/** Adds the predicted levels to the block; returns the predicted DC. */
function predict(mode: i32, left: usize, above: usize): i32 {
  const a = left != 0 ? <i32>load<i16>(left) : NO_DC;
  const c = above != 0 ? <i32>load<i16>(above) : NO_DC;
  if (mode == MEAN) return a != NO_DC && c != NO_DC ? (a + c) >> 1 : a != NO_DC ? a : c;
  if (mode == ABOVE) {
    if (above == 0) return NO_DC;
    for (let i: usize = 1; i < 8; i++) {
      store<i16>(block + (i << 4), load<i16>(block + (i << 4)) + load<i16>(above + (i << 1), 16));
    }
    return c;
  }
  if (left == 0) return NO_DC;
  for (let i: usize = 1; i < 8; i++) {
    store<i16>(block + (i << 1), load<i16>(block + (i << 1)) + load<i16>(left + (i << 1)));
  }
  return a;
}

/** Records of a macroblock in this row (0) or the one above (1). */
function records(x: i32, above: i32): usize {
  return predictors + <usize>((((mbY ^ above) & 1) * mbWidth + x) * PREDICTORS_OF_MACROBLOCK);
}

/** Whether a macroblock can predict: it is intra and of this slice or group. */
function isIntra(index: i32): bool {
  return index >= packetStart && load<u8>(intraQuantisers + <usize>index) != 0;
}
