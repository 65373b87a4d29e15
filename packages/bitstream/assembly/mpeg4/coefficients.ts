// Coefficients of a block: run, level and last (ISO/IEC 14496-2, 7.4.1), with the three escapes (7.4.1.3).

import { pos, seek, window } from "./bits";
import { ESCAPED_LEVEL, fault, MARKER, RUN, TCOEF } from "./fault";
import { LAST, MAX_RUN, maximaInter, maximaIntra, tcoefInter, tcoefIntra, TCOEF_BITS } from "./vlc";

/** The 64 coefficients of the block at hand, i16, column by column; zero between blocks. */
export const block: usize = memory.data(128, 16);

/** Scan index of the last coefficient read. */
export let lastIndex: i32 = 0;

/** What an escape holds: level with its sign, run + 1 (and LAST more in the last one), and length. */
let escapedLevel: i32 = 0;
let escapedRun: i32 = 0;
let escapedLength: i32 = 0;
/** Type of the last escape: 1…3. */
let escapeType: i32 = 0;

/** Reads the escape at the head of `bits`; `at` is its position, for faults. */
function escape(bits: u64, at: i32, table: usize, maxima: usize): bool {
  const fixed = <i32>((bits << 7) >> 62);
  if (fixed == 3) {
    // Fixed length: last (1), run (6), marker, level (12), marker.
    const fields = <i32>((bits << 9) >> 43);
    const run = (fields >> 14) & 63;
    const level = (fields << 19) >> 20;
    if ((fields & 0x2001) != 0x2001) return fault(MARKER, at);
    if (level == 0) return fault(ESCAPED_LEVEL, at, level);
    escapedLevel = level;
    escapedRun = run + 1 + (fields & 0x100000 ? LAST : 0);
    escapedLength = 30;
    escapeType = 3;
    return true;
  }
  const skipped = fixed < 2 ? 8 : 9;
  const rest = bits << skipped;
  const entry = load<u32>(table + (<usize>(rest >> (64 - TCOEF_BITS)) << 2));
  let level = <i32>(entry >> 16);
  if (level == 0) return fault(TCOEF, at);
  let run = <i32>((entry >> 8) & 0xff);
  const length = <i32>(entry & 0xff);
  const last = run >= LAST ? 64 : 0;
  if (fixed < 2) level += <i32>load<u8>(maxima + <usize>(last + (run & (LAST - 1)) - 1));
  else run += <i32>load<u8>(maxima + MAX_RUN + <usize>(last + level)) + 1;
  escapedLevel = <i32>((rest << (length - 1)) >> 63) ? -level : level;
  escapedRun = run;
  escapedLength = skipped + length;
  escapeType = fixed < 2 ? 1 : 2;
  return true;
}

/** Reads the coefficients of an intra block from scan index `first` on, still quantised. */
export function readIntra(first: i32, scan: usize): bool {
  let p = pos;
  let i = first - 1;
  const table = tcoefIntra;
  while (true) {
    const bits = window(p);
    const entry = load<u32>(table + (<usize>(bits >> (64 - TCOEF_BITS)) << 2));
    let level = <i32>(entry >> 16);
    if (level != 0) {
      const length = <i32>(entry & 0xff);
      i += <i32>((entry >> 8) & 0xff);
      const sign = <i32>(<i64>(bits << (length - 1)) >> 63);
      level = (level ^ sign) - sign;
      p += length;
    } else {
      if (entry == 0) return fault(TCOEF, p);
      if (!escape(bits, p, table, maximaIntra)) return false;
      level = escapedLevel;
      i += escapedRun;
      p += escapedLength;
    }
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

/**
 * Reads the coefficients of an inter block and dequantises them: ±(level × multiplier + offset).
 * An escaped level that leaves −2048…2047 is limited (7.4.4.4).
 */
export function readInter(scan: usize, multiplier: i32, offset: i32): bool {
  let p = pos;
  let i = -1;
  const table = tcoefInter;
  while (true) {
    const bits = window(p);
    const entry = load<u32>(table + (<usize>(bits >> (64 - TCOEF_BITS)) << 2));
    let level = <i32>(entry >> 16);
    if (level != 0) {
      const length = <i32>(entry & 0xff);
      i += <i32>((entry >> 8) & 0xff);
      const sign = <i32>(<i64>(bits << (length - 1)) >> 63);
      level = ((level * multiplier + offset) ^ sign) - sign;
      p += length;
    } else {
      if (entry == 0) return fault(TCOEF, p);
      if (!escape(bits, p, table, maximaInter)) return false;
      level = escapedLevel * multiplier + (escapedLevel < 0 ? -offset : offset);
      if (escapeType == 3) level = min(max(level, -2048), 2047);
      i += escapedRun;
      p += escapedLength;
    }
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

/** Passes over the coefficients of a block from scan index `first` on. */
export function skip(intra: bool, first: i32): bool {
  let p = pos;
  let i = first - 1;
  const table = intra ? tcoefIntra : tcoefInter;
  while (true) {
    const bits = window(p);
    const entry = load<u32>(table + (<usize>(bits >> (64 - TCOEF_BITS)) << 2));
    if (entry >> 16) {
      i += <i32>((entry >> 8) & 0xff);
      p += <i32>(entry & 0xff);
    } else {
      if (entry == 0) return fault(TCOEF, p);
      if (!escape(bits, p, table, intra ? maximaIntra : maximaInter)) return false;
      i += escapedRun;
      p += escapedLength;
    }
    if (i > 63) break;
  }
  i -= LAST;
  if (i < 0 || i > 63) return fault(RUN, p);
  seek(p);
  return true;
}
