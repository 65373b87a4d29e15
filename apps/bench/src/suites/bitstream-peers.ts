import { MeasurementError } from "../errors.js";
import type { Absent, Contestant } from "../harness/benchmark.js";
import { median } from "../harness/statistics.js";
import { type FfmpegRun, runFfmpeg } from "../peers/ffmpeg.js";
import type { BenchClip } from "./clips.js";
import type { SuiteContext } from "./suite.js";

/** A way to run FFmpeg; options before and after the input. */
export interface FfmpegWay {
  readonly name: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * FFmpeg decoding a clip on one thread, by its own clock, which leaves out the start of the process.
 * @param perPass frames in the clip
 * @param passes over the clip in one measurement
 * @param perUnit frames of one unit of the figure: 1 for frames per second
 */
export function ffmpegContestant(
  { name, before, after }: FfmpegWay,
  clip: BenchClip,
  perPass: number,
  passes: number,
  { ffmpeg }: SuiteContext,
  perUnit = 1,
): Contestant | Absent {
  if ("missing" in ffmpeg) return { name, side: "peer", absent: ffmpeg.missing };
  const input = ["-threads", "1", ...before, "-stream_loop", String(passes - 1), "-i", clip.path];
  const oneThread = ["-filter_threads", "1", "-threads", "1"];
  const output = ["-an", ...oneThread, "-fps_mode", "passthrough", ...after, "-f", "null", "-"];
  const perCpuSecond: number[] = [];
  let last: FfmpegRun | null = null;
  return {
    name,
    side: "peer",
    async sample() {
      last = await runFfmpeg(ffmpeg, [...input, ...output]);
      const { frames, wallSeconds, cpuSeconds } = last;
      if (frames !== perPass * passes)
        throw new MeasurementError(`ffmpeg decoded ${frames} frames of ${perPass * passes}`);
      const byCpuTime = cpuSeconds === null ? null : frames / perUnit / cpuSeconds;
      if (byCpuTime !== null) perCpuSecond.push(byCpuTime);
      return { value: frames / perUnit / (wallSeconds ?? Number.NaN), byCpuTime };
    },
    facts: () => ({
      [perUnit === 1 ? "frames/CPU s" : "videos/CPU s"]: median(perCpuSecond),
      "peak MiB": last?.peakBytes == null ? null : last.peakBytes / 2 ** 20,
    }),
  };
}
