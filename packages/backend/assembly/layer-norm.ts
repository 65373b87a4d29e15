import { addToDoubles, loadFirst, storeFirst, sumOf } from "./partial-vector";

/** Rows whose gradients of scale and shift are summed in single precision before they join the double-precision totals. */
const BLOCK: i32 = 64;

/**
 * y = (x − E[x])·r·scale + shift over each row, r = 1/√(Var[x] + ε)   (Ba et al. 2016).
 *
 * @param statistics  receives E[x] and r of each row, side by side
 */
export function layerNorm(
  x: usize, scale: usize, shift: usize, y: usize, statistics: usize, rows: i32, d: i32, epsilon: f32,
): void {
  for (let row = 0; row < rows; row++) {
    let sum = f32x4.splat(0);
    for (let i = 0; i < d; i += 4) sum = f32x4.add(sum, loadFirst(x + (<usize>i << 2), d - i));
    const mean = sumOf(sum) / <f32>d;
    const centre = f32x4.splat(mean);
    let squares = f32x4.splat(0);
    const whole = d & ~3;
    for (let i = 0; i < whole; i += 4) {
      const centred = f32x4.sub(v128.load(x + (<usize>i << 2)), centre);
      squares = f32x4.add(squares, f32x4.mul(centred, centred));
    }
    let square = sumOf(squares);
    for (let i = whole; i < d; i++) {
      const centred = load<f32>(x + (<usize>i << 2)) - mean;
      square += centred * centred;
    }
    const root = <f32>1 / sqrt<f32>(square / <f32>d + epsilon);
    store<f32>(statistics, mean);
    store<f32>(statistics, root, 4);
    const factor = f32x4.splat(root);
    for (let i = 0; i < d; i += 4) {
      const at = <usize>i << 2;
      const left = d - i;
      const normalised = f32x4.mul(f32x4.sub(loadFirst(x + at, left), centre), factor);
      storeFirst(y + at, f32x4.add(f32x4.mul(normalised, loadFirst(scale + at, left)), loadFirst(shift + at, left)), left);
    }
    x += <usize>d << 2;
    y += <usize>d << 2;
    statistics += 8;
  }
}

/**
 * Gradients of `layerNorm`: with n = (x − E[x])·r and g = dy·scale, dx = r·(g − E[g] − n·E[g·n]), dscale = Σ dy·n,
 * dshift = Σ dy.
 *
 * @param scratch  24·(d + 4) bytes, aligned to 8
 */
export function layerNormGradient(
  x: usize, scale: usize, statistics: usize, dy: usize, dx: usize, dscale: usize, dshift: usize,
  rows: i32, d: i32, scratch: usize,
): void {
  const padded = (d + 3) & ~3;
  const scales = scratch;
  const shifts = scales + (<usize>padded << 3);
  const partial = shifts + (<usize>padded << 3);
  const partialShift = partial + (<usize>padded << 2);
  memory.fill(scratch, 0, <usize>padded * 24);
  for (let row = 0; row < rows; row++) {
    const centre = f32x4.splat(load<f32>(statistics));
    const root = load<f32>(statistics, 4);
    const factor = f32x4.splat(root);
    let sum = f32x4.splat(0);
    let product = f32x4.splat(0);
    for (let i = 0; i < d; i += 4) {
      const at = <usize>i << 2;
      const left = d - i;
      const cotangent = loadFirst(dy + at, left);
      const normalised = f32x4.mul(f32x4.sub(loadFirst(x + at, left), centre), factor);
      const g = f32x4.mul(cotangent, loadFirst(scale + at, left));
      const weighted = f32x4.mul(cotangent, normalised);
      sum = f32x4.add(sum, g);
      product = f32x4.add(product, f32x4.mul(g, normalised));
      v128.store(partial + at, f32x4.add(v128.load(partial + at), weighted));
      v128.store(partialShift + at, f32x4.add(v128.load(partialShift + at), cotangent));
    }
    const meanOfG = f32x4.splat(sumOf(sum) / <f32>d);
    const meanOfProduct = f32x4.splat(sumOf(product) / <f32>d);
    for (let i = 0; i < d; i += 4) {
      const at = <usize>i << 2;
      const left = d - i;
      const normalised = f32x4.mul(f32x4.sub(loadFirst(x + at, left), centre), factor);
      const g = f32x4.mul(loadFirst(dy + at, left), loadFirst(scale + at, left));
      const centred = f32x4.sub(f32x4.sub(g, meanOfG), f32x4.mul(normalised, meanOfProduct));
      storeFirst(dx + at, f32x4.mul(centred, factor), left);
    }
    if (row % BLOCK == BLOCK - 1 || row == rows - 1) {
      for (let i = 0; i < padded; i += 4) {
        const at = <usize>i << 2;
        addToDoubles(scales + (at << 1), v128.load(partial + at));
        addToDoubles(shifts + (at << 1), v128.load(partialShift + at));
      }
      memory.fill(partial, 0, <usize>padded << 3);
    }
    x += <usize>d << 2;
    dy += <usize>d << 2;
    dx += <usize>d << 2;
    statistics += 8;
  }
  for (let i = 0; i < d; i++) {
    store<f32>(dscale + (<usize>i << 2), <f32>load<f64>(scales + (<usize>i << 3)));
    store<f32>(dshift + (<usize>i << 2), <f32>load<f64>(shifts + (<usize>i << 3)));
  }
}
