// From inverse-transformed rows to pixels: 8×8 blocks of i16 stored, added or subtracted.

/** Stores a block as pixels, limited to 0…255. */
export function putBlock(source: usize, sourceStride: usize, target: usize, targetStride: usize): void {
  for (let row = 0; row < 8; row++) {
    const values = v128.load(source);
    v128.store64_lane(target, i8x16.narrow_i16x8_u(values, values), 0);
    source += sourceStride;
    target += targetStride;
  }
}

/** Adds a block to pixels, limited to 0…255. */
export function addBlock(source: usize, sourceStride: usize, target: usize, targetStride: usize): void {
  for (let row = 0; row < 8; row++) {
    const sum = i16x8.add_sat_s(i16x8.extend_low_i8x16_u(v128.load64_zero(target)), v128.load(source));
    v128.store64_lane(target, i8x16.narrow_i16x8_u(sum, sum), 0);
    source += sourceStride;
    target += targetStride;
  }
}

/** Stores the difference a − b of two 8×8 blocks of pixels as i16. */
export function subtractBlock(a: usize, aStride: usize, b: usize, bStride: usize, target: usize, targetStride: usize): void {
  for (let row = 0; row < 8; row++) {
    v128.store(
      target,
      i16x8.sub(i16x8.extend_low_i8x16_u(v128.load64_zero(a)), i16x8.extend_low_i8x16_u(v128.load64_zero(b))),
    );
    a += aStride;
    b += bStride;
    target += targetStride;
  }
}

/** Copies a block of 8×8 pixels. */
export function copyBlock(source: usize, sourceStride: usize, target: usize, targetStride: usize): void {
  for (let row = 0; row < 8; row++) {
    store<u64>(target, load<u64>(source));
    source += sourceStride;
    target += targetStride;
  }
}

/**
 * Copies `height` rows of `width` bytes, and packs them. Returns the address behind them. Sixteen bytes at a time: a call of
 * memory.copy for each row costs more than the row.
 */
export function packRows(source: usize, stride: usize, width: usize, height: i32, target: usize): usize {
  for (let row = 0; row < height; row++) {
    if (width < 32) memory.copy(target, source, width);
    else copyRow(source, width, target);
    source += stride;
    target += width;
  }
  return target;
}

/** Copies 32 bytes or more; the last 32 overlap those before. */
// @ts-ignore: decorator
@inline
function copyRow(source: usize, width: usize, target: usize): void {
  let at: usize = 0;
  for (; at + 32 <= width; at += 32) {
    v128.store(target + at, v128.load(source + at));
    v128.store(target + at, v128.load(source + at, 16), 16);
  }
  at = width - 32;
  v128.store(target + at, v128.load(source + at));
  v128.store(target + at, v128.load(source + at, 16), 16);
}
