import type { Picture, Planes } from "@cvar/bitstream";

/** R = luma·(Y−zero) + redCr·(Cr−128), G = luma·(Y−zero) + greenCb·(Cb−128) + greenCr·(Cr−128), B likewise with blueCb. */
export interface ColourMatrix {
  readonly zero: number;
  readonly luma: number;
  readonly redCr: number;
  readonly greenCb: number;
  readonly greenCr: number;
  readonly blueCb: number;
}

/**
 * From K_R and K_B (Rec. ITU-T H.273, 8.3). The chroma factors are 2(1−K), for green times K/K_G; those of limited range (luma 16…235,
 * chroma 16…240) 255/219 and 255/224 times as large.
 */
function colourMatrix(red: number, blue: number, fullRange: boolean): ColourMatrix {
  const green = 1 - red - blue;
  const chroma = fullRange ? 2 : (255 / 224) * 2;
  return {
    zero: fullRange ? 0 : 16,
    luma: fullRange ? 1 : 255 / 219,
    redCr: chroma * (1 - red),
    greenCb: (-chroma * (1 - blue) * blue) / green,
    greenCr: (-chroma * (1 - red) * red) / green,
    blueCb: chroma * (1 - blue),
  };
}

/** ITU-R BT.601 with limited range (K_R 0.299, K_B 0.114): what pictures are that do not say otherwise. */
export const BT601 = colourMatrix(0.299, 0.114, false);

/** K_R and K_B by matrix_coefficients (Rec. ITU-T H.273, Table 4). */
const weights: Readonly<Record<number, readonly [number, number]>> = {
  1: [0.2126, 0.0722],
  4: [0.3, 0.11],
  7: [0.212, 0.087],
  9: [0.2627, 0.0593],
  10: [0.2627, 0.0593],
};

/** The matrix that a picture says it was made with; BT.601 where it does not. */
export function matrixOf({ matrix = 2, fullRange = false }: Pick<Picture, "matrix" | "fullRange">): ColourMatrix {
  const [red, blue] = weights[matrix] ?? [0.299, 0.114];
  return colourMatrix(red, blue, fullRange);
}

/**
 * A decoded picture as RGB, by the matrix and range that it says; each chroma sample serves its pixels.
 * @returns `[height, width, 3]`, 0…255
 */
export function pictureToRgb(picture: Picture): Uint8ClampedArray {
  const { width, height, chromaWidth, chromaHeight } = picture;
  const { zero, luma, redCr, greenCb, greenCr, blueCb } = matrixOf(picture);
  const [across, down] = [chromaWidth === width ? 0 : 1, chromaHeight === height ? 0 : 1];
  const coded = picture.matrix === 0; // RGB itself, in the order G, B, R
  const rgb = new Uint8ClampedArray(width * height * 3);
  for (let y = 0, k = 0, out = 0; y < height; y++) {
    for (let x = 0; x < width; x++, k++, out += 3) {
      const c = (y >> down) * chromaWidth + (x >> across);
      const grey = luma * (picture.y[k]! - zero);
      const cb = picture.cb[c]! - 128;
      const cr = picture.cr[c]! - 128;
      rgb[out] = coded ? picture.cr[c]! : grey + redCr * cr;
      rgb[out + 1] = coded ? picture.y[k]! : grey + greenCb * cb + greenCr * cr;
      rgb[out + 2] = coded ? picture.cb[c]! : grey + blueCb * cb;
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
  const { width, height, chromaWidth, chromaHeight } = residual;
  const [across, down] = [chromaWidth === width ? 0 : 1, chromaHeight === height ? 0 : 1];
  const out = new Int16Array(width * height * 3);
  for (let y = 0, k = 0; y < height; y++) {
    for (let x = 0; x < width; x++, k++) {
      const c = (y >> down) * chromaWidth + (x >> across);
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
