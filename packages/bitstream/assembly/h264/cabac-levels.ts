// The levels of the coefficients of a block, the last one first (residual_block_cabac(), 7.3.5.3.3). The engine's state is in locals.

import {
  AFTER_LPS, AFTER_MPS, at, lpsRange, OFFSET, range, refilled, setEngine, transitions, value,
} from "./cabac-engine";
import { significant } from "./cabac-significance";
import { HIGH } from "./config";
import { fault, LEVEL } from "./fault";

/** What becomes of a level: where to scale to, see decodeLevels(). */
export const SHIFT_4X4: i32 = 4;
export const SHIFT_8X8: i32 = 6;
/** Not scaled, as i32: DC coefficients. */
export const UNSCALED: i32 = 0;

/** Longest prefix of a level's Exp-Golomb suffix: levels have 16 bits, more in High profiles of 14 bits per sample. */
const MAX_PREFIX: i32 = 24;

/**
 * Decodes the levels of the `count` coefficients found last, from contexts at `abs`; `most`: how many contexts bins behind the first
 * have, less one. They go to `to`, at `scan`[index], times `scaling` (rounded and shifted right by `down`); 0: they are not kept.
 */
export function decodeLevels(count: i32, abs: usize, most: i32, scan: usize, to: usize, scaling: usize, down: i32): bool {
  let v = value;
  let r = range;
  let from = at;
  let context: usize = 0;
  let state: usize = 0;
  let transition: u64 = 0;
  let lps = 0;
  let scaled: u64 = 0;
  let shift = 0;
  let bit = 0;
  /** ctxIdxInc of the first bin: 1 + how many ones, at most 4; 0 once a level was more than one. */
  let first: usize = 1;
  /** That of the others less 5: how many were more than one. */
  let others = 0;
  do {
    count--;
    context = abs + first;
    state = <usize>load<u8>(context);
    transition = load<u64>(transitions + (state << 3));
    lps = lpsRange(transition, r);
    r -= lps;
    scaled = <u64>r << OFFSET;
    bit = <i32>state & 1;
    if (v < scaled) {
      store<u8>(context, transition >> AFTER_MPS);
      shift = (r >> 8) ^ 1;
      r <<= shift;
      v <<= <u64>shift;
    } else {
      store<u8>(context, transition >> AFTER_LPS);
      shift = clz(lps) - 23;
      r = lps << shift;
      v = (v - scaled) << <u64>shift;
      bit ^= 1;
    }
    let level = 1;
    if (bit != 0) {
      context = abs + 5 + <usize>others;
      do {
        level++;
        if (<u32>v == 0) {
          v = refilled(v, from);
          from += 4;
        }
        if (level == 15) break;
        state = <usize>load<u8>(context);
        transition = load<u64>(transitions + (state << 3));
        lps = lpsRange(transition, r);
        r -= lps;
        scaled = <u64>r << OFFSET;
        bit = <i32>state & 1;
        if (v < scaled) {
          store<u8>(context, transition >> AFTER_MPS);
          shift = (r >> 8) ^ 1;
          r <<= shift;
          v <<= <u64>shift;
        } else {
          store<u8>(context, transition >> AFTER_LPS);
          shift = clz(lps) - 23;
          r = lps << shift;
          v = (v - scaled) << <u64>shift;
          bit ^= 1;
        }
      } while (bit != 0);
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
      if (down == UNSCALED) store<i32>(to + (place << 2), level);
      else {
        const scaledLevel = (level * load<i32>(scaling + (place << 2)) + (1 << (down - 1))) >> down;
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
