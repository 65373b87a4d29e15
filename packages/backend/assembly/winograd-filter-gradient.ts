import { tile } from "./tile";
import { APART, windowsOfBlock } from "./winograd-convolution";
import { gather, transformCotangent, transformInput } from "./winograd-tiles";

/** Bytes of scratch that `winogradFilterGradient` needs. */
export function winogradFilterGradientScratch(channels: i32, outChannels: i32): i32 {
  const columns = (outChannels + 7) & ~7;
  const windows = windowsOfBlock(channels, columns);
  return ((16 * (channels * columns + windows * (channels + columns)) + 16 * (channels + columns)) << 2) + 48 * APART;
}

/**
 * dW of a convolution by Winograd's algorithm: filter 3×3, stride 1, no dilation, NHWC, channels in multiples of 4.
 *
 * dg = Gᵀ[Σ_windows (Bᵀ·d·B) ⊙ (A·dY·Aᵀ)]G: the sums are 16 products of matrices for a block of windows, added up in
 * single precision from block to block.
 */
export function winogradFilterGradient(
  x: usize, dy: usize, dw: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, outChannels: i32, top: i32, left: i32, scratch: usize,
): void {
  const columns = (outChannels + 7) & ~7;
  const windows = windowsOfBlock(channels, columns);
  const pixel = <usize>channels << 2;
  const outPixel = <usize>outChannels << 2;
  const row = <usize>columns << 2;
  const sumStep = <usize>channels * row + APART;
  const inputStep = <usize>windows * pixel + APART;
  const cotangentStep = <usize>windows * row + APART;
  const sums = scratch;
  const inputs = sums + 16 * sumStep;
  const cotangents = inputs + 16 * inputStep;
  const edge = cotangents + 16 * cotangentStep;
  memory.fill(sums, 0, 16 * sumStep);
  // Columns beyond the output's channels stay zero.
  memory.fill(cotangents, 0, 16 * cotangentStep);

  const across = (outWidth + 1) >> 1;
  const down = (outHeight + 1) >> 1;
  const total = batch * down * across;
  for (let start = 0; start < total; start += windows) {
    const count = min(windows, total - start);
    for (let t = 0; t < count; t++) {
      const n = (start + t) / (down * across);
      const oy = ((start + t) / across) % down << 1;
      const ox = (start + t) % across << 1;
      const wy = oy - top;
      const wx = ox - left;
      const image = x + <usize>(n * height * width) * pixel;
      const to = inputs + <usize>t * pixel;
      if (wy >= 0 && wx >= 0 && wy + 4 <= height && wx + 4 <= width) {
        transformInput(image + <usize>(wy * width + wx) * pixel, <usize>width * pixel, channels, to, inputStep);
      } else {
        gather(image, edge, wy, wx, 4, height, width, pixel);
        transformInput(edge, 4 * pixel, channels, to, inputStep);
      }
      const picture = dy + <usize>(n * outHeight * outWidth) * outPixel;
      const target = cotangents + <usize>t * row;
      if (oy + 2 <= outHeight && ox + 2 <= outWidth) {
        const from = picture + <usize>(oy * outWidth + ox) * outPixel;
        transformCotangent(from, <usize>outWidth * outPixel, outChannels, target, cotangentStep);
      } else {
        gather(picture, edge, oy, ox, 2, outHeight, outWidth, outPixel);
        transformCotangent(edge, 2 * outPixel, outChannels, target, cotangentStep);
      }
    }
    for (let p: usize = 0; p < 16; p++) {
      for (let i = 0; i < channels; i += 4) {
        const a = inputs + p * inputStep + (<usize>i << 2);
        const out = sums + p * sumStep + <usize>i * row;
        for (let j: usize = 0; j < row; j += 32) {
          tile(
            a, a + 4, a + 8, a + 12, pixel, 0, cotangents + p * cotangentStep + j, row, 0, count, 1, out + j, row, true,
          );
        }
      }
    }
  }
  transformSums(sums, sumStep, row, dw, channels, outChannels);
}

/** Gᵀ·S·G for every pair of channels. */
function transformSums(sums: usize, step: usize, row: usize, dw: usize, channels: i32, outChannels: i32): void {
  const tap = <usize>(channels * outChannels) << 2;
  const half = f32x4.splat(0.5);
  for (let c = 0; c < channels; c++) {
    for (let o = 0; o < outChannels; o += 4) {
      const from = sums + <usize>c * row + (<usize>o << 2);
      const to = dw + (<usize>(c * outChannels + o) << 2);
      // Gᵀ·S column by column, in place: rows 0 to 2 of four.
      for (let s: usize = 0; s < 4; s++) {
        const at = from + s * step;
        const s1 = v128.load(at + 4 * step);
        const s2 = v128.load(at + 8 * step);
        const sum = f32x4.mul(half, f32x4.add(s1, s2));
        v128.store(at, f32x4.add(v128.load(at), sum));
        v128.store(at + 4 * step, f32x4.mul(half, f32x4.sub(s1, s2)));
        v128.store(at + 8 * step, f32x4.add(v128.load(at + 12 * step), sum));
      }
      for (let r: usize = 0; r < 3; r++) {
        const at = from + 4 * r * step;
        const s1 = v128.load(at + step);
        const s2 = v128.load(at + 2 * step);
        const sum = f32x4.mul(half, f32x4.add(s1, s2));
        const target = to + 3 * r * tap;
        v128.store(target, f32x4.add(v128.load(at), sum));
        v128.store(target + tap, f32x4.mul(half, f32x4.sub(s1, s2)));
        v128.store(target + 2 * tap, f32x4.add(v128.load(at + 3 * step), sum));
      }
    }
  }
}
