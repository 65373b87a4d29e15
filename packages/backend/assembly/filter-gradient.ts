import { padImage } from "./pad-image";
import { tile } from "./tile";

/** Bytes of x and dy that a block of output rows may touch: most of a first-level data cache. */
const BLOCK_BYTES: i32 = 24 * 1024;

/** Bytes of scratch that `filterGradient` needs; `segments` and `rows` as there. */
export function filterGradientScratch(
  segments: i32, rows: i32, outChannels: i32, paddedHeight: i32, paddedWidth: i32, channels: i32,
  outHeight: i32, outWidth: i32,
): i32 {
  const columns = (outChannels + 7) & ~7;
  const sums = segments * ((rows + 3) & ~3) * columns;
  return (sums + paddedHeight * paddedWidth * channels + outHeight * outWidth * columns) << 2;
}

/**
 * dW[r, s, c, o] = Σ_{n, y, x} X[n, y·stride + r·dilation − top, x·stride + s·dilation − left, c] · dY[n, y, x, o], NHWC.
 *
 * At dilation 1 the kw·c values of one filter row lie side by side in X, so they are rows of one product (a segment); at
 * another dilation each tap is a segment of c rows. X is padded image by image; nothing is unfolded.
 */
export function filterGradient(
  x: usize, dy: usize, dw: usize,
  batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, outChannels: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
  top: i32, left: i32, paddedHeight: i32, paddedWidth: i32, scratch: usize,
): void {
  const merged = dilationX == 1;
  const segments = merged ? filterHeight : filterHeight * filterWidth;
  const rows = merged ? filterWidth * channels : channels;
  const paddedRows = (rows + 3) & ~3;
  const columns = (outChannels + 7) & ~7;
  const sums = scratch;
  const sumsBytes = <usize>(segments * paddedRows * columns) << 2;
  const image = sums + sumsBytes;
  const gradient = image + (<usize>(paddedHeight * paddedWidth * channels) << 2);
  memory.fill(sums, 0, sumsBytes);

  const padded = top != 0 || left != 0 || paddedHeight != height || paddedWidth != width;
  const xBytes = <usize>(height * width * channels) << 2;
  const dyBytes = <usize>(outHeight * outWidth * outChannels) << 2;
  const aStep = <usize>(strideX * channels) << 2;
  const aRun = <usize>(strideY * paddedWidth * channels) << 2;
  const bStep = <usize>columns << 2;
  const bRun = <usize>(outWidth * columns) << 2;
  const perRow = (strideY * paddedWidth * channels + outWidth * columns) << 2;
  const block = max(1, min(outHeight, (BLOCK_BYTES - ((filterHeight * paddedWidth * channels) << 2)) / perRow));

  for (let n = 0; n < batch; n++) {
    let from = x + <usize>n * xBytes;
    if (padded) {
      padImage(from, image, height, width, channels, paddedHeight, paddedWidth, top, left);
      from = image;
    }
    let cotangent = dy + <usize>n * dyBytes;
    if (columns != outChannels) {
      widen(cotangent, gradient, outHeight * outWidth, outChannels, columns);
      cotangent = gradient;
    }
    for (let y = 0; y < outHeight; y += block) {
      const runs = min(block, outHeight - y);
      const b = cotangent + <usize>y * bRun;
      for (let segment = 0; segment < segments; segment++) {
        const r = merged ? segment : segment / filterWidth;
        const s = merged ? 0 : segment % filterWidth;
        const a = from + (<usize>(((y * strideY + r * dilationY) * paddedWidth + s * dilationX) * channels) << 2);
        const out = sums + (<usize>(segment * paddedRows * columns) << 2);
        for (let i = 0; i < rows; i += 4) {
          const a0 = a + (<usize>i << 2);
          const a1 = i + 1 < rows ? a0 + 4 : a0;
          const a2 = i + 2 < rows ? a0 + 8 : a0;
          const a3 = i + 3 < rows ? a0 + 12 : a0;
          for (let j = 0; j < columns; j += 8) {
            const at = out + (<usize>(i * columns + j) << 2);
            tile(a0, a1, a2, a3, aStep, aRun, b + (<usize>j << 2), bStep, bRun, outWidth, runs, at, bStep, true);
          }
        }
      }
    }
  }

  const bytes = <usize>outChannels << 2;
  for (let segment = 0; segment < segments; segment++) {
    for (let i = 0; i < rows; i++) {
      memory.copy(dw, sums + (<usize>((segment * paddedRows + i) * columns) << 2), bytes);
      dw += bytes;
    }
  }
}

/** Rows of `narrow` floats as rows of `wide` floats, filled up with zeros. */
function widen(from: usize, to: usize, rows: i32, narrow: i32, wide: i32): void {
  memory.fill(to, 0, <usize>(rows * wide) << 2);
  for (let i = 0; i < rows; i++) {
    memory.copy(to, from, <usize>narrow << 2);
    from += <usize>narrow << 2;
    to += <usize>wide << 2;
  }
}
