import fc from "fast-check";
import { expect, it } from "vitest";
import { createAccumulator } from "../src/index.js";
import { syntheticGop } from "./synthetic-stream.js";

it("equals a pixel-by-pixel telling of CoViAR's loader, half-pel vectors and leaving ones included", () => {
  const gops = fc.record({
    width: fc.integer({ min: 17, max: 60 }),
    height: fc.integer({ min: 17, max: 60 }),
    seed: fc.integer(),
    maxVector: fc.constantFrom(1, 8, 60),
    // Few blocks that move are written in another way than many.
    notCodedRate: fc.constantFrom(0.1, 0.7),
  });
  fc.assert(
    fc.property(gops, (options) => {
      const { width, height } = options;
      const kinds = { pFrames: 4, step: 0.5, fourVectorRate: 0.4, intraRate: 0.2 };
      const [first, ...rest] = syntheticGop({ ...options, ...kinds });
      const accumulator = createAccumulator({ width, height, rule: "coviar" });
      accumulator.start(first!);
      let trace = Array.from({ length: width * height }, (_, k) => [k % width, Math.floor(k / width)] as const);
      for (const frame of rest) {
        const field = frame.motion!;
        const { motion, planes } = accumulator.push(frame);
        trace = trace.map((own, k) => {
          const x = k % width;
          const y = Math.floor(k / width);
          const block = (y >> 3) * field.columns + (x >> 3);
          if (field.intra[block]) return own;
          const sx = x + Math.trunc(field.vectors[2 * block]! / 2);
          const sy = y + Math.trunc(field.vectors[2 * block + 1]! / 2);
          return sx >= 0 && sx < width && sy >= 0 && sy < height ? trace[sy * width + sx]! : own;
        });
        const mv = trace.flatMap(([tx, ty], k) => [(k % width) - tx, Math.floor(k / width) - ty]);
        expect(Array.from(motion)).toEqual(mv);
        const residual = trace.map(([tx, ty], k) => frame.picture!.y[k]! - first!.picture!.y[ty * width + tx]!);
        expect(Array.from(planes!.y)).toEqual(residual);
        const { chromaWidth, cb, cr } = planes!;
        for (const [name, plane] of [["cb", cb] as const, ["cr", cr] as const]) {
          const halved = Array.from(plane, (_, k) => {
            const [tx, ty] = trace[2 * Math.floor(k / chromaWidth) * width + 2 * (k % chromaWidth)]!;
            return frame.picture![name][k]! - first!.picture![name][(ty >> 1) * chromaWidth + (tx >> 1)]!;
          });
          expect(Array.from(plane)).toEqual(halved);
        }
      }
    }),
    { numRuns: 40 },
  );
});

it("makes motion and residual when they are read, and of the frame that was pushed last", () => {
  const size = { width: 48, height: 32 };
  const kinds = { pFrames: 3, step: 1, maxVector: 8, fourVectorRate: 0.4, intraRate: 0.1, notCodedRate: 0.1 };
  const [first, a, b, c] = syntheticGop({ ...size, ...kinds, seed: 3 });
  const owned = createAccumulator({ ...size, rule: "coviar" });
  const reused = createAccumulator({ ...size, rule: "coviar", reuse: true });
  for (const accumulator of [owned, reused]) {
    accumulator.start(first!);
    accumulator.push(a!);
  }
  const second = owned.push(b!);
  const third = owned.push(c!);
  expect(reused.push(b!).planes!.cr).toEqual(second.planes!.cr);
  const latest = reused.push(c!);
  expect(latest.planes!.y).toEqual(third.planes!.y);
  expect(latest.motion).toEqual(third.motion);
  expect(latest.residual).toEqual(third.residual);
});
