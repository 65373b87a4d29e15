// Reversible codes of coefficients (ISO/IEC 14496-2, Annex B, Table B-23 and the escape of Table B-25), read forward. They take
// the place of Tables B-16 and B-17 in the texture partition of a layer with reversible_vlc = 1.

import { allocate } from "../common/memory";
import { pos, seek, window } from "./bits";
import { block } from "./coefficients";
import { ESCAPED_LEVEL, fault, MARKER, RUN, TCOEF } from "./fault";
import { LAST } from "./vlc";

/** Longest code without its sign bit, and the number of codes. */
const BITS: i32 = 15;
const COUNT: i32 = 169;
/** The escape: 0000, then a marker. */
const ESCAPE_LENGTH: i32 = 4;
/** Escape, marker, last (1), run (6), marker, level (11), marker, 0000, sign. */
const ESCAPED_LENGTH: i32 = 30;

/** Table B-23, intra, last = 0: the code's index for each level of each run (levels per run: INTRA_LEVELS). */
const INTRA: usize = memory.data<u8>([
  0, 1, 3, 8, 13, 14, 23, 35, 36, 46, 47, 63, 64, 65, 81, 82, 83, 96, 97, 120, 121, 98, 122, 144, 145, 146, 155,
  2, 7, 22, 33, 34, 45, 62, 79, 80, 95, 119, 142, 143, 5, 21, 43, 61, 77, 78, 116, 117, 118, 140, 141,
  6, 31, 44, 76, 93, 115, 138, 139, 156, 11, 32, 60, 90, 94, 136, 12, 42, 73, 91, 135, 137,
  19, 57, 74, 92, 157, 20, 58, 75, 114, 158, 29, 59, 112, 134, 30, 72, 113, 159,
  41, 89, 55, 111, 56, 160, 71, 109, 110, 131, 132, 133, 161,
]);
const INTRA_LEVELS: usize = memory.data<u8>([27, 13, 11, 9, 6, 6, 5, 5, 4, 4, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1]);
const INTRA_RUNS: i32 = 20;

/** Table B-23, inter, last = 0. */
const INTER: usize = memory.data<u8>([
  0, 2, 5, 19, 29, 30, 41, 55, 56, 71, 72, 89, 109, 110, 111, 112, 131, 132, 155,
  1, 11, 31, 42, 57, 73, 90, 113, 133, 134, 3, 20, 43, 74, 91, 135, 136, 6, 32, 58, 92, 114, 137, 156, 7, 33, 75, 115, 157,
  8, 44, 76, 116, 12, 59, 93, 138, 13, 60, 94, 158, 14, 61, 117, 21, 62, 139, 22, 77, 23, 95, 34, 118,
  35, 140, 36, 141, 45, 142, 46, 143, 47, 159, 63, 64, 65, 78, 79, 80, 81, 82, 83, 96, 97, 98, 119, 120,
  121, 122, 144, 145, 146, 160, 161,
]);
const INTER_LEVELS: usize = memory.data<u8>([
  19, 10, 7, 7, 5, 4, 4, 4, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
]);
const INTER_RUNS: i32 = 39;

/** Table B-23, last = 1: intra and inter are the same. */
const FINAL: usize = memory.data<u8>([
  4, 37, 84, 123, 147, 9, 48, 99, 148, 162, 10, 85, 163, 15, 100, 16, 101, 17, 124, 18, 125, 24, 126, 25, 127, 26, 128,
  27, 149, 28, 150, 38, 151, 39, 164, 40, 49, 50, 51, 52, 53, 54, 66, 67, 68, 69, 70, 86, 87, 88,
  102, 103, 104, 105, 106, 107, 108, 129, 130, 152, 153, 154, 165, 166, 167, 168,
]);
const FINAL_LEVELS: usize = memory.data<u8>([
  5, 5, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
]);
const FINAL_RUNS: i32 = 45;

/** u32 entries as in vlc.ts: length with sign, run + 1 (and LAST more in the last one), level; level 0: the escape. */
let intra: usize = 0;
let inter: usize = 0;

/** Builds the tables, once and only for streams that need them. False where there is no memory. */
export function buildReversibleTables(): bool {
  intra = allocate(<usize>4 << BITS);
  inter = allocate(<usize>4 << BITS);
  const codes = allocate(<usize>(COUNT * 4));
  if (intra == 0 || inter == 0 || codes == 0) return false;
  listCodes(codes);
  assign(intra, codes, INTRA, INTRA_LEVELS, INTRA_RUNS, 0);
  assign(inter, codes, INTER, INTER_LEVELS, INTER_RUNS, 0);
  assign(intra, codes, FINAL, FINAL_LEVELS, FINAL_RUNS, LAST);
  assign(inter, codes, FINAL, FINAL_LEVELS, FINAL_RUNS, LAST);
  return true;
}

