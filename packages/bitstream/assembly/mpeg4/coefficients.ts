// Coefficients of a block: run, level and last (ISO/IEC 14496-2, 7.4.1), with the three escapes (7.4.1.3).

import { pos, seek, window } from "./bits";
import { ESCAPED_LEVEL, fault, MARKER, RUN, TCOEF } from "./fault";
import {
  LAST, MAX_RUN, maximaInter, maximaIntra, PAIR_BITS, PAIR_LAST, pairsInter, pairsIntra, SKIP_BITS, SKIP_END, skipsInter, skipsIntra,
  tcoefInter, tcoefIntra, TCOEF_BITS,
} from "./vlc";
import { ESCAPE_CODE, ESCAPE_LENGTH } from "./vlc-tables";

/** The 64 coefficients of the block at hand, i16, column by column; zero between blocks. */
export const block: usize = memory.data(128, 16);

/** Scan index of the last coefficient read. */
export let lastIndex: i32 = 0;

/**
 * A coefficient read alone, in one value, since globals are slow: length in bits 0…7, run + 1 (and LAST more in the last one) in
 * bits 8…17, the type of its escape (1…3; 0: none) in bits 18…19, its level with the sign in bits 32…63. 0: a fault.
 */
// @ts-ignore: decorator
@inline
function lone(level: i32, run: i32, length: i32, escape: i32): u64 {
  return (<u64><u32>level << 32) | <u64>((escape << 18) | (run << 8) | length);
}

// @ts-ignore: decorator
@inline
function levelOf(one: u64): i32 {
  return <i32>(one >> 32);
}

// @ts-ignore: decorator
@inline
function runOf(one: u64): i32 {
  return <i32>(one >> 8) & 0x3ff;
}

// @ts-ignore: decorator
@inline
function lengthOf(one: u64): i32 {
  return <i32>one & 0xff;
}

// @ts-ignore: decorator
@inline
function isFixedEscape(one: u64): bool {
  return ((<i32>one >> 18) & 3) == 3;
}

// @ts-ignore: decorator
@inline
function faulty(code: i32, at: i32, value: i32 = 0): u64 {
  fault(code, at, value);
  return 0;
}

/** Reads the coefficient at the head of `bits`; `at` is its position, for faults. */
// @ts-ignore: decorator
@inline
function readOne(bits: u64, at: i32, table: usize, maxima: usize): u64 {
  if (<i32>(bits >> (64 - ESCAPE_LENGTH)) == ESCAPE_CODE) return readEscape(bits, at, table, maxima);
  return readUnescaped(bits, at, table);
}

function readUnescaped(bits: u64, at: i32, table: usize): u64 {
  const entry = load<u32>(table + (<usize>(bits >> (64 - TCOEF_BITS)) << 2));
  if (entry == 0) return faulty(TCOEF, at);
  const length = <i32>(entry & 0xff);
  const level = <i32>(entry >> 16);
  return lone(<i32>((bits << (length - 1)) >> 63) ? -level : level, <i32>((entry >> 8) & 0xff), length, 0);
}

/** Escapes are those of short video headers. */
let shortEscapes: bool = false;

export function setShortEscapes(value: bool): void {
  shortEscapes = value;
}

/** Escapes of short video headers may be longer. */
let longEscapes: bool = false;

export function setLongEscapes(value: bool): void {
  longEscapes = value;
}

/** The escape of short video headers (7.4.1.3): last (1), run (6), level (8). */
function readShortEscape(bits: u64, at: i32): u64 {
  const fields = <i32>((bits << 7) >> 49);
  let level = <i32>(<i8>fields);
  let length = 22;
  if (level == -128 && longEscapes) {
    // Modified quantisation (H.263 annex T.4): 11 bits more, the lower 5 of the level first.
    const extended = <i32>((bits << 22) >> 53);
    level = (((extended & 63) << 26) >> 21) | (extended >> 6);
    length = 33;
  } else if (level == -128) level = 0;
  if (level == 0) return faulty(ESCAPED_LEVEL, at, <i32>(<i8>fields));
  return lone(level, ((fields >> 8) & 63) + 1 + (fields & 0x4000 ? LAST : 0), length, 0);
}

