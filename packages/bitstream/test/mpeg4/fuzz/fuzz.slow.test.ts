import { expect, it } from "vitest";
import { fuzz } from "../../fuzz/fuzz.js";
import { h263Streams, mpeg4Streams } from "./streams.js";

const INPUTS = 200_000;

it.each([
  ["MPEG-4", mpeg4Streams],
  ["H.263", h263Streams],
])(
  `${INPUTS} damaged %s streams end in typed errors or frames, in bounded time and memory`,
  async (name, streams) => {
    const report = await fuzz(streams(), INPUTS, 20_251_121);
    console.log(name, JSON.stringify(report));
    expect(report.frames).toBeGreaterThan(INPUTS / 2);
    expect(report.errors).toBeGreaterThan(INPUTS / 5);
    // Milliseconds for one input, on a machine that may be busy; MiB of the whole test process.
    expect(report.slowest).toBeLessThan(5000);
    expect(report.memory).toBeLessThan(768);
  },
  1_200_000,
);
