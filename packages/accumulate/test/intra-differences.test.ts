import { expect, it } from "vitest";
import { createAccumulator } from "../src/index.js";
import { graphStream } from "./graph-stream.js";
import { plainTracer } from "./plain-trace.js";
import { graphs } from "./reference-graph.js";

const shape = { width: 36, height: 28 };

it.each(Object.entries(graphs))("intra blocks that hold differences keep them: %s", (_, graph) => {
  const options = { blockSize: 4, unitsPerPixel: 4, maxVector: 6, step: 1, fourVectorRate: 0.3 } as const;
  const stream = graphStream(graph, { ...shape, ...options, seed: 5, intraRate: 0.3, bothRate: 0.5 });
  const frames = stream.map((frame) => ({
    ...frame,
    residual: frame.residual && { ...frame.residual, intra: "differences" as const },
  }));
  const traceOf = plainTracer(frames);
  const accumulator = createAccumulator({ ...shape, references: 16 });
  let seen = 0;
  for (const frame of frames) {
    if (frame.type === "I") {
      accumulator.start(frame);
      continue;
    }
    const { planes } = accumulator.push(frame);
    const expected = traceOf(frame);
    for (const name of ["y", "cb", "cr"] as const)
      expect(Array.from(planes![name])).toEqual(Array.from(expected[name]));
    seen += frame.motion!.intra.filter(Boolean).length;
  }
  expect(seen).toBeGreaterThan(0);
});
