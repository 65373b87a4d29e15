import { expect, test } from "vitest";
import { findFfmpeg, readLog } from "./ffmpeg.js";

test("reads what FFmpeg says at its end", () => {
  const log = [
    "frame=   36 fps=0.0 q=-0.0 size=N/A time=00:00:01.44 bitrate=N/A speed=78.4x    \rframe= 3024 fps=1980 q=-0.0 Lsize=N/A",
    "bench: utime=1.250s stime=0.250s rtime=1.527s",
    "bench: maxrss=51200kB",
  ].join("\n");
  expect(readLog(log)).toEqual({ wallSeconds: 1.527, cpuSeconds: 1.5, frames: 3024, peakBytes: 51200 * 1024 });
});

test("what it does not say is null", () => {
  expect(readLog("something else")).toEqual({ wallSeconds: null, cpuSeconds: null, frames: null, peakBytes: null });
});

test("one that is not there is missing, with a reason", () => {
  expect(findFfmpeg("/nowhere/ffmpeg")).toEqual({ missing: expect.stringContaining("/nowhere/ffmpeg") });
});
