import { expect, it } from "vitest";
import { fuzz } from "../../fuzz/fuzz.js";
import { h264Streams } from "./streams.js";

const INPUTS = 200_000;

it(`${INPUTS} damaged H.264 streams end in typed errors or frames, in bounded time and memory`, async () => {
  const report = await fuzz(h264Streams(), INPUTS, 20_251_122);
  console.log("H.264", JSON.stringify(report));
  expect(report.frames).toBeGreaterThan(INPUTS);
  expect(report.errors).toBeGreaterThan(INPUTS / 10);
  // Milliseconds for one input, on a machine that may be busy; MiB of the whole test process.
  expect(report.slowest).toBeLessThan(5000);
  expect(report.memory).toBeLessThan(1024);
}, 2_400_000);
