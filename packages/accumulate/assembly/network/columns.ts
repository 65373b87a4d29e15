// Weighted sums of the columns of one row: from f32 [columns] to f32 [size]. Column x of the output is the sum of the `taps`
// columns from first[x] on, weighted by weights[x][0 … taps). There are 2 taps or a multiple of 4. Whole vectors are written.

export function sumColumns(from: usize, to: usize, size: i32, taps: i32, first: usize, weights: usize): void {
  if (taps == 2) sumTwo(from, to, size, first, weights);
  else sumMany(from, to, size, taps, first, weights);
}

function sumTwo(from: usize, to: usize, size: i32, first: usize, weights: usize): void {
  for (let x = 0; x < size; x += 4) {
    const f = first + (<usize>x << 2);
    const w = weights + (<usize>x << 3);
    const ab = f32x4.mul(two(from, load<i32>(f), load<i32>(f, 4)), v128.load(w));
    const cd = f32x4.mul(two(from, load<i32>(f, 8), load<i32>(f, 12)), v128.load(w, 16));
    const sums = f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
    v128.store(to + (<usize>x << 2), sums);
  }
}

/** Columns a, a + 1, b, b + 1. */
// @ts-ignore: decorator
@inline
function two(from: usize, a: i32, b: i32): v128 {
  return v128.load_lane<u64>(from + (<usize>b << 2), v128.load64_zero(from + (<usize>a << 2)), 1);
}

function sumMany(from: usize, to: usize, size: i32, taps: i32, first: usize, weights: usize): void {
  const step = <usize>taps << 2;
  let w = weights;
  for (let x = 0; x < size; x += 4) {
    const f = first + (<usize>x << 2);
    const a = products(from, load<i32>(f), w, taps);
    const b = products(from, load<i32>(f, 4), w + step, taps);
    const c = products(from, load<i32>(f, 8), w + 2 * step, taps);
    const d = products(from, load<i32>(f, 12), w + 3 * step, taps);
    w += 4 * step;
    const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
    const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
    const sums = f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
    v128.store(to + (<usize>x << 2), sums);
  }
}

/** Four partial sums of one output. */
// @ts-ignore: decorator
@inline
function products(from: usize, first: i32, weights: usize, taps: i32): v128 {
  let at = from + (<usize>first << 2);
  let sum = f32x4.mul(v128.load(at), v128.load(weights));
  for (let tap = 4; tap < taps; tap += 4) {
    at += 16;
    weights += 16;
    sum = f32x4.add(sum, f32x4.mul(v128.load(at), v128.load(weights)));
  }
  return sum;
}

/** As sumColumns, for pairs: from f32 [columns, 2] to f32 [size, 2], each times `scales`, within ±1. */
export function sumPairs(from: usize, to: usize, size: i32, taps: i32, first: usize, weights: usize, scales: v128): void {
  let w = weights;
  for (let x = 0; x < size; x += 2) {
    const f = first + (<usize>x << 2);
    let a: v128;
    let b: v128;
    if (taps == 2) {
      const both = v128.load(w);
      a = f32x4.mul(v128.load(from + (<usize>load<i32>(f) << 3)), v128.shuffle<f32>(both, both, 0, 0, 1, 1));
      b = f32x4.mul(v128.load(from + (<usize>load<i32>(f, 4) << 3)), v128.shuffle<f32>(both, both, 2, 2, 3, 3));
    } else {
      a = pairProducts(from, load<i32>(f), w, taps);
      b = pairProducts(from, load<i32>(f, 4), w + (<usize>taps << 2), taps);
    }
    w += <usize>taps << 3;
    const sums = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
    v128.store(to + (<usize>x << 3), withinOne(f32x4.mul(sums, scales)));
  }
}

/** Two partial sums of each half of one output pair. */
// @ts-ignore: decorator
@inline
function pairProducts(from: usize, first: i32, weights: usize, taps: i32): v128 {
  let at = from + (<usize>first << 3);
  let sum = f32x4.splat(0);
  for (let tap = 0; tap < taps; tap += 4) {
    const w = v128.load(weights);
    sum = f32x4.add(sum, f32x4.mul(v128.load(at), v128.shuffle<f32>(w, w, 0, 0, 1, 1)));
    sum = f32x4.add(sum, f32x4.mul(v128.load(at, 16), v128.shuffle<f32>(w, w, 2, 2, 3, 3)));
    at += 32;
    weights += 16;
  }
  return sum;
}

/** Pairs that stay where they are, each times `scales`, within ±1. */
export function scalePairs(from: usize, to: usize, size: i32, scales: v128): void {
  for (let k: usize = 0, end = <usize>size << 3; k < end; k += 16) {
    v128.store(to + k, withinOne(f32x4.mul(v128.load(from + k), scales)));
  }
}

// @ts-ignore: decorator
@inline
function withinOne(values: v128): v128 {
  return f32x4.max(f32x4.min(values, f32x4.splat(1)), f32x4.splat(-1));
}
