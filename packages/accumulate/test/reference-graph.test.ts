import type { CodedFrame } from "@cvar/bitstream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Accumulated, type AccumulatorOptions, createAccumulator, reconstruct } from "../src/index.js";
import { type GraphOptions, graphStream } from "./graph-stream.js";
import { plainTracer } from "./plain-trace.js";
import { graphs, randomGraph } from "./reference-graph.js";
import { generator } from "./synthetic-stream.js";

const shape = { width: 52, height: 39 };
const base: GraphOptions = {
  ...shape,
  seed: 1,
  blockSize: 8,
  unitsPerPixel: 2,
  maxVector: 12,
  step: 1,
  intraRate: 0.1,
  bothRate: 0.5,
  fourVectorRate: 0.3,
};

/** The frames that are no I-frames, each with its trace as it is before the next frame is pushed. */
function* traced(frames: readonly CodedFrame[], options: AccumulatorOptions) {
  const accumulator = createAccumulator(options);
  for (const frame of frames) {
    if (frame.type === "I") accumulator.start(frame);
    else yield [frame, accumulator.push(frame)] as const;
  }
}

type Values = Float32Array | Int16Array | Uint8Array;

/** As toEqual, which takes most of a test's time with arrays of thousands. */
function expectSame(values: Values, expected: Values): void {
  expect(values.length).toBe(expected.length);
  const different = values.findIndex((value, k) => value !== expected[k]);
  if (different >= 0) expect([different, values[different]]).toEqual([different, expected[different]]);
}

const still = (frames: readonly CodedFrame[], { origin }: Accumulated) =>
  frames.find(({ displayIndex }) => displayIndex === origin)!.picture!;

describe.each(Object.entries(graphs))("%s", (_, graph) => {
  it.each([4, 8] as const)("I_t = I_0[i − Π] + Δ in luma, whole-pixel motion, blocks of %i", (blockSize) => {
    for (let seed = 0; seed < 8; seed++) {
      const frames = graphStream(graph, { ...base, blockSize, seed });
      for (const [frame, trace] of traced(frames, { ...shape, references: 16 })) {
        expectSame(reconstruct(still(frames, trace), trace.motion, trace.planes!).y, frame.picture!.y);
      }
    }
  });

  it("I_t = I_0[i − Π] + Δ in all planes where macroblocks move by even pixels", () => {
    const even = { width: 64, height: 48, inside: true };
    for (let seed = 0; seed < 8; seed++) {
      const frames = graphStream(graph, { ...base, ...even, step: 2, fourVectorRate: 0, seed });
      for (const [frame, trace] of traced(frames, { ...even, references: 16 })) {
        const picture = reconstruct(still(frames, trace), trace.motion, trace.planes!);
        for (const name of ["y", "cb", "cr"] as const) expectSame(picture[name], frame.picture![name]);
      }
    }
  });

  it("ends at the last I-frame displayed before the frame", () => {
    const frames = graphStream(graph, base);
    for (const [frame, { origin }] of traced(frames, { ...shape, references: 16 })) {
      const before = frames.filter(({ type, displayIndex }) => type === "I" && displayIndex < frame.displayIndex);
      expect(origin).toBe(Math.max(...before.map(({ displayIndex }) => displayIndex)));
    }
  });
});

const choices = fc.record({
  width: fc.integer({ min: 3, max: 50 }),
  height: fc.integer({ min: 3, max: 40 }),
  seed: fc.integer(),
  blockSize: fc.constantFrom(4 as const, 8 as const),
  unitsPerPixel: fc.constantFrom(2 as const, 4 as const),
  maxVector: fc.constantFrom(0, 3, 20, 60),
  step: fc.constantFrom(0.25, 0.5, 1),
  intraRate: fc.constantFrom(0, 0.2),
  bothRate: fc.constantFrom(0.5, 1),
  fourVectorRate: fc.constantFrom(0, 0.5),
});

function sameAsPlain(frames: readonly CodedFrame[], options: AccumulatorOptions): void {
  const plain = plainTracer(frames);
  for (const [frame, trace] of traced(frames, options)) {
    const expected = plain(frame);
    expect(trace.origin).toBe(expected.origin);
    expectSame(trace.motion, expected.motion);
    for (const name of ["y", "cb", "cr"] as const) expectSame(trace.planes![name], expected[name]);
  }
}

it("equals following each pixel backwards by itself, along random graphs with sub-pel vectors", () => {
  fc.assert(
    fc.property(choices, fc.constantFrom(2, 5, 16), (options, references) => {
      const step = Math.max(options.step, 1 / options.unitsPerPixel);
      const graph = randomGraph(generator(options.seed ^ 0x55), 5, references);
      sameAsPlain(graphStream(graph, { ...options, step }), { ...options, references, reuse: true });
    }),
    { numRuns: 40 },
  );
});

it("equals it where macroblocks are predicted field by field, and where they move globally", () => {
  fc.assert(
    fc.property(choices, fc.constantFrom([0.6, 0], [0, 0.6], [0.3, 0.3]), (options, [fieldRate, globalRate]) => {
      const step = Math.max(options.step, 1 / options.unitsPerPixel);
      const graph = randomGraph(generator(options.seed ^ 0x66), 3, 2);
      const rates = { fieldRate: fieldRate!, globalRate: globalRate! };
      sameAsPlain(graphStream(graph, { ...options, ...rates, step, blockSize: 8 }), options);
    }),
    { numRuns: 40 },
  );
});
