import type { Picture } from "@cvar/bitstream";
import { expect, it } from "vitest";
import { generator, randomPicture } from "../test/synthetic-stream.js";
import { interleaveResidual, pictureToRgb } from "./colour.js";

function flat(y: number, cb: number, cr: number): Picture {
  const fill = (value: number, n: number) => new Uint8Array(n).fill(value);
  return { width: 2, height: 2, chromaWidth: 1, chromaHeight: 1, y: fill(y, 4), cb: fill(cb, 1), cr: fill(cr, 1) };
}

it("maps BT.601's reference colours to within rounding", () => {
  const rows = [
    [16, 128, 128, [0, 0, 0]],
    [235, 128, 128, [255, 255, 255]],
    [81, 90, 240, [254, 0, 0]],
    [145, 54, 34, [0, 255, 1]],
    [41, 240, 110, [0, 0, 255]],
    [126, 128, 128, [128, 128, 128]],
  ] as const;
  for (const [y, cb, cr, rgb] of rows) {
    const pixel = pictureToRgb(flat(y, cb, cr));
    for (let c = 0; c < 3; c++) expect(Math.abs(pixel[c]! - rgb[c]!)).toBeLessThanOrEqual(1);
  }
});

it("shares each chroma sample among its pixels, odd sizes included", () => {
  const picture = randomPicture(5, 3, generator(1));
  const rgb = pictureToRgb(picture);
  const one = pictureToRgb(flat(picture.y[2 * 5 + 4]!, picture.cb[5]!, picture.cr[5]!));
  expect(rgb.slice(-3)).toEqual(one.slice(0, 3));
});

it("maps a residual by the same matrix: RGB(a) − RGB(b) = M(a − b) where nothing clips", () => {
  const a = flat(120, 130, 125);
  const b = flat(100, 126, 131);
  const minus = (p: Uint8Array, q: Uint8Array) => Int16Array.from(p, (value, k) => value - q[k]!);
  const residual = { ...a, y: minus(a.y, b.y), cb: minus(a.cb, b.cb), cr: minus(a.cr, b.cr) };
  const mapped = interleaveResidual(residual, "rgb");
  const rgbA = pictureToRgb(a);
  const rgbB = pictureToRgb(b);
  for (let k = 0; k < 12; k++) expect(Math.abs(mapped[k]! - (rgbA[k]! - rgbB[k]!))).toBeLessThanOrEqual(1);
  expect(Array.from(interleaveResidual(residual, "ycbcr").slice(0, 3))).toEqual([20, 4, -6]);
});
