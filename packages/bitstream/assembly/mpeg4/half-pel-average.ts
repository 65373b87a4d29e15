// The second prediction of a bidirectional macroblock (ISO/IEC 14496-2, 7.6.9.5): half-pel samples averaged, rounding up, into
// what stands at the target. B-VOPs have no rounding control.

/** As predict16 of motion-compensation.ts, averaged into the target. */
export function average16(source: usize, sourceStride: usize, target: usize, targetStride: usize, fraction: i32, rows: i32): void {
  if (fraction == 3) {
    average8(source, sourceStride, target, targetStride, fraction, rows);
    average8(source + 8, sourceStride, target + 8, targetStride, fraction, rows);
    return;
  }
  const other = neighbour(sourceStride, fraction);
  for (let y = 0; y < rows; y++) {
    const value = i8x16.avgr_u(v128.load(source), v128.load(source + other));
    v128.store(target, i8x16.avgr_u(v128.load(target), value));
    source += sourceStride;
    target += targetStride;
  }
}

/** As predict8, averaged into the target. */
export function average8(source: usize, sourceStride: usize, target: usize, targetStride: usize, fraction: i32, rows: i32): void {
  if (fraction != 3) {
    const other = neighbour(sourceStride, fraction);
    for (let y = 0; y < rows; y++) {
      const value = i8x16.avgr_u(v128.load64_zero(source), v128.load64_zero(source + other));
      v128.store64_lane(target, i8x16.avgr_u(v128.load64_zero(target), value), 0);
      source += sourceStride;
      target += targetStride;
    }
    return;
  }
  const two = i16x8.splat(2);
  let sum = rowSums(source);
  for (let y = 0; y < rows; y++) {
    source += sourceStride;
    const next = rowSums(source);
    const mean = i16x8.shr_u(i16x8.add(i16x8.add(sum, next), two), 2);
    v128.store64_lane(target, i8x16.avgr_u(v128.load64_zero(target), i8x16.narrow_i16x8_u(mean, mean)), 0);
    sum = next;
    target += targetStride;
  }
}

/** Bytes to the sample that a half sample lies between; 0 for whole ones, whose mean with themselves they are. */
// @ts-ignore: decorator
@inline
function neighbour(stride: usize, fraction: i32): usize {
  return fraction == 1 ? 1 : fraction == 2 ? stride : 0;
}

/** Sums of eight samples and their right neighbours. */
// @ts-ignore: decorator
@inline
function rowSums(row: usize): v128 {
  return i16x8.add(i16x8.extend_low_i8x16_u(v128.load64_zero(row)), i16x8.extend_low_i8x16_u(v128.load64_zero(row, 1)));
}