/** Reads the escape at the head of `bits`. */
function readEscape(bits: u64, at: i32, table: usize, maxima: usize): u64 {
  if (shortEscapes) return readShortEscape(bits, at);
  const fixed = <i32>((bits << 7) >> 62);
  if (fixed == 3) {
    // Fixed length: last (1), run (6), marker, level (12), marker.
    const fields = <i32>((bits << 9) >> 43);
    const run = (fields >> 14) & 63;
    const level = (fields << 19) >> 20;
    if ((fields & 0x2001) != 0x2001) return faulty(MARKER, at);
    if (level == 0) return faulty(ESCAPED_LEVEL, at, level);
    return lone(level, run + 1 + (fields & 0x100000 ? LAST : 0), 30, 3);
  }
  const skipped = fixed < 2 ? 8 : 9;
  const rest = bits << skipped;
  const entry = load<u32>(table + (<usize>(rest >> (64 - TCOEF_BITS)) << 2));
  let level = <i32>(entry >> 16);
  if (level == 0) return faulty(TCOEF, at);
  let run = <i32>((entry >> 8) & 0xff);
  const length = <i32>(entry & 0xff);
  const last = run >= LAST ? 64 : 0;
  if (fixed < 2) level += <i32>load<u8>(maxima + <usize>(last + (run & (LAST - 1)) - 1));
  else run += <i32>load<u8>(maxima + MAX_RUN + <usize>(last + level)) + 1;
  const signed = <i32>((rest << (length - 1)) >> 63) ? -level : level;
  return lone(signed, run, skipped + length, fixed < 2 ? 1 : 2);
}

/** Reads the coefficients of an intra block from scan index `first` on, still quantised. */
export function readIntra(first: i32, scan: usize): bool {
  return readCoefficients(first, scan, 1, 0, pairsIntra, tcoefIntra, maximaIntra);
}

/**
 * Reads the coefficients of an inter block and dequantises them: ±(level × multiplier + offset).
 * An escaped level that leaves −2048…2047 is limited (7.4.4.4).
 */
export function readInter(scan: usize, multiplier: i32, offset: i32): bool {
  return readCoefficients(0, scan, multiplier, offset, pairsInter, tcoefInter, maximaInter);
}

/** Reads the AC coefficients of an intra block with short video header: the codes of inter blocks, dequantised like them. */
export function readShortIntra(scan: usize, multiplier: i32, offset: i32): bool {
  return readCoefficients(1, scan, multiplier, offset, pairsInter, tcoefInter, maximaInter);
}

/** Reads the coefficients of a block in the codes of `table`, one by one, still quantised. */
export function readLevels(scan: usize, table: usize): bool {
  let p = pos;
  let i = -1;
  do {
    const one = readOne(window(p), p, table, 0);
    if (one == 0) return false;
    i += runOf(one);
    p += lengthOf(one);
    if (i > 63 && (i < LAST || i > LAST + 63)) return fault(RUN, p);
    store<i16>(block + <usize>load<u8>(scan + <usize>(i & 63)), <i16>levelOf(one));
  } while (i < LAST);
  seek(p);
  return true;
}

/** Passes over the coefficients of a block in the codes of `table`. */
export function skipLevels(table: usize): bool {
  let p = pos;
  let i = -1;
  do {
    const one = readOne(window(p), p, table, 0);
    if (one == 0) return false;
    i += runOf(one);
    p += lengthOf(one);
    if (i > 63 && (i < LAST || i > LAST + 63)) return fault(RUN, p);
  } while (i < LAST);
  seek(p);
  return true;
}

/** The only coefficient of a block: its byte in the block, and its dequantised value. */
export let singlePlace: i32 = 0;
export let singleValue: i32 = 0;

/** As readInter(), if the block has a single coefficient, which is then not put into it; else false, and nothing is read. */
export function readSingle(scan: usize, multiplier: i32, offset: i32): bool {
  const p = pos;
  const entry = load<u64>(pairsInter + (<usize>(window(p) >> (64 - PAIR_BITS)) << 3));
  const run = (<i32>(entry >> 8) & 0x3ff) - PAIR_LAST;
  // Anything else is below 1: a first of several, an escape.
  if (<u32>(run - 1) >= 64) return false;
  const level = <i32>(<i64>(entry << 16) >> 48);
  const sign = level >> 31;
  singleValue = level * multiplier + ((offset ^ sign) - sign);
  singlePlace = <i32>load<u8>(scan + <usize>(run - 1));
  seek(p + <i32>(entry & 0xff));
  return true;
}

/** Entries that fit into the valid bits of a window. */
const PAIRS_OF_WINDOW: i32 = 57 / PAIR_BITS;
const SKIPS_OF_WINDOW: i32 = 57 / SKIP_BITS;

