import fc from "fast-check";
import { expect, it } from "vitest";
import { createAccumulator } from "../src/index.js";
import { graphStream } from "./graph-stream.js";
import { graphs } from "./reference-graph.js";

const base = { width: 52, height: 39, unitsPerPixel: 4, intraRate: 0.1, bothRate: 0.5, fourVectorRate: 0.3 } as const;

it.each(Object.entries(graphs))(
  "Π of blocks is Π of their pixels where everything moves by whole blocks: %s",
  (_, graph) => {
    for (const blockSize of [4, 8] as const) {
      // Steps of 16 pixels move blocks onto blocks; a whole number of macroblocks leaves no parts over the border.
      const size = { width: 64, height: 48 };
      const options = {
        ...base,
        ...size,
        blockSize,
        step: 16,
        maxVector: 40,
        seed: 3,
        inside: true,
        fourVectorRate: 0,
      };
      const frames = graphStream(graph, options).map((frame) => ({ ...frame, residual: null, picture: null }));
      const blocks = createAccumulator({ ...size, resolution: "block", references: 16 });
      const pixels = createAccumulator({ ...size, residuals: false, references: 16 });
      for (const frame of frames) {
        if (frame.type === "I") {
          blocks.start(frame);
          pixels.start(frame);
          continue;
        }
        const coarse = blocks.push(frame);
        const fine = pixels.push(frame);
        expect(coarse).toMatchObject({ rows: 48 / blockSize, columns: 64 / blockSize, blockSize, origin: fine.origin });
        expect([coarse.planes, coarse.residual.length]).toEqual([null, 0]);
        for (let row = 0; row < coarse.rows; row++) {
          for (let column = 0; column < coarse.columns; column++) {
            const at = 2 * (row * blockSize * size.width + column * blockSize);
            const block = 2 * (row * coarse.columns + column);
            expect(coarse.motion.slice(block, block + 2)).toEqual(fine.motion.slice(at, at + 2));
          }
        }
      }
    }
  },
);

it("keeps its results, or uses their arrays again, and stays within the frame", () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom(1, 20, 80), (seed, maxVector) => {
      const frames = graphStream(graphs.pyramid, { ...base, blockSize: 4, step: 0.25, maxVector, seed });
      const [own, reusing] = [false, true].map((reuse) =>
        createAccumulator({ width: base.width, height: base.height, resolution: "block", reuse }),
      );
      own!.start(frames[0]!);
      reusing!.start(frames[0]!);
      const kept = frames.slice(1).map((frame) => own!.push(frame));
      for (const [k, frame] of frames.slice(1).entries()) {
        const { motion, columns } = reusing!.push(frame);
        expect(motion).toEqual(kept[k]!.motion);
        for (let block = 0; block < motion.length / 2; block++) {
          const centre = Math.min((block % columns) * 4 + 1.5, base.width - 1);
          const from = centre - motion[2 * block]!;
          // Half a block from where the trace was read to the block's centre, for each frame on the way.
          expect(from).toBeGreaterThanOrEqual(-2 * frames.length);
          expect(from).toBeLessThanOrEqual(base.width - 1 + 2 * frames.length);
        }
      }
    }),
    { numRuns: 20 },
  );
});

it("is of rule paper only", () => {
  expect(() => createAccumulator({ width: 16, height: 16, rule: "coviar", resolution: "block" })).toThrow(/resolution/);
});
