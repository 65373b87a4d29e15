// Weighted sums of columns: from f32 [rows, stride] to f32 [rows, size]. Column x of the output is the sum of the `count`
// columns (a multiple of 4) from first[x] on, weighted by weights[x][0 … count). `size` counts as rounded up to `padded`, a
// multiple of the columns done at once, for which `first` and `weights` have entries; what is written too much at the end of a
// row is overwritten by the next.

export function sumColumns(
  from: usize, to: usize, rows: i32, stride: i32, size: i32, padded: i32, count: i32, first: usize, weights: usize,
): void {
  const step = <usize>count << 2;
  for (let y = 0; y < rows; y++) {
    const source = from + (<usize>(y * stride) << 2);
    const target = to + (<usize>(y * size) << 2);
    let w = weights;
    for (let x = 0; x < padded; x += 4) {
      const f = first + (<usize>x << 2);
      const a = products(source, load<i32>(f), w, count);
      const b = products(source, load<i32>(f, 4), w + step, count);
      const c = products(source, load<i32>(f, 8), w + 2 * step, count);
      const d = products(source, load<i32>(f, 12), w + 3 * step, count);
      w += 4 * step;
      const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
      const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
      const sums = f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
      v128.store(target + (<usize>x << 2), sums);
    }
  }
}

/** Four partial sums of one output. */
// @ts-ignore: decorator
@inline
function products(source: usize, first: i32, weights: usize, count: i32): v128 {
  let at = source + (<usize>first << 2);
  let sum = f32x4.mul(v128.load(at), v128.load(weights));
  for (let tap = 4; tap < count; tap += 4) {
    at += 16;
    weights += 16;
    sum = f32x4.add(sum, f32x4.mul(v128.load(at), v128.load(weights)));
  }
  return sum;
}

/** As sumColumns, for pairs: from f32 [rows, stride, 2] to f32 [rows, size, 2]. */
export function sumPairColumns(
  from: usize, to: usize, rows: i32, stride: i32, size: i32, padded: i32, count: i32, first: usize, weights: usize,
): void {
  const step = <usize>count << 2;
  for (let y = 0; y < rows; y++) {
    const source = from + (<usize>(y * stride) << 3);
    const target = to + (<usize>(y * size) << 3);
    let w = weights;
    for (let x = 0; x < padded; x += 2) {
      const f = first + (<usize>x << 2);
      const a = pairProducts(source, load<i32>(f), w, count);
      const b = pairProducts(source, load<i32>(f, 4), w + step, count);
      w += 2 * step;
      const sums = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
      v128.store(target + (<usize>x << 3), sums);
    }
  }
}

/** Two partial sums of each half of one output pair. */
// @ts-ignore: decorator
@inline
function pairProducts(source: usize, first: i32, weights: usize, count: i32): v128 {
  let at = source + (<usize>first << 3);
  let sum = f32x4.splat(0);
  for (let tap = 0; tap < count; tap += 4) {
    const w = v128.load(weights);
    sum = f32x4.add(sum, f32x4.mul(v128.load(at), v128.shuffle<f32>(w, w, 0, 0, 1, 1)));
    sum = f32x4.add(sum, f32x4.mul(v128.load(at, 16), v128.shuffle<f32>(w, w, 2, 2, 3, 3)));
    at += 32;
    weights += 16;
  }
  return sum;
}
