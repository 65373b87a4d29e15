import { expect, it } from "vitest";
import { fuzz } from "../../fuzz/fuzz.js";
import { h264Streams } from "./streams.js";

it("damaged H.264 streams end in typed errors or frames", async () => {
  const report = await fuzz(h264Streams(), 1000, 1);
  console.log(JSON.stringify(report));
  expect(report.frames).toBeGreaterThan(1000);
  expect(report.errors).toBeGreaterThan(200);
  expect(report.slowest).toBeLessThan(5000);
});
