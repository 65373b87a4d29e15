import { expect, it } from "vitest";
import { fuzz } from "../../fuzz/fuzz.js";
import { h263Streams, mpeg4Streams } from "./streams.js";

it.each([
  ["MPEG-4", mpeg4Streams],
  ["H.263", h263Streams],
])("damaged %s streams end in typed errors or frames", async (_name, streams) => {
  const report = await fuzz(streams(), 1500, 1);
  console.log(JSON.stringify(report));
  expect(report.frames).toBeGreaterThan(1000);
  expect(report.errors).toBeGreaterThan(300);
  expect(report.slowest).toBeLessThan(5000);
});
