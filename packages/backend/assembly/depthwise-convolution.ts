import { padImage } from "./pad-image";

/** Bytes of channels of a pixel that are done at once: the rows of pixels that a filter spans stay in the first-level cache. */
const BLOCK: usize = 512;

/** Bytes of scratch that `depthwiseConvolution` needs. */
export function depthwiseConvolutionScratch(paddedHeight: i32, paddedWidth: i32, channels: i32): i32 {
  return (paddedHeight * paddedWidth * channels) << 2;
}

/**
 * Y[n, y, x, c] = Σ_{r, s} X[n, y·stride + r·dilation − top, x·stride + s·dilation − left, c] · W[r, s, c], NHWC, one
 * output for each channel, channels in multiples of 4. Four outputs of a row are summed in registers, so that a weight is
 * loaded once for all of them, and each is written once.
 *
 * @param turned  takes the taps from the last to the first: with dY as X that is the input gradient at stride 1
 */
export function depthwiseConvolution(
  x: usize, w: usize, y: usize,
  batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
  top: i32, left: i32, paddedHeight: i32, paddedWidth: i32, turned: bool, scratch: usize,
): void {
  const padded = top != 0 || left != 0 || paddedHeight != height || paddedWidth != width;
  const pixel = <usize>channels << 2;
  const line = <usize>paddedWidth * pixel;
  const next = <usize>strideX * pixel;
  const tapStep = <usize>dilationX * pixel;
  const rowStep = <usize>dilationY * line;
  const last = w + <usize>(filterHeight * filterWidth - 1) * pixel;
  for (let n = 0; n < batch; n++) {
    let image = x + <usize>(n * height * width) * pixel;
    if (padded) {
      padImage(image, scratch, height, width, channels, paddedHeight, paddedWidth, top, left);
      image = scratch;
    }
    for (let start: usize = 0; start < pixel; start += BLOCK) {
      const end = min(pixel, start + BLOCK);
      for (let oy = 0; oy < outHeight; oy++) {
        for (let ox = 0; ox < outWidth; ox += 4) {
          const many = min(4, outWidth - ox);
          const from = image + <usize>(oy * strideY) * line + <usize>ox * next;
          // Outputs beyond the row's end are the first one again.
          const a1 = many > 1 ? next : 0;
          const a2 = many > 2 ? 2 * next : 0;
          const a3 = many > 3 ? 3 * next : 0;
          const to = y + <usize>((n * outHeight + oy) * outWidth + ox) * pixel;
          const o1 = many > 1 ? pixel : 0;
          const o2 = many > 2 ? 2 * pixel : 0;
          const o3 = many > 3 ? 3 * pixel : 0;
          let c = start;
          for (; c + 32 <= end; c += 32) {
            let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
            let weights = (turned ? last : w) + c;
            let row = from + c;
            for (let r = 0; r < filterHeight; r++) {
              let p = row;
              for (let s = 0; s < filterWidth; s++) {
                const w0 = v128.load(weights);
                const w1 = v128.load(weights, 16);
                s00 = f32x4.add(s00, f32x4.mul(v128.load(p), w0));
                s01 = f32x4.add(s01, f32x4.mul(v128.load(p, 16), w1));
                s10 = f32x4.add(s10, f32x4.mul(v128.load(p + a1), w0));
                s11 = f32x4.add(s11, f32x4.mul(v128.load(p + a1, 16), w1));
                s20 = f32x4.add(s20, f32x4.mul(v128.load(p + a2), w0));
                s21 = f32x4.add(s21, f32x4.mul(v128.load(p + a2, 16), w1));
                s30 = f32x4.add(s30, f32x4.mul(v128.load(p + a3), w0));
                s31 = f32x4.add(s31, f32x4.mul(v128.load(p + a3, 16), w1));
                p += tapStep;
                weights = turned ? weights - pixel : weights + pixel;
              }
              row += rowStep;
            }
            const out = to + c;
            v128.store(out, s00); v128.store(out, s01, 16);
            v128.store(out + o1, s10); v128.store(out + o1, s11, 16);
            v128.store(out + o2, s20); v128.store(out + o2, s21, 16);
            v128.store(out + o3, s30); v128.store(out + o3, s31, 16);
          }
          if (c < end) {
            let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
            let weights = (turned ? last : w) + c;
            let row = from + c;
            for (let r = 0; r < filterHeight; r++) {
              let p = row;
              for (let s = 0; s < filterWidth; s++) {
                const weight = v128.load(weights);
                s0 = f32x4.add(s0, f32x4.mul(v128.load(p), weight));
                s1 = f32x4.add(s1, f32x4.mul(v128.load(p + a1), weight));
                s2 = f32x4.add(s2, f32x4.mul(v128.load(p + a2), weight));
                s3 = f32x4.add(s3, f32x4.mul(v128.load(p + a3), weight));
                p += tapStep;
                weights = turned ? weights - pixel : weights + pixel;
              }
              row += rowStep;
            }
            const out = to + c;
            v128.store(out, s0);
            v128.store(out + o1, s1);
            v128.store(out + o2, s2);
            v128.store(out + o3, s3);
          }
        }
      }
    }
  }
}
