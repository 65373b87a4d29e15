import { padImage } from "./pad-image";
import { tile } from "./tile";

/** Bytes of scratch that `unitStrideInputGradient` needs. */
export function unitStrideInputGradientScratch(
  height: i32, width: i32, channels: i32, outChannels: i32, filterHeight: i32, filterWidth: i32, dilationY: i32,
): i32 {
  const packed = filterHeight * filterWidth * outChannels * ((channels + 7) & ~7);
  const padded = (height + (filterHeight - 1) * dilationY) * (width + filterWidth - 1) * outChannels;
  return (32 + packed + padded) << 2;
}

/**
 * The input gradient at stride 1 and horizontal dilation 1, as a convolution of the padded dY with the turned filter:
 *
 *   dX[n, y, x, c] = Σ_{r, s, o} dYpadded[n, y + r·dilation, x + s, o] · W[kh − 1 − r, kw − 1 − s, c, o]
 *
 * Each value is summed in registers and written once. Padding must not exceed the filter's reach.
 */
export function unitStrideInputGradient(
  dy: usize, w: usize, dx: usize,
  batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, outChannels: i32,
  filterHeight: i32, filterWidth: i32, dilationY: i32, top: i32, left: i32, scratch: usize,
): void {
  const panels = (channels + 7) >> 3;
  const depth = filterWidth * outChannels;
  const paddedHeight = height + (filterHeight - 1) * dilationY;
  const paddedWidth = width + filterWidth - 1;
  const edge = scratch;
  const packed = edge + 128;
  const image = packed + (<usize>(filterHeight * depth * panels) << 5);
  pack(w, packed, filterHeight * filterWidth, channels, outChannels, panels);

  const rowBytes = <usize>outChannels << 2;
  const runBytes = <usize>(dilationY * paddedWidth * outChannels) << 2;
  const outStep = <usize>channels << 2;
  for (let n = 0; n < batch; n++) {
    const from = dy + (<usize>(n * outHeight * outWidth * outChannels) << 2);
    const before = (filterHeight - 1) * dilationY - top;
    padImage(from, image, outHeight, outWidth, outChannels, paddedHeight, paddedWidth, before, filterWidth - 1 - left);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x += 4) {
        const many = min(4, width - x);
        const a0 = image + (<usize>((y * paddedWidth + x) * outChannels) << 2);
        const a1 = many > 1 ? a0 + rowBytes : a0;
        const a2 = many > 2 ? a0 + 2 * rowBytes : a0;
        const a3 = many > 3 ? a0 + 3 * rowBytes : a0;
        const line = dx + (<usize>(((n * height + y) * width + x) * channels) << 2);
        for (let j = 0; j < panels; j++) {
          const b = packed + (<usize>(j * filterHeight * depth) << 5);
          const columns = min(8, channels - (j << 3));
          const out = line + (<usize>j << 5);
          if (many == 4 && columns == 8) {
            tile(a0, a1, a2, a3, 4, runBytes, b, 32, <usize>depth << 5, depth, filterHeight, out, outStep, false);
            continue;
          }
          tile(a0, a1, a2, a3, 4, runBytes, b, 32, <usize>depth << 5, depth, filterHeight, edge, 32, false);
          for (let i = 0; i < many; i++) {
            memory.copy(out + <usize>i * outStep, edge + (<usize>i << 5), <usize>columns << 2);
          }
        }
      }
    }
  }
}

/** W[tap, c, o] as panels [c/8][taps from the last to the first][o][8 of c], filled up with zeros. */
function pack(w: usize, to: usize, taps: i32, channels: i32, outChannels: i32, panels: i32): void {
  for (let j = 0; j < panels; j++) {
    for (let tap = taps - 1; tap >= 0; tap--) {
      for (let o = 0; o < outChannels; o++) {
        for (let i = 0; i < 8; i++) {
          const c = (j << 3) + i;
          const at = w + (<usize>((tap * channels + c) * outChannels + o) << 2);
          store<f32>(to, c < channels ? load<f32>(at) : 0);
          to += 4;
        }
      }
    }
  }
}
