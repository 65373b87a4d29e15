import type { Picture, Planes } from "@cvar/bitstream";
import { expect, it } from "vitest";
import { generator, randomPicture } from "../../test/synthetic-stream.js";
import type { CropWindow } from "./crop-window.js";
import { makeFrameTransform } from "./frame-transform.js";

const [width, height, size] = [340, 256, 56];
const centre: CropWindow = { left: 58 / 340, top: 16 / 256, width: 224 / 340, height: 224 / 256, flip: false };
const whole: CropWindow = { left: 0, top: 0, width: 1, height: 1, flip: false };

function mirror<T extends Uint8Array | Int16Array | Float32Array>(values: T, w: number, channels = 1): T {
  const out = values.slice() as T;
  for (let k = 0; k < values.length / channels; k++) {
    const from = k - (k % w) + (w - 1 - (k % w));
    for (let c = 0; c < channels; c++) out[k * channels + c] = values[from * channels + c]!;
  }
  return out;
}

function mirrorPlanes<T extends Planes<Uint8Array> | Planes<Int16Array>>(p: T): T {
  return { ...p, y: mirror(p.y, p.width), cb: mirror(p.cb, p.chromaWidth), cr: mirror(p.cr, p.chromaWidth) };
}

it("flipping a mirrored video gives the unflipped one: flip twice is the identity", () => {
  const random = generator(4);
  const picture = randomPicture(width, height, random);
  const residual: Planes<Int16Array> = {
    ...picture,
    y: Int16Array.from(picture.y, (v) => v - 128),
    cb: Int16Array.from(picture.cb, (v) => v - 128),
    cr: Int16Array.from(picture.cr, (v) => v - 128),
  };
  const motion = Float32Array.from({ length: width * height * 2 }, () => random() * 30 - 15);
  const crop = { left: 0.2, top: 0.1, width: 0.5, height: 0.6 };
  const plain = makeFrameTransform(width, height, { ...crop, flip: false }, size);
  const flipped = makeFrameTransform(width, height, { ...crop, left: 1 - 0.2 - 0.5, flip: true }, size);
  const [a3, b3] = [new Float32Array(size * size * 3), new Float32Array(size * size * 3)];
  const [a2, b2] = [new Float32Array(size * size * 2), new Float32Array(size * size * 2)];
  const close = (a: Float32Array, b: Float32Array) => {
    expect(a.some((v) => v !== 0)).toBe(true);
    for (let k = 0; k < a.length; k++) expect(Math.abs(a[k]! - b[k]!)).toBeLessThan(2e-5);
  };
  plain.image(picture, a3, 0);
  flipped.image(mirrorPlanes<Picture>(picture), b3, 0);
  close(a3, b3);
  plain.residual(residual, a3, 0);
  flipped.residual(mirrorPlanes(residual), b3, 0);
  close(a3, b3);
  const mirrored = mirror(motion, width, 2).map((v, k) => (k % 2 === 0 ? -v : v));
  plain.motion(motion, a2, 0);
  flipped.motion(mirrored, b2, 0);
  close(a2, b2);
});

it("keeps vectors of a 340×256 video, brings others to that size, and clips at 20 pixels", () => {
  const field = (w: number, h: number, x: number, y: number) =>
    Float32Array.from({ length: w * h * 2 }, (_, k) => (k % 2 === 0 ? x : y));
  const first = (w: number, h: number, x: number, y: number, window = centre) => {
    const out = new Float32Array(8 * 8 * 2);
    makeFrameTransform(w, h, window, 8).motion(field(w, h, x, y), out, 0);
    return [out[0], out[1]].map((v) => Number(v!.toFixed(5)));
  };
  expect(first(340, 256, 10, -5)).toEqual([0.5, -0.25]);
  expect(first(680, 512, 10, -5)).toEqual([0.25, -0.125]);
  expect(first(340, 256, 100, -100)).toEqual([1, -1]);
  expect(first(340, 256, 10, -5, { ...centre, flip: true })).toEqual([-0.5, -0.25]);
});

it("zero motion and residual stay zero; colours come out normalised", () => {
  const flat = (y: number, cb: number, cr: number): Picture => {
    const p = randomPicture(16, 16, () => 0);
    return { ...p, y: p.y.fill(y), cb: p.cb.fill(cb), cr: p.cr.fill(cr) };
  };
  const transform = makeFrameTransform(16, 16, whole, 4);
  const out = new Float32Array(4 * 4 * 3).fill(9);
  transform.image(flat(235, 128, 128), out, 0);
  expect(out[0]).toBeCloseTo((1 - 0.485) / 0.229, 4);
  expect(out[2]).toBeCloseTo((1 - 0.406) / 0.225, 4);
  const zero = flat(0, 0, 0);
  const none = { ...zero, y: new Int16Array(256), cb: new Int16Array(64), cr: new Int16Array(64) };
  transform.residual(none, out, 0);
  expect(out.every((v) => v === 0)).toBe(true);
  transform.residual({ ...none, y: none.y.map(() => 40) }, out, 0);
  expect(out[0]).toBeCloseTo((40 * 255) / 219 / 127.5, 5);
  const still = new Float32Array(4 * 4 * 2).fill(9);
  transform.motion(new Float32Array(16 * 16 * 2), still, 0);
  expect(still.every((v) => v === 0)).toBe(true);
});
