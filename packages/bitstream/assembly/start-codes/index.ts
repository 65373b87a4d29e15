// Searching for start codes, sixteen bytes at a time.

/** Makes room for `length` bytes to search, and the few behind them that are looked at; returns where to write them. */
export function reserve(length: i32): usize {
  const from = bytes();
  const pages = <i32>((from + <usize>length + 18 + 0xffff) >> 16) - memory.size();
  if (pages > 0) memory.grow(pages);
  return from;
}

// @ts-ignore: decorator
@inline
function bytes(): usize {
  return (__heap_base + 15) & ~15;
}

/** Offset of the first 00 00 01 in `length` bytes, or −1. The bytes behind them, up to 18, are looked at but do not count. */
export function find(length: i32): i32 {
  const from = bytes();
  const one = i8x16.splat(1);
  const last = length - 3;
  for (let at = 0; at <= last; at += 16) {
    const here = from + <usize>at;
    const other = v128.or(v128.or(v128.load(here), v128.load(here, 1)), v128.xor(v128.load(here, 2), one));
    const found = i8x16.bitmask(i8x16.eq(other, i8x16.splat(0)));
    if (found == 0) continue;
    const first = at + ctz(found);
    return first <= last ? first : -1;
  }
  return -1;
}
