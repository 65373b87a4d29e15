import type { Picture } from "@cvar/bitstream";
import { expect, it } from "vitest";
import { pictureDifference } from "./picture-difference.js";

function grey(first: number): Picture {
  const y = new Uint8Array(4).fill(100);
  y[0] = first;
  const chroma = () => Uint8Array.of(128);
  return { width: 2, height: 2, chromaWidth: 1, chromaHeight: 1, y, cb: chroma(), cr: chroma() };
}

it("finds equal pictures equal", () => {
  expect(pictureDifference(grey(100), grey(100))).toEqual({ samples: 6, differing: 0, largest: 0, psnr: null });
});

it("counts samples and says how far they are off", () => {
  const { psnr, ...counts } = pictureDifference(grey(100), grey(90));
  expect(counts).toEqual({ samples: 6, differing: 1, largest: 10 });
  expect(psnr).toBeCloseTo(10 * Math.log10((255 * 255 * 6) / 100), 10);
});
