/** Rows up to this many bytes are copied value by value: a bulk copy would cost more to start. */
const SHORT: i32 = 32;

/**
 * Copies outer × inner rows of `bytes` bytes; row (i, j) goes from i·fromOuter + j·fromInner to i·toOuter + j·toInner, in
 * bytes. A step of zero repeats a row. What slices, concatenations and tiles are made of.
 */
export function copyRows(
  from: usize, to: usize, bytes: i32,
  outer: i32, fromOuter: i32, toOuter: i32, inner: i32, fromInner: i32, toInner: i32,
): void {
  const short = bytes <= SHORT && (bytes & 3) == 0;
  for (let i = 0; i < outer; i++) {
    let a = from + <usize>i * <usize>fromOuter;
    let b = to + <usize>i * <usize>toOuter;
    if (short) {
      for (let j = 0; j < inner; j++) {
        for (let k = 0; k < bytes; k += 4) store<i32>(b + k, load<i32>(a + k));
        a += fromInner;
        b += toInner;
      }
    } else {
      for (let j = 0; j < inner; j++) {
        memory.copy(b, a, bytes);
        a += fromInner;
        b += toInner;
      }
    }
  }
}

/** out[p, i] = x[p, indices[i]]: rows of `bytes` bytes, of which x has `extent` for each p. */
export function gatherRows(
  x: usize, indices: usize, out: usize, outer: i32, count: i32, extent: i32, bytes: i32,
): void {
  for (let p = 0; p < outer; p++) {
    for (let i = 0; i < count; i++) {
      memory.copy(out, x + <usize>load<i32>(indices + (<usize>i << 2)) * <usize>bytes, bytes);
      out += bytes;
    }
    x += <usize>extent * <usize>bytes;
  }
}
