import type { Picture, Planes } from "@cvar/bitstream";
import { ShapeMismatchError } from "./errors.js";

/**
 * The picture that an accumulated P-frame stands for: I_t[i] = I_0[i − Π_i] + Δ_i (Das Biswas et al., below Eq. 2), I_0 read
 * at the nearest pixel, chroma at the halved trace of the even luma pixels, clipped to 0…255.
 *
 * Equal to the decoded picture where motion is whole pixels (even ones for chroma), no sample was clipped on the way, and no
 * vector points past the frame into the last, partly hidden macroblock. On sub-pel motion the decoder interpolates where
 * this copies, so expect noise on edges; @see README.
 * @param motion Π, `[height, width, 2]`
 * @throws ShapeMismatchError
 */
export function reconstruct(reference: Picture, motion: Float32Array, residual: Planes<Int16Array>): Picture {
  const { width, height, chromaWidth, chromaHeight } = reference;
  if (motion.length !== width * height * 2)
    throw new ShapeMismatchError("motion", [width * height * 2], [motion.length]);
  if (residual.y.length !== width * height)
    throw new ShapeMismatchError("residual", [width * height], [residual.y.length]);
  const y = new Uint8ClampedArray(width * height);
  const cb = new Uint8ClampedArray(chromaWidth * chromaHeight);
  const cr = new Uint8ClampedArray(chromaWidth * chromaHeight);
  for (let row = 0, k = 0; row < height; row++) {
    for (let column = 0; column < width; column++, k++) {
      const sx = clamp(Math.round(column - motion[2 * k]!), width);
      const sy = clamp(Math.round(row - motion[2 * k + 1]!), height);
      y[k] = reference.y[sy * width + sx]! + residual.y[k]!;
    }
  }
  for (let row = 0, k = 0; row < chromaHeight; row++) {
    for (let column = 0; column < chromaWidth; column++, k++) {
      const luma = 2 * (2 * row * width + 2 * column);
      const sx = clamp(Math.floor((2 * column - motion[luma]!) / 2), chromaWidth);
      const sy = clamp(Math.floor((2 * row - motion[luma + 1]!) / 2), chromaHeight);
      cb[k] = reference.cb[sy * chromaWidth + sx]! + residual.cb[k]!;
      cr[k] = reference.cr[sy * chromaWidth + sx]! + residual.cr[k]!;
    }
  }
  const bytes = (plane: Uint8ClampedArray) => new Uint8Array(plane.buffer);
  return { width, height, chromaWidth, chromaHeight, y: bytes(y), cb: bytes(cb), cr: bytes(cr) };
}

function clamp(value: number, size: number): number {
  return Math.min(Math.max(value, 0), size - 1);
}
