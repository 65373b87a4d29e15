import { tile } from "./tile";
import { gather, transformInput, transformOutput } from "./winograd-tiles";

/** Bytes of transformed input and products that a block of windows may take: half of a second-level cache of 512 KiB. */
const BLOCK_BYTES: i32 = 256 * 1024;

/** Windows of a block, a multiple of four. */
// @ts-ignore: decorator
@inline
export function windowsOfBlock(channels: i32, outChannels: i32): i32 {
  return max(16, min(64, BLOCK_BYTES / ((channels + outChannels) << 6))) & ~3;
}

/** Between the 16 matrices of a kind: whole multiples of 4 KiB would put all of them in the same lines of a first-level cache. */
export const APART: i32 = 64;

/** Bytes of scratch that `winogradConvolution` needs. */
export function winogradConvolutionScratch(channels: i32, outChannels: i32): i32 {
  const columns = (outChannels + 7) & ~7;
  const windows = windowsOfBlock(channels, columns);
  return ((16 * (channels * columns + windows * (channels + columns)) + 16 * channels) << 2) + 48 * APART;
}

/**
 * Y = X ∗ W by Winograd's algorithm: filter 3×3, stride 1, no dilation, NHWC, channels in multiples of 4. Windows of 2×2
 * outputs are transformed block by block, multiplied (16 products of matrices for a block), and transformed back.
 *
 * @param turned  W is the filter of the convolution whose input gradient this is, [3, 3, outChannels, channels]: its taps
 *   are taken from the last to the first
 * @param bias  address of a value for each output channel, 0 for none; outputs are then kept in [least, most]
 */
export function winogradConvolution(
  x: usize, w: usize, y: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, outChannels: i32, top: i32, left: i32, turned: bool,
  bias: usize, least: f32, most: f32, scratch: usize,
): void {
  const columns = (outChannels + 7) & ~7;
  const windows = windowsOfBlock(channels, columns);
  const filters = scratch;
  const pixel = <usize>channels << 2;
  const outPixel = <usize>outChannels << 2;
  const productRow = <usize>columns << 2;
  const filterStep = (<usize>(channels * columns) << 2) + APART;
  const inputStep = <usize>windows * pixel + APART;
  const productStep = <usize>windows * productRow + APART;
  const inputs = filters + 16 * filterStep;
  const products = inputs + 16 * inputStep;
  const edge = products + 16 * productStep;
  transformFilter(w, filters, filterStep, channels, outChannels, columns, turned);

  const panel = <usize>channels << 5;
  const across = (outWidth + 1) >> 1;
  const down = (outHeight + 1) >> 1;
  const total = batch * down * across;
  for (let start = 0; start < total; start += windows) {
    const count = min(windows, total - start);
    for (let t = 0; t < count; t++) {
      const n = (start + t) / (down * across);
      const wy = (((start + t) / across) % down << 1) - top;
      const wx = ((start + t) % across << 1) - left;
      const image = x + <usize>(n * height * width) * pixel;
      const to = inputs + <usize>t * pixel;
      if (wy >= 0 && wx >= 0 && wy + 4 <= height && wx + 4 <= width) {
        transformInput(image + <usize>(wy * width + wx) * pixel, <usize>width * pixel, channels, to, inputStep);
      } else {
        gather(image, edge, wy, wx, 4, height, width, pixel);
        transformInput(edge, 4 * pixel, channels, to, inputStep);
      }
    }
    for (let p: usize = 0; p < 16; p++) {
      for (let j = 0; j < columns; j += 8) {
        const b = filters + p * filterStep + <usize>(j >> 3) * panel;
        // The rows after the last window of a block that is not full are nobody's.
        for (let i = 0; i < count; i += 4) {
          const a = inputs + p * inputStep + <usize>i * pixel;
          const out = products + p * productStep + <usize>i * productRow + (<usize>j << 2);
          tile(a, a + pixel, a + 2 * pixel, a + 3 * pixel, 4, 0, b, 32, 0, channels, 1, out, productRow, false);
        }
      }
    }
    for (let t = 0; t < count; t++) {
      const n = (start + t) / (down * across);
      const oy = ((start + t) / across) % down << 1;
      const ox = (start + t) % across << 1;
      const to = y + <usize>((n * outHeight + oy) * outWidth + ox) * outPixel;
      transformOutput(
        products + <usize>t * productRow, productStep, to, <usize>outWidth * outPixel, outChannels,
        outHeight - oy, outWidth - ox, bias, least, most,
      );
    }
  }
}

/** G·g·Gᵀ of every filter, as 16 matrices in panels [outChannels/8][channels][8], filled up with zeros. */
function transformFilter(
  w: usize, to: usize, step: usize, channels: i32, outChannels: i32, columns: i32, turned: bool,
): void {
  // From one filter tap, input channel and output channel to the next, in bytes.
  const tap = <usize>(channels * outChannels) << 2;
  const input = turned ? <usize>4 : <usize>outChannels << 2;
  const output = turned ? <usize>channels << 2 : <usize>4;
  const half = f32x4.splat(0.5);
  for (let j = 0; j < columns; j += 4) {
    if (j >= outChannels) {
      for (let p: usize = 0; p < 16; p++) {
        for (let c = 0; c < channels; c++) v128.store(to + p * step + panelOffset(j, c, channels), f32x4.splat(0));
      }
      continue;
    }
    for (let c = 0; c < channels; c++) {
      const from = w + <usize>c * input + <usize>j * output;
      const target = to + panelOffset(j, c, channels);
      for (let s: usize = 0; s < 3; s++) {
        const at = from + (turned ? 2 - s : s) * tap;
        const g0 = four(at + (turned ? 6 * tap : 0), output);
        const g1 = four(at + 3 * tap, output);
        const g2 = four(at + (turned ? 0 : 6 * tap), output);
        // G·g, three columns of it, into the last three of four columns of the result.
        const column = target + (s + 1) * step;
        const outer = f32x4.add(g0, g2);
        v128.store(column, g0);
        v128.store(column + 4 * step, f32x4.mul(half, f32x4.add(outer, g1)));
        v128.store(column + 8 * step, f32x4.mul(half, f32x4.sub(outer, g1)));
        v128.store(column + 12 * step, g2);
      }
      for (let r: usize = 0; r < 16; r += 4) {
        const row = target + r * step;
        const g0 = v128.load(row + step);
        const g1 = v128.load(row + 2 * step);
        const g2 = v128.load(row + 3 * step);
        const outer = f32x4.add(g0, g2);
        v128.store(row, g0);
        v128.store(row + step, f32x4.mul(half, f32x4.add(outer, g1)));
        v128.store(row + 2 * step, f32x4.mul(half, f32x4.sub(outer, g1)));
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function panelOffset(column: i32, row: i32, rows: i32): usize {
  return (<usize>((column >> 3) * rows + row) << 5) + (<usize>(column & 7) << 2);
}

/** Four values, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function four(at: usize, step: usize): v128 {
  if (step == 4) return v128.load(at);
  let v = v128.load32_zero(at);
  v = v128.load32_lane(at + step, v, 1);
  v = v128.load32_lane(at + 2 * step, v, 2);
  return v128.load32_lane(at + 3 * step, v, 3);
}