/**
 * Lists the codes in the order of Table B-23, as u16 pairs (code, length): by length, then by value. All have one of two forms,
 * which read the same from both ends: 0 1…1 0 1…1 0 x and 1 0…0 1 x. The shortest of the first kind, 0000, is the escape.
 */
function listCodes(codes: usize): void {
  let count = 0;
  for (let length = 3; length <= BITS; length++) {
    for (let ones = 0; ones < length - 2; ones++) {
      const leadingOne = ones == length - 3;
      // All ones but three zeros: in front, after `ones` ones, and before the last bit.
      const code = leadingOne
        ? (1 << (length - 1)) | 2
        : ((1 << length) - 1) ^ (1 << (length - 1)) ^ (1 << (length - 2 - ones)) ^ 2 ^ 1;
      for (let x = 0; x < 2; x++) {
        if (length == ESCAPE_LENGTH && code + x == 0) continue;
        if (count == COUNT) return;
        store<u16>(codes + <usize>(count * 4), <u16>(code + x));
        store<u16>(codes + <usize>(count * 4), <u16>length, 2);
        count += 1;
      }
    }
  }
}

function assign(table: usize, codes: usize, indices: usize, levels: usize, runs: i32, last: i32): void {
  let at = indices;
  for (let run = 0; run < runs; run++) {
    for (let level = 1; level <= <i32>load<u8>(levels + <usize>run); level++) {
      const code = codes + (<usize>load<u8>(at++) << 2);
      const length = <i32>load<u16>(code, 2);
      const first = <i32>load<u16>(code) << (BITS - length);
      const entry = (level << 16) | ((run + 1 + last) << 8) | (length + 1);
      for (let k = 0; k < 1 << (BITS - length); k++) store<u32>(table + (<usize>(first + k) << 2), entry);
    }
  }
  for (let k = 0; k < 1 << (BITS - ESCAPE_LENGTH); k++) store<u32>(table + (<usize>k << 2), ESCAPE_LENGTH);
}

/** The coefficient last read: level with its sign, and run + 1 (and LAST more in the last one). */
let level: i32 = 0;
let run: i32 = 0;

/** Reads the next coefficient. */
function readCoefficient(table: usize): bool {
  const bits = window(pos);
  const entry = load<u32>(table + (<usize>(bits >> (64 - BITS)) << 2));
  const magnitude = <i32>(entry >> 16);
  if (magnitude != 0) {
    const length = <i32>(entry & 0xff);
    run = <i32>((entry >> 8) & 0xff);
    level = <i32>((bits << (length - 1)) >> 63) ? -magnitude : magnitude;
    seek(pos + length);
    return true;
  }
  if (entry == 0) return fault(TCOEF, pos);
  const fields = <i32>(bits >> (64 - ESCAPED_LENGTH));
  if ((fields & 0x0202003e) != 0x02020020) return fault(MARKER, pos);
  level = (fields >> 6) & 0x7ff;
  if (level == 0) return fault(ESCAPED_LEVEL, pos, 0);
  if (fields & 1) level = -level;
  run = ((fields >> 18) & 63) + 1 + (fields & 0x01000000 ? LAST : 0);
  seek(pos + ESCAPED_LENGTH);
  return true;
}

/** As readIntra, in reversible codes. */
export function readIntraReversible(first: i32, scan: usize): bool {
  let i = first - 1;
  do {
    if (!readCoefficient(intra)) return false;
    i += run;
    if (i > 63) {
      if (i < LAST || i > LAST + 63) return fault(RUN, pos);
    }
    store<i16>(block + <usize>load<u8>(scan + <usize>(i & 63)), <i16>level);
  } while (i < LAST);
  return true;
}

/** As readInter, in reversible codes. */
export function readInterReversible(scan: usize, multiplier: i32, offset: i32): bool {
  let i = -1;
  do {
    if (!readCoefficient(inter)) return false;
    i += run;
    if (i > 63) {
      if (i < LAST || i > LAST + 63) return fault(RUN, pos);
    }
    store<i16>(block + <usize>load<u8>(scan + <usize>(i & 63)), <i16>(level * multiplier + (level < 0 ? -offset : offset)));
  } while (i < LAST);
  return true;
}

/** As skip, in reversible codes. */
export function skipReversible(isIntra: bool, first: i32): bool {
  let i = first - 1;
  do {
    if (!readCoefficient(isIntra ? intra : inter)) return false;
    i += run;
    if (i > 63) {
      if (i < LAST || i > LAST + 63) return fault(RUN, pos);
    }
  } while (i < LAST);
  return true;
}
