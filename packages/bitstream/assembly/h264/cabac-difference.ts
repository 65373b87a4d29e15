// Vector differences (7.3.5.1, 9.3.3.1.1.7).

import {
  AFTER_LPS, AFTER_MPS, at, contexts, lpsRange, OFFSET, range, refilled, setEngine, transitions, value,
} from "./cabac-engine";
import { DIFFERENCE_LIST, differenceCache } from "./caches";
import { fault, MVD } from "./fault";

/** Longest prefix of the Exp-Golomb suffix of mvd: components have 14 bits and a sign. */
const MAX_PREFIX: i32 = 16;

/** The difference read last. */
export let differenceX: i32 = 0;
export let differenceY: i32 = 0;

/**
 * One component of a difference (9.3.2.3: UEG3, uCoff 9), from contexts at `base`; `sum` is that of the neighbours' absolute ones.
 * i32.MIN_VALUE: a fault was noted. The engine's state is in locals, as in cabac-levels.ts.
 */
function readComponent(base: usize, sum: i32): i32 {
  let v = value;
  let r = range;
  let from = at;
  let context = contexts + base + <usize>(sum > 2) + <usize>(sum > 32);
  let size = 0;
  for (;;) {
    const state = <usize>load<u8>(context);
    const transition = load<u64>(transitions + (state << 3));
    const lps = lpsRange(transition, r);
    r -= lps;
    const scaled = <u64>r << OFFSET;
    let bit = <i32>state & 1;
    if (v < scaled) {
      store<u8>(context, transition >> AFTER_MPS);
      const shift = (r >> 8) ^ 1;
      r <<= shift;
      v <<= <u64>shift;
    } else {
      store<u8>(context, transition >> AFTER_LPS);
      const shift = clz(lps) - 23;
      r = lps << shift;
      v = (v - scaled) << <u64>shift;
      bit ^= 1;
    }
    if (<u32>v == 0) {
      v = refilled(v, from);
      from += 4;
    }
    if (bit == 0) break;
    if (++size == 9) break;
    context = contexts + base + <usize>min(size + 2, 6);
  }
  const scaled = <u64>r << OFFSET;
  if (size == 9) {
    let k = 3;
    for (;;) {
      v <<= 1;
      if (<u32>v == 0) {
        v = refilled(v, from);
        from += 4;
      }
      if (v < scaled) break;
      v -= scaled;
      size += 1 << k;
      if (++k > MAX_PREFIX) {
        fault(MVD, size);
        return i32.MIN_VALUE;
      }
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
        size += 1 << k;
      }
    }
  }
  if (size != 0) {
    v = (v << 1) - scaled;
    const positive = <i64>v >> 63;
    v += scaled & positive;
    const sign = <i32>~positive;
    size = (size ^ sign) - sign;
    if (<u32>v == 0) {
      v = refilled(v, from);
      from += 4;
    }
  }
  setEngine(v, r, from);
  return size;
}

/** mvd_l0, mvd_l1 of the partition whose first block has a cache entry, into differenceX, differenceY. False: a fault was noted. */
export function readDifference(list: usize, entry: usize): bool {
  const at = differenceCache + list * DIFFERENCE_LIST + (entry << 1);
  const sumX = <i32>load<u8>(at - 2) + <i32>load<u8>(at - 16);
  const sumY = <i32>load<u8>(at - 1) + <i32>load<u8>(at - 15);
  differenceX = readComponent(40, sumX);
  if (differenceX == i32.MIN_VALUE) return false;
  differenceY = readComponent(47, sumY);
  return differenceY != i32.MIN_VALUE;
}
