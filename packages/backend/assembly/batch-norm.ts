import { addToDoubles, loadFirst, storeFirst } from "./partial-vector";

/** Rows that are summed in single precision before they join the double-precision totals. */
const BLOCK: i32 = 128;

/**
 * y = (x − mean)·scale/√(variance + ε) + offset over rows of channels   (Ioffe & Szegedy 2015, Algorithm 1).
 *
 * @param scale  0 for one; `offset` 0 for zero
 * @param scratch  8·(channels + 4) bytes
 */
export function batchNorm(
  x: usize, mean: usize, variance: usize, scale: usize, offset: usize, y: usize,
  rows: i32, channels: i32, epsilon: f32, scratch: usize,
): void {
  const shifts = scratch + (<usize>(channels + 4) << 2);
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2;
    const factor = (scale ? load<f32>(scale + at) : <f32>1) / sqrt<f32>(load<f32>(variance + at) + epsilon);
    store<f32>(scratch + at, factor);
    store<f32>(shifts + at, (offset ? load<f32>(offset + at) : <f32>0) - load<f32>(mean + at) * factor);
  }
  for (let r = 0; r < rows; r++) {
    const row = <usize>(r * channels) << 2;
    for (let c = 0; c < channels; c += 4) {
      const at = <usize>c << 2;
      const left = channels - c;
      const scaled = f32x4.mul(loadFirst(x + row + at, left), v128.load(scratch + at));
      storeFirst(y + row + at, f32x4.add(scaled, v128.load(shifts + at)), left);
    }
  }
}

/**
 * Gradients of `batchNorm`, mean and variance taken as inputs of their own: with r = 1/√(variance + ε),
 * dx = dy·r·scale, doffset = Σ dy, dscale = r·Σ dy·(x − mean), dmean = −r·scale·doffset,
 * dvariance = −r²·scale·dscale/2. Sums: single precision within blocks of rows, double between them.
 *
 * @param scratch  32·(channels + 4) bytes, aligned to 8
 */
export function batchNormGradient(
  x: usize, dy: usize, mean: usize, variance: usize, scale: usize,
  dx: usize, dmean: usize, dvariance: usize, dscale: usize, doffset: usize,
  rows: i32, channels: i32, epsilon: f32, scratch: usize,
): void {
  const padded = (channels + 3) & ~3;
  const offsets = scratch;
  const scales = offsets + (<usize>padded << 3);
  const factors = scales + (<usize>padded << 3);
  const means = factors + (<usize>padded << 2);
  memory.fill(scratch, 0, <usize>padded * 24);
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2;
    const root = sqrt<f32>(load<f32>(variance + at) + epsilon);
    store<f32>(factors + at, (scale ? load<f32>(scale + at) : <f32>1) / root);
    store<f32>(means + at, load<f32>(mean + at));
  }
  const step = <usize>channels << 2;
  for (let r0 = 0; r0 < rows; r0 += BLOCK) {
    const end = min(BLOCK, rows - r0);
    for (let c = 0; c < channels; c += 4) {
      const left = channels - c;
      const centre = v128.load(means + (<usize>c << 2));
      const factor = v128.load(factors + (<usize>c << 2));
      let sum = f32x4.splat(0);
      let product = f32x4.splat(0);
      let at = (<usize>(r0 * channels + c)) << 2;
      for (let r = 0; r < end; r++) {
        const cotangent = loadFirst(dy + at, left);
        sum = f32x4.add(sum, cotangent);
        product = f32x4.add(product, f32x4.mul(cotangent, f32x4.sub(loadFirst(x + at, left), centre)));
        storeFirst(dx + at, f32x4.mul(cotangent, factor), left);
        at += step;
      }
      addToDoubles(offsets + (<usize>c << 3), sum);
      addToDoubles(scales + (<usize>c << 3), product);
    }
  }
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2;
    const rooted: f64 = 1 / Math.sqrt(<f64>(load<f32>(variance + at) + epsilon));
    const factor: f64 = scale ? <f64>load<f32>(scale + at) * rooted : rooted;
    const sum = load<f64>(offsets + (<usize>c << 3));
    const product = load<f64>(scales + (<usize>c << 3));
    store<f32>(doffset + at, <f32>sum);
    store<f32>(dscale + at, <f32>(product * rooted));
    store<f32>(dmean + at, <f32>(-factor * sum));
    store<f32>(dvariance + at, <f32>(-0.5 * factor * rooted * rooted * product));
  }
}
