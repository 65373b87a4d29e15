import { tile } from "./tile";

/** Bytes of scratch that `inputGradient` needs; `segments` and `rows` as there. */
export function inputGradientScratch(
  segments: i32, rows: i32, outChannels: i32, paddedHeight: i32, paddedWidth: i32, channels: i32,
): i32 {
  return (segments * ((rows + 7) & ~7) * outChannels + paddedHeight * paddedWidth * channels + 8 + 32) << 2;
}

/**
 * dX[n, y·stride + r·dilation − top, x·stride + s·dilation − left, c] += Σ_o dY[n, y, x, o] · W[r, s, c, o], NHWC.
 *
 * The columns of one product are the kw·c values of a filter row (at dilation 1; else the c of one tap); products are
 * added into a padded image, whose middle is the result.
 */
export function inputGradient(
  dy: usize, w: usize, dx: usize,
  batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, outChannels: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
  top: i32, left: i32, paddedHeight: i32, paddedWidth: i32, scratch: usize,
): void {
  const merged = dilationX == 1;
  const segments = merged ? filterHeight : filterHeight * filterWidth;
  const rows = merged ? filterWidth * channels : channels;
  const panels = (rows + 7) >> 3;
  const edge = scratch;
  const packed = edge + 128;
  const image = packed + (<usize>(segments * panels * 8 * outChannels) << 2);
  const imageBytes = <usize>(paddedHeight * paddedWidth * channels) << 2;
  pack(w, packed, segments, rows, outChannels);

  const aRow = <usize>outChannels << 2;
  const outStep = <usize>(strideX * channels) << 2;
  const apart = strideX * channels >= 8;
  for (let n = 0; n < batch; n++) {
    memory.fill(image, 0, imageBytes + 32);
    for (let y = 0; y < outHeight; y++) {
      for (let segment = 0; segment < segments; segment++) {
        const r = merged ? segment : segment / filterWidth;
        const s = merged ? 0 : segment % filterWidth;
        const line = image + (<usize>(((y * strideY + r * dilationY) * paddedWidth + s * dilationX) * channels) << 2);
        for (let x = 0; x < outWidth; x += 4) {
          const many = min(4, outWidth - x);
          const a0 = dy + (<usize>(((n * outHeight + y) * outWidth + x) * outChannels) << 2);
          const a1 = many > 1 ? a0 + aRow : a0;
          const a2 = many > 2 ? a0 + 2 * aRow : a0;
          const a3 = many > 3 ? a0 + 3 * aRow : a0;
          for (let j = 0; j < panels; j++) {
            const b = packed + (<usize>((segment * panels + j) * outChannels) << 5);
            const out = line + <usize>x * outStep + (<usize>j << 5);
            if (apart && many == 4) {
              tile(a0, a1, a2, a3, 4, 0, b, 32, 0, outChannels, 1, out, outStep, true);
            } else {
              tile(a0, a1, a2, a3, 4, 0, b, 32, 0, outChannels, 1, edge, 32, false);
              for (let i = 0; i < many; i++) {
                const to = out + <usize>i * outStep;
                const from = edge + (<usize>i << 5);
                v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
                v128.store(to, f32x4.add(v128.load(to, 16), v128.load(from, 16)), 16);
              }
            }
          }
        }
      }
    }
    crop(image, dx + (<usize>(n * height * width * channels) << 2), height, width, channels, paddedWidth, top, left);
  }
}

/** W[segment, row, o] as panels [segment][row/8][o][8], filled up with zeros. */
function pack(w: usize, to: usize, segments: i32, rows: i32, outChannels: i32): void {
  for (let segment = 0; segment < segments; segment++) {
    for (let j = 0; j < rows; j += 8) {
      for (let o = 0; o < outChannels; o++) {
        for (let i = 0; i < 8; i++) {
          const at = w + (<usize>((segment * rows + j + i) * outChannels + o) << 2);
          store<f32>(to, j + i < rows ? load<f32>(at) : 0);
          to += 4;
        }
      }
    }
  }
}

function crop(
  from: usize, to: usize, height: i32, width: i32, channels: i32, paddedWidth: i32, top: i32, left: i32,
): void {
  const bytes = <usize>(width * channels) << 2;
  let row = from + (<usize>((top * paddedWidth + left) * channels) << 2);
  for (let y = 0; y < height; y++) {
    memory.copy(to, row, bytes);
    to += bytes;
    row += <usize>(paddedWidth * channels) << 2;
  }
}
