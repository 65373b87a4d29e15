import type { Picture, Planes } from "@cvar/bitstream";

/**
 * ITU-R BT.601 with limited range (luma 16…235, chroma 16…240) to full-range RGB: R = a·(Y−16) + rV·(Cr−128), and so on.
 * a = 255/219; the chroma factors are 255/224 · 2(1−K), and for green that times K/K_G (K_R 0.299, K_G 0.587, K_B 0.114).
 */
export const BT601 = {
  luma: 255 / 219,
  redCr: (255 / 224) * 1.402,
  greenCb: -(255 / 224) * 1.772 * (0.114 / 0.587),
  greenCr: -(255 / 224) * 1.402 * (0.299 / 0.587),
  blueCb: (255 / 224) * 1.772,
} as const;

/**
 * A decoded picture as RGB (BT.601, limited range); each chroma sample serves its four pixels.
 * @returns `[height, width, 3]`, 0…255
 */
export function pictureToRgb(picture: Picture): Uint8ClampedArray {
  const { width, height, chromaWidth } = picture;
  const rgb = new Uint8ClampedArray(width * height * 3);
  for (let y = 0, k = 0, out = 0; y < height; y++) {
    for (let x = 0; x < width; x++, k++, out += 3) {
      const c = (y >> 1) * chromaWidth + (x >> 1);
      const luma = BT601.luma * (picture.y[k]! - 16);
      const cb = picture.cb[c]! - 128;
      const cr = picture.cr[c]! - 128;
      rgb[out] = luma + BT601.redCr * cr;
      rgb[out + 1] = luma + BT601.greenCb * cb + BT601.greenCr * cr;
      rgb[out + 2] = luma + BT601.blueCb * cb;
    }
  }
  return rgb;
}

/**
 * A residual's planes interleaved at full resolution, in YCbCr as they are or through BT.601's linear map (no offsets: a
 * difference of colours is mapped by the matrix alone).
 * @returns `[height, width, 3]`, not clipped
 */
export function interleaveResidual(residual: Planes<Int16Array>, colour: "ycbcr" | "rgb"): Int16Array {
  const { width, height, chromaWidth } = residual;
  const out = new Int16Array(width * height * 3);
  for (let y = 0, k = 0; y < height; y++) {
    for (let x = 0; x < width; x++, k++) {
      const c = (y >> 1) * chromaWidth + (x >> 1);
      const luma = residual.y[k]!;
      const cb = residual.cb[c]!;
      const cr = residual.cr[c]!;
      if (colour === "ycbcr") {
        out[3 * k] = luma;
        out[3 * k + 1] = cb;
        out[3 * k + 2] = cr;
      } else {
        out[3 * k] = Math.round(BT601.luma * luma + BT601.redCr * cr);
        out[3 * k + 1] = Math.round(BT601.luma * luma + BT601.greenCb * cb + BT601.greenCr * cr);
        out[3 * k + 2] = Math.round(BT601.luma * luma + BT601.blueCb * cb);
      }
    }
  }
  return out;
}
