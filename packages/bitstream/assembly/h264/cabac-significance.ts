// Which coefficients of a block are significant (residual_block_cabac(), 7.3.5.3.3). Most of a stream's bins are decoded here and in
// cabac-levels.ts: the engine's state (cabac-engine.ts) is in locals, and what decision() does stands wherever a bin is decoded.

import {
  AFTER_LPS, AFTER_MPS, at, lpsRange, OFFSET, range, refilled, setEngine, transitions, value,
} from "./cabac-engine";

/** Indices of the significant coefficients of a block, in the order they are coded: u8[64]. */
export const significant: usize = memory.data(64, 16);

/**
 * Decodes coded_block_flag of a block, from the context at `flag` (0: it is coded for sure), and which of its up to `count`
 * coefficients are significant, from contexts at `sig` and `last`; returns how many are, 0 where the block is not coded.
 */
export function significanceOf(flag: usize, sig: usize, last: usize, count: i32): i32 {
  return findSignificant(false, flag, sig, last, count, 0, 0);
}

/** As that, where ctxIdxInc is not the coefficient's index: u8 tables have it. */
export function mappedSignificanceOf(flag: usize, sig: usize, last: usize, count: i32, sigMap: usize, lastMap: usize): i32 {
  return findSignificant(true, flag, sig, last, count, sigMap, lastMap);
}

// @ts-ignore: decorator
@inline
function findSignificant(
  mapped: bool, flag: usize, sig: usize, last: usize, count: i32, sigMap: usize, lastMap: usize,
): i32 {
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
  let found: usize = 0;
  let i: usize = 0;
  const end = <usize>(count - 1);
  if (flag != 0) {
    context = flag;
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
    if (<u32>v == 0) {
      v = refilled(v, from);
      from += 4;
    }
    if (bit == 0) {
      setEngine(v, r, from);
      return 0;
    }
  }
  while (i < end) {
    context = sig + (mapped ? <usize>load<u8>(sigMap + i) : i);
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
    if (bit != 0) {
      store<u8>(significant + found, i);
      found++;
      context = last + (mapped ? <usize>load<u8>(lastMap + i) : i);
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
      if (bit != 0) break;
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