// @ts-ignore: decorator
@inline
function readCoefficients(
  first: i32, scan: usize, multiplier: i32, offset: i32, pairs: usize, table: usize, maxima: usize,
): bool {
  let p = pos;
  let i = first - 1;
  while (true) {
    let bits = window(p);
    let entry: u64 = 0;
    let i1 = 0;
    let i2 = 0;
    for (let k = 0; k < PAIRS_OF_WINDOW; k++) {
      entry = load<u64>(pairs + (<usize>(bits >> (64 - PAIR_BITS)) << 3));
      i1 = i + (<i32>(entry >> 8) & 0x3ff);
      i2 = i1 + (<i32>(entry >> 18) & 0x3ff);
      if (i2 > 63) break;
      // Where there is no second, the first takes its place.
      put(scan, i2, <i32>(<i64>entry >> 48), multiplier, offset);
      put(scan, i1, <i32>(<i64>(entry << 16) >> 48), multiplier, offset);
      i = i2;
      p += <i32>(entry & 0xff);
      bits <<= entry & 0xff;
    }
    if (i2 <= 63) continue;
    if (((i1 | i2) & (PAIR_LAST - 1)) <= 63) {
      i = i2 & 63;
      put(scan, i, <i32>(<i64>entry >> 48), multiplier, offset);
      put(scan, i1 & 63, <i32>(<i64>(entry << 16) >> 48), multiplier, offset);
      p += <i32>(entry & 0xff);
      break;
    }
    // An escape, or a run past the end: one coefficient alone.
    const one = readOne(window(p), p, table, maxima);
    if (one == 0) return false;
    i += runOf(one);
    p += lengthOf(one);
    const coded = levelOf(one);
    let level = coded * multiplier + (coded < 0 ? -offset : offset);
    if (isFixedEscape(one)) level = min(max(level, -2048), 2047);
    if (i > 63) {
      i -= LAST;
      if (i < 0 || i > 63) return fault(RUN, p);
      store<i16>(block + <usize>load<u8>(scan + <usize>i), <i16>level);
      break;
    }
    store<i16>(block + <usize>load<u8>(scan + <usize>i), <i16>level);
  }
  lastIndex = i;
  seek(p);
  return true;
}

/** Stores a coefficient dequantised. */
// @ts-ignore: decorator
@inline
function put(scan: usize, index: i32, level: i32, multiplier: i32, offset: i32): void {
  const sign = level >> 31;
  store<i16>(block + <usize>load<u8>(scan + <usize>index), <i16>(level * multiplier + ((offset ^ sign) - sign)));
}

/** Passes over the coefficients of a block from scan index `first` on. */
export function skip(intra: bool, first: i32): bool {
  let p = pos;
  let i = first - 1;
  const skips = intra ? skipsIntra : skipsInter;
  while (true) {
    let bits = window(p);
    let entry = 0;
    let k = 0;
    for (; k < SKIPS_OF_WINDOW; k++) {
      entry = <i32>load<u16>(skips + (<usize>(bits >> (64 - SKIP_BITS)) << 1));
      if (<u32>(entry - 1) >= <u32>(SKIP_END - 1)) break;
      i += entry >> 5;
      p += entry & 31;
      bits <<= entry & 31;
    }
    if (k == SKIPS_OF_WINDOW) {
      if (i <= 63) continue;
      return skipOneByOne(intra, first);
    }
    if (entry != 0) {
      i += (entry >> 5) & 127;
      p += entry & 31;
      break;
    }
    // An escape, or no code.
    const one = readOne(window(p), p, intra ? tcoefIntra : tcoefInter, intra ? maximaIntra : maximaInter);
    if (one == 0) return false;
    i += runOf(one);
    p += lengthOf(one);
    if (i > 63) {
      i -= LAST;
      break;
    }
  }
  if (i < 0 || i > 63) return skipOneByOne(intra, first);
  seek(p);
  return true;
}

/** As skip(), for a block in which something is wrong: finds the place. */
function skipOneByOne(intra: bool, first: i32): bool {
  let p = pos;
  let i = first - 1;
  do {
    const one = readOne(window(p), p, intra ? tcoefIntra : tcoefInter, intra ? maximaIntra : maximaInter);
    if (one == 0) return false;
    i += runOf(one);
    p += lengthOf(one);
  } while (i <= 63);
  i -= LAST;
  if (i < 0 || i > 63) return fault(RUN, p);
  seek(p);
  return true;
}
