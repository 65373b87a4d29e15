import fc from "fast-check";
import { expect, it } from "vitest";
import { createAccumulator, reconstruct } from "../src/index.js";
import { syntheticGop } from "./synthetic-stream.js";

const gops = fc.record({
  width: fc.integer({ min: 17, max: 70 }),
  height: fc.integer({ min: 17, max: 70 }),
  pFrames: fc.integer({ min: 1, max: 6 }),
  seed: fc.integer(),
  maxVector: fc.constantFrom(0, 4, 16, 60),
  intraRate: fc.constantFrom(0, 0.1, 0.5),
  notCodedRate: fc.constantFrom(0, 0.3),
});

it("I_t = I_0[i − Π] + Δ in luma: whole-pixel motion, four vectors, intra blocks, vectors over the border", () => {
  fc.assert(
    fc.property(gops, (options) => {
      const [first, ...rest] = syntheticGop({ ...options, step: 1, fourVectorRate: 0.3 });
      const accumulator = createAccumulator(options);
      accumulator.start(first!);
      for (const frame of rest) {
        const { motion, planes } = accumulator.push(frame);
        expect(reconstruct(first!.picture!, motion, planes!).y).toEqual(frame.picture!.y);
      }
    }),
    { numRuns: 60 },
  );
});

it("I_t = I_0[i − Π] + Δ in all planes where macroblocks move by even pixels", () => {
  fc.assert(
    fc.property(gops, (options) => {
      const even = { ...options, width: options.width & ~1, height: options.height & ~1 };
      const [first, ...rest] = syntheticGop({ ...even, step: 2, fourVectorRate: 0 });
      const accumulator = createAccumulator({ ...even, reuse: true });
      accumulator.start(first!);
      for (const frame of rest) {
        const { motion, planes } = accumulator.push(frame);
        expect(reconstruct(first!.picture!, motion, planes!)).toEqual(frame.picture!);
      }
    }),
    { numRuns: 60 },
  );
});

it("Δ equals the sum of Eq. 2 evaluated pixel by pixel, half-pel vectors included", () => {
  fc.assert(
    fc.property(gops, (options) => {
      const frames = syntheticGop({ ...options, step: 0.5, fourVectorRate: 0.5 });
      const { width, height } = options;
      const accumulator = createAccumulator(options);
      accumulator.start(frames[0]!);
      frames.slice(1).forEach((frame, p) => {
        const { motion, planes } = accumulator.push(frame);
        for (let y = 0; y < height; y += 5) {
          for (let x = 0; x < width; x += 3) {
            const traced = walkBack(p + 1, x, y);
            const k = y * width + x;
            expect([motion[2 * k], motion[2 * k + 1], planes!.y[k]]).toEqual([x - traced.x, y - traced.y, traced.sum]);
          }
        }
      });

      /** Γ and Σδ of one luma pixel by following it back frame by frame. */
      function walkBack(t: number, x: number, y: number): { x: number; y: number; sum: number } {
        if (t === 0) return { x, y, sum: 0 };
        const { motion, residual } = frames[t]!;
        const block = (y >> 3) * motion!.columns + (x >> 3);
        const delta = residual!.y[y * width + x]!;
        if (motion!.intra[block]) return { x, y, sum: delta - frames[0]!.picture!.y[y * width + x]! };
        const sx = Math.min(Math.max(x + motion!.vectors[2 * block]! / 2, 0), width - 1);
        const sy = Math.min(Math.max(y + motion!.vectors[2 * block + 1]! / 2, 0), height - 1);
        const near = (v: number) => (t % 2 === 1 ? Math.floor(v + 0.5) : Math.ceil(v - 0.5));
        const back = walkBack(t - 1, near(sx), near(sy));
        return { x: back.x + sx - near(sx), y: back.y + sy - near(sy), sum: back.sum + delta };
      }
    }),
    { numRuns: 40 },
  );
});

it("chroma Δ reconstructs the decoded chroma along chroma's own vectors", () => {
  const options = { width: 64, height: 48, pFrames: 1, seed: 3, maxVector: 20, intraRate: 0.2, notCodedRate: 0.1 };
  const [first, second] = syntheticGop({ ...options, step: 1, fourVectorRate: 0.5 });
  const accumulator = createAccumulator(options);
  accumulator.start(first!);
  const { planes } = accumulator.push(second!);
  const intra = second!.motion!.intra;
  for (let k = 0; k < planes!.cb.length; k++) {
    const row = 2 * (Math.floor(k / 32) >> 3);
    const column = 2 * ((k % 32) >> 3);
    const expected = intra[row * second!.motion!.columns + column]
      ? second!.picture!.cb[k]! - first!.picture!.cb[k]!
      : second!.residual!.cb[k]!;
    expect(planes!.cb[k]).toBe(expected);
  }
});
