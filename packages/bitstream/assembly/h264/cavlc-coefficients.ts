// One block of coefficients in CAVLC (7.3.5.3.2, 9.2).

import { pos, seek, window } from "./bits";
import { runsLookup, tokensOf6Bits, zerosLookup } from "./coefficient-tables";
import { Coefficient, HIGH } from "./config";
import { COEFF_TOKEN, LEVEL, RUN_BEFORE, TOTAL_ZEROS, fault } from "./fault";

/** Levels of the block from the highest frequency down: i32[16]. */
const levels: usize = memory.data(20 * 4, 16);
/** Bytes of a coefficient, as a shift. */
const SHIFT: usize = HIGH ? 2 : 1;

/** What becomes of the levels: scaled coefficients; DC coefficients as they are (i32); nothing. */
const SCALED: i32 = 0;
const DC: i32 = 1;
const SKIPPED: i32 = 2;

/**
 * Reads a block of at most `max` coefficients. `tokens`: table of coefficient-tables.ts for its nC. The k-th coefficient goes to `to` at
 * index scan[k] (u8), as (level · factors[scan[k]] (u32) + rounding) >> shift. Returns TotalCoeff; −1: a fault was noted.
 */
export function readScaled(
  tokens: usize, max: i32, to: usize, scan: usize, factors: usize, rounding: i32, shift: i32,
): i32 {
  return readBlock(SCALED, tokens, zerosLookup, max, to, scan, factors, rounding, shift);
}

/** As that, not scaled, to i32 at `to`; `zeros`: table of total_zeros. */
export function readDc(tokens: usize, zeros: usize, max: i32, to: usize, scan: usize): i32 {
  return readBlock(DC, tokens, zeros, max, to, scan, 0, 0, 0);
}

/** As readDc(), forgetting the coefficients. */
export function skipBlock(tokens: usize, zeros: usize, max: i32): i32 {
  return readBlock(SKIPPED, tokens, zeros, max, 0, 0, 0, 0, 0);
}

// @ts-ignore: decorator
@inline
function put(kind: i32, to: usize, scan: usize, at: i32, level: i32, factors: usize, rounding: i32, shift: i32): void {
  const index = <usize>load<u8>(scan + <usize>at);
  if (kind == DC) store<i32>(to + (index << 2), level);
  else store<Coefficient>(to + (index << SHIFT), <Coefficient>((level * load<i32>(factors + (index << 2)) + rounding) >> shift));
}

function refuse(code: i32, value: i32, at: i32): i32 {
  fault(code, value, at);
  return -1;
}

// @ts-ignore: decorator
@inline
function readBlock(
  kind: i32, tokens: usize, zeroCodes: usize, max: i32, to: usize, scan: usize, factors: usize, rounding: i32, shift: i32,
): i32 {
  let p = pos;
  let bits = window(p);
  let token: i32;
  if (tokens != 0) {
    const zeros = clz(bits | (1 << 48));
    token = <i32>load<u16>(tokens + <usize>(((zeros << 3) | (((bits << zeros) >> 60) & 7)) << 1));
  } else token = <i32>load<u16>(tokensOf6Bits + <usize>((bits >> 58) << 1));
  const length = token & 31;
  p += length;
  if (token < 0x100) {
    if (token == 0) return refuse(COEFF_TOKEN, 0, p);
    seek(p);
    return 0;
  }
  bits <<= length;
  const count = token >> 8;
  const ones = (token >> 5) & 3;
  if (count > max) return refuse(COEFF_TOKEN, count, p);
  // trailing_ones_sign_flag, of three ones whether there are or not.
  if (kind != SKIPPED) {
    store<i32>(levels, 1 - <i32>((bits >> 62) & 2));
    store<i32>(levels, 1 - <i32>((bits >> 61) & 2), 4);
    store<i32>(levels, 1 - <i32>((bits >> 60) & 2), 8);
  }
  p += ones;
  if (count > ones) {
    bits <<= ones;
    // 38 bits are left at least.
    let left = 57 - length - ones;
    let suffixLength = count > 10 && ones < 3 ? 1 : 0;
    let more = ones < 3 ? 2 : 0;
    let at = levels + (<usize>ones << 2);
    const last = levels + (<usize>count << 2);
    do {
      if (left < 22) {
        bits = window(p);
        left = 57;
      }
      let prefix = <i32>clz(bits);
      let code: i32;
      let size: i32;
      if (prefix < 14) {
        size = prefix + 1 + suffixLength;
        code = ((prefix - 1) << suffixLength) + <i32>((bits << prefix) >> (63 - suffixLength)) + more;
      } else {
        // level_prefix 14 without a suffixLength and 15 have suffixes of 4 and 12 bits, each longer one has one more (9.2.2.1).
        bits = window(p);
        left = 57;
        prefix = <i32>clz(bits);
        if (prefix > 25) return refuse(LEVEL, prefix, p);
        const suffixSize = prefix == 14 ? (suffixLength == 0 ? 4 : suffixLength) : prefix - 3;
        size = prefix + 1 + suffixSize;
        code = (min(prefix, 15) << suffixLength) + <i32>((bits << (prefix + 1)) >> (64 - suffixSize)) + more;
        if (prefix >= 15 && suffixLength == 0) code += 15;
        if (prefix >= 16) code += (1 << (prefix - 3)) - 4096;
      }
      p += size;
      bits <<= size;
      left -= size;
      more = 0;
      const magnitude = (code >> 1) + 1;
      if (kind != SKIPPED) {
        const sign = -(code & 1);
        store<i32>(at, (magnitude ^ sign) - sign);
      }
      at += 4;
      if (suffixLength == 0) suffixLength = 1;
      if (magnitude > 3 << (suffixLength - 1) && suffixLength < 6) suffixLength += 1;
    } while (at < last);
  }
  let zeros = 0;
  if (count < max) {
    // At most 9 bits, and less than 40 of run_before.
    bits = window(p);
    const code = <i32>load<u8>(zeroCodes + (<usize>count << 9) + <usize>(bits >> 55));
    if (code == 0) return refuse(TOTAL_ZEROS, count, p);
    p += code & 15;
    bits <<= code & 15;
    zeros = code >> 4;
    if (zeros + count > max) return refuse(TOTAL_ZEROS, zeros, p);
  }
  let at = zeros + count - 1;
  let level = levels;
  const last = levels + (<usize>(count - 1) << 2);
  if (kind != SKIPPED) put(kind, to, scan, at, load<i32>(level), factors, rounding, shift);
  while (zeros > 0 && level < last) {
    let run = <i32>load<u8>(runsLookup + <usize>((min(zeros, 7) << 3) | <i32>(bits >> 61)));
    let size: i32;
    if (run != 0) {
      size = run & 15;
      run >>= 4;
    } else {
      size = <i32>clz(bits) + 1;
      run = size + 3;
      if (run > zeros) return refuse(RUN_BEFORE, run, p);
    }
    p += size;
    bits <<= size;
    zeros -= run;
    at -= run + 1;
    level += 4;
    if (kind != SKIPPED) put(kind, to, scan, at, load<i32>(level), factors, rounding, shift);
  }
  if (kind != SKIPPED) {
    while (level < last) {
      level += 4;
      at -= 1;
      put(kind, to, scan, at, load<i32>(level), factors, rounding, shift);
    }
  }
  seek(p);
  return count;
}
