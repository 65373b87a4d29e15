// residual_block_cabac() (7.3.5.3.3): which coefficients of a block are significant, and their levels. The engine's state is in locals
// here (cabac-engine.ts), since most of a stream's bins are decoded here.

import { contexts, lpsRanges, nextStates, OFFSET, range, refilled, setEngine, value, at } from "./cabac-engine";
import { HIGH } from "./config";
import { fault, LEVEL } from "./fault";

/** Indices of the significant coefficients of a block, in the order they are coded: u8[64]. */
const significant: usize = memory.data(64, 16);

/** What becomes of a level (`rounding` says which shift): where to scale to, see decodeLevels(). */
export const SHIFT_4X4: i32 = 4;
export const SHIFT_8X8: i32 = 6;
/** Not scaled, as i32: DC coefficients. */
export const UNSCALED: i32 = 0;

/** Longest prefix of a level's Exp-Golomb suffix: levels have 16 bits, more in High profiles of 14 bits per sample. */
const MAX_PREFIX: i32 = 24;

/** Decodes significance of a block of up to `count` coefficients from contexts at `sig` and `last`; returns how many are significant. */
export function significanceOf(sig: usize, last: usize, count: i32): i32 {
  let v = value;
  let r = range;
  let from = at;
  let found: usize = 0;
  const end = count - 1;
  let i = 0;
  while (i < end) {
    let context = sig + <usize>i;
    let state = <i32>load<u8>(context);
    let lps = <i32>load<u8>(lpsRanges + <usize>((r & 0xc0) << 1) + <usize>state);
    r -= lps;
    let scaled = <u64>r << OFFSET;
    let isLps = v >= scaled;
    store<u8>(context, load<u8>(nextStates + (isLps ? 0 : 128) + <usize>state));
    if (isLps) {
      v -= scaled;
      r = lps;
    }
    let shift = clz(r) - 23;
    r <<= shift;
    v <<= <u64>shift;
    if ((state & 1) != <i32>isLps) {
      store<u8>(significant + found, i);
      found++;
      context = last + <usize>i;
      state = <i32>load<u8>(context);
      lps = <i32>load<u8>(lpsRanges + <usize>((r & 0xc0) << 1) + <usize>state);
      r -= lps;
      scaled = <u64>r << OFFSET;
      isLps = v >= scaled;
      store<u8>(context, load<u8>(nextStates + (isLps ? 0 : 128) + <usize>state));
      if (isLps) {
        v -= scaled;
        r = lps;
      }
      shift = clz(r) - 23;
      r <<= shift;
      v <<= <u64>shift;
      if ((state & 1) != <i32>isLps) break;
    }
    i++;
    if (<u32>v == 0) {
      v = refilled(v, from);
      from += 4;
    }
  }
  if (i == end) {
    store<u8>(significant + found, i);
    found++;
  }
  if (<u32>v == 0) {
    v = refilled(v, from);
    from += 4;
  }
  setEngine(v, r, from);
  return <i32>found;
}

/** As significanceOf(), where ctxIdxInc is not the coefficient's index: u8 tables have it. */
export function mappedSignificanceOf(sig: usize, last: usize, count: i32, sigMap: usize, lastMap: usize): i32 {
  let v = value;
  let r = range;
  let from = at;
  let found: usize = 0;
  const end = count - 1;
  let i = 0;
  while (i < end) {
    let context = sig + <usize>load<u8>(sigMap + <usize>i);
    let state = <i32>load<u8>(context);
    let lps = <i32>load<u8>(lpsRanges + <usize>((r & 0xc0) << 1) + <usize>state);
    r -= lps;
    let scaled = <u64>r << OFFSET;
    let isLps = v >= scaled;
    store<u8>(context, load<u8>(nextStates + (isLps ? 0 : 128) + <usize>state));
    if (isLps) {
      v -= scaled;
      r = lps;
    }
    let shift = clz(r) - 23;
    r <<= shift;
    v <<= <u64>shift;
    if ((state & 1) != <i32>isLps) {
      store<u8>(significant + found, i);
      found++;
      context = last + <usize>load<u8>(lastMap + <usize>i);
      state = <i32>load<u8>(context);
      lps = <i32>load<u8>(lpsRanges + <usize>((r & 0xc0) << 1) + <usize>state);
      r -= lps;
      scaled = <u64>r << OFFSET;
      isLps = v >= scaled;
      store<u8>(context, load<u8>(nextStates + (isLps ? 0 : 128) + <usize>state));
      if (isLps) {
        v -= scaled;
        r = lps;
      }
      shift = clz(r) - 23;
      r <<= shift;
      v <<= <u64>shift;
      if ((state & 1) != <i32>isLps) break;
    }
    i++;
    if (<u32>v == 0) {
      v = refilled(v, from);
      from += 4;
    }
  }
  if (i == end) {
    store<u8>(significant + found, i);
    found++;
  }
  if (<u32>v == 0) {
    v = refilled(v, from);
    from += 4;
  }
  setEngine(v, r, from);
  return <i32>found;
}

