import type { CodedFrame, MotionField } from "@cvar/bitstream";
import { expect, it } from "vitest";
import { createAccumulator } from "../src/index.js";
import { syntheticGop } from "./synthetic-stream.js";

const [width, height] = [36, 20];
const gop = syntheticGop({
  ...{ width, height, pFrames: 3, seed: 7, maxVector: 5, step: 0.5 },
  ...{ intraRate: 0.3, notCodedRate: 0.2, fourVectorRate: 0.4 },
});

/** A frame's vectors and residual block by block, in plain loops. */
function plain({ motion, residual }: CodedFrame) {
  const { columns, vectors, intra, unitsPerPixel } = motion!;
  const blockOf = (x: number, y: number) => (y >> 3) * columns + (x >> 3);
  const places = Array.from({ length: width * height }, (_, k) => blockOf(k % width, Math.floor(k / width)));
  const chroma = residual!.chromaWidth;
  const coarse = Array.from(residual!.cb, (_, k) => blockOf(2 * (k % chroma), 2 * Math.floor(k / chroma)));
  return {
    motion: places.flatMap((b) => [0, 1].map((axis) => (intra[b] ? 0 : -vectors[2 * b + axis]! / unitsPerPixel))),
    y: places.map((b, k) => (intra[b] ? 0 : residual!.y[k]!)),
    cb: coarse.map((b, k) => (intra[b] ? 0 : residual!.cb[k]!)),
    cr: coarse.map((b, k) => (intra[b] ? 0 : residual!.cr[k]!)),
  };
}

const positive = (values: ArrayLike<number>) => Array.from(values, (value) => value + 0);

it('rule "none": each frame has its own vectors and residual, whichever frames came before', () => {
  const accumulator = createAccumulator({ width, height, rule: "none" });
  accumulator.start(gop[0]!);
  for (const k of [3, 1, 2]) {
    const { motion, planes, origin } = accumulator.push(gop[k]!);
    const expected = plain(gop[k]!);
    expect(positive(motion)).toEqual(positive(expected.motion));
    for (const name of ["y", "cb", "cr"] as const) expect(Array.from(planes![name])).toEqual(expected[name]);
    expect(origin).toBe(0);
  }
  expect(() => accumulator.push(gop[0]!)).toThrow("I-frame");
  expect(() => accumulator.push({ ...gop[1]!, residual: null })).toThrow("residual");
});

it("motion of B-frames goes forwards in time, from either side or as the mean of both", () => {
  const cases = [
    { references: [0, -1], vectors: [4, 2, 9, 9], motion: [-2, -1] },
    { references: [-1, 9], vectors: [9, 9, 6, -4], motion: [3, -2] },
    { references: [0, 9], vectors: [4, 2, 6, -4], motion: [0.5, -1.5] },
    { references: [9, 9], vectors: [4, 2, 6, -4], motion: [2.5, -0.5] },
    { references: [-1, -1], vectors: [0, 0, 0, 0], motion: [0, 0] },
  ];
  const accumulator = createAccumulator({ width: 8, height: 8, rule: "none", residuals: false });
  accumulator.start({ ...gop[0]!, picture: null });
  for (const { references, vectors, motion } of cases) {
    const field = {
      ...{ columns: 1, rows: 1, blockSize: 8, unitsPerPixel: 2, lists: 2 },
      ...{ vectors: Int16Array.from(vectors), references: Int32Array.from(references) },
      ...{ intra: Uint8Array.of(0), partition: Uint8Array.of(8) },
    } as MotionField;
    const frame: CodedFrame = { ...gop[1]!, type: "B", displayIndex: 5, motion: field, residual: null, picture: null };
    const pixels = Array.from({ length: 64 }, () => motion).flat();
    expect(positive(accumulator.push(frame).motion)).toEqual(positive(pixels));
  }
});
