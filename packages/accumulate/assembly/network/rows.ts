// Weighted sums of rows: from [·, stride] to f32 [size, stride], columns begin ≤ x < end (rounded up to whole vectors). Row y of
// the output is the sum of the rows from first[y] on, weighted by weights[y][0 … count).

export function sumRowsF32(
  from: usize, to: usize, stride: i32, begin: i32, end: i32, size: i32, count: i32, first: usize, weights: usize,
): void {
  for (let y = 0; y < size; y++) {
    const w = weights + (<usize>(y * count) << 2);
    const used = usedTaps(w, count);
    const source = from + (<usize>(load<i32>(first + (<usize>y << 2)) * stride) << 2);
    const target = to + (<usize>(y * stride) << 2);
    for (let x = begin; x < end; x += 4) {
      let sum = f32x4.splat(0);
      let at = source + (<usize>x << 2);
      for (let tap: usize = 0; tap < used; tap++) {
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(w + (tap << 2)), v128.load(at)));
        at += <usize>stride << 2;
      }
      v128.store(target + (<usize>x << 2), sum);
    }
  }
}

export function sumRowsI16(
  from: usize, to: usize, stride: i32, begin: i32, end: i32, size: i32, count: i32, first: usize, weights: usize,
): void {
  for (let y = 0; y < size; y++) {
    const w = weights + (<usize>(y * count) << 2);
    const used = usedTaps(w, count);
    const source = from + (<usize>(load<i32>(first + (<usize>y << 2)) * stride) << 1);
    const target = to + (<usize>(y * stride) << 2);
    for (let x = begin; x < end; x += 4) {
      let sum = f32x4.splat(0);
      let at = source + (<usize>x << 1);
      for (let tap: usize = 0; tap < used; tap++) {
        const values = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(v128.load64_zero(at)));
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(w + (tap << 2)), values));
        at += <usize>stride << 1;
      }
      v128.store(target + (<usize>x << 2), sum);
    }
  }
}

export function sumRowsU8(
  from: usize, to: usize, stride: i32, begin: i32, end: i32, size: i32, count: i32, first: usize, weights: usize,
): void {
  for (let y = 0; y < size; y++) {
    const w = weights + (<usize>(y * count) << 2);
    const used = usedTaps(w, count);
    const source = from + <usize>(load<i32>(first + (<usize>y << 2)) * stride);
    const target = to + (<usize>(y * stride) << 2);
    for (let x = begin; x < end; x += 4) {
      let sum = f32x4.splat(0);
      let at = source + <usize>x;
      for (let tap: usize = 0; tap < used; tap++) {
        const values = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at))));
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(w + (tap << 2)), values));
        at += <usize>stride;
      }
      v128.store(target + (<usize>x << 2), sum);
    }
  }
}

/** How many weights there are before trailing zeros: rows below the plane have none. */
// @ts-ignore: decorator
@inline
function usedTaps(weights: usize, count: i32): usize {
  let used: usize = count;
  while (used > 0 && load<f32>(weights + ((used - 1) << 2)) == 0) used--;
  return used;
}