/**
 * Decodes the levels of the `count` coefficients found last, from contexts at `abs`; `most`: how many contexts bins behind the first
 * have, less one. They go to `to`, at `scan`[index], times `scaling` (rounded and shifted right by `shift`); 0: they are not kept.
 */
export function decodeLevels(count: i32, abs: usize, most: i32, scan: usize, to: usize, scaling: usize, shift: i32): bool {
  let v = value;
  let r = range;
  let from = at;
  /** ctxIdxInc of the first bin: 1 + how many ones, at most 4; 0 once a level was more than one. */
  let first = 1;
  /** That of the others less 5: how many were more than one. */
  let others = 0;
  do {
    count--;
    let context = abs + <usize>first;
    let state = <i32>load<u8>(context);
    let lps = <i32>load<u8>(lpsRanges + <usize>((r & 0xc0) << 1) + <usize>state);
    r -= lps;
    let scaled = <u64>r << OFFSET;
    let isLps = v >= scaled;
    store<u8>(context, load<u8>(nextStates + (isLps ? 0 : 128) + <usize>state));
    if (isLps) {
      v -= scaled;
      r = lps;
    }
    let renorm = clz(r) - 23;
    r <<= renorm;
    v <<= <u64>renorm;
    let level = 1;
    if ((state & 1) != <i32>isLps) {
      context = abs + 5 + <usize>others;
      do {
        level++;
        if (<u32>v == 0) {
          v = refilled(v, from);
          from += 4;
        }
        if (level == 15) break;
        state = <i32>load<u8>(context);
        lps = <i32>load<u8>(lpsRanges + <usize>((r & 0xc0) << 1) + <usize>state);
        r -= lps;
        scaled = <u64>r << OFFSET;
        isLps = v >= scaled;
        store<u8>(context, load<u8>(nextStates + (isLps ? 0 : 128) + <usize>state));
        if (isLps) {
          v -= scaled;
          r = lps;
        }
        renorm = clz(r) - 23;
        r <<= renorm;
        v <<= <u64>renorm;
      } while ((state & 1) != <i32>isLps);
      if (level == 15) {
        scaled = <u64>r << OFFSET;
        let k = 0;
        for (;;) {
          v <<= 1;
          if (<u32>v == 0) {
            v = refilled(v, from);
            from += 4;
          }
          if (v < scaled) break;
          v -= scaled;
          level += 1 << k;
          if (++k > MAX_PREFIX) return fault(LEVEL);
        }
        while (k > 0) {
          k--;
          v <<= 1;
          if (<u32>v == 0) {
            v = refilled(v, from);
            from += 4;
          }
          if (v >= scaled) {
            v -= scaled;
            level += 1 << k;
          }
        }
      }
      first = 0;
      if (others < most) others++;
    } else if (first != 0 && first < 4) first++;
    // coeff_sign_flag, in bypass.
    scaled = <u64>r << OFFSET;
    v = (v << 1) - scaled;
    const positive = <i64>v >> 63;
    v += scaled & positive;
    if (scaling != 0) {
      const sign = <i32>~positive;
      level = (level ^ sign) - sign;
      const place = <usize>load<u8>(scan + <usize>load<u8>(significant + <usize>count));
      if (shift == UNSCALED) store<i32>(to + (place << 2), level);
      else {
        const scaledLevel = (level * load<i32>(scaling + (place << 2)) + (1 << (shift - 1))) >> shift;
        if (HIGH) store<i32>(to + (place << 2), scaledLevel);
        else store<i16>(to + (place << 1), scaledLevel);
      }
    }
    if (<u32>v == 0) {
      v = refilled(v, from);
      from += 4;
    }
  } while (count > 0);
  setEngine(v, r, from);
  return true;
}
