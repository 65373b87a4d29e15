import type { Triplet } from "@cvar/data";
import { readTriplets } from "@cvar/data/node";
import { MeasurementError } from "../errors.js";
import type { Benchmark, Contestant } from "../harness/benchmark.js";
import { median } from "../harness/statistics.js";
import { seconds } from "../harness/stopwatch.js";
import { ffmpegContestant } from "./bitstream-peers.js";
import type { BenchClip } from "./clips.js";
import type { SuiteContext } from "./suite.js";

/** What a network looks at in a video: 8 triplets of an I-frame and 11 steps of motion and residual, 224×224. */
export const SHAPE = { size: 224, steps: 11 };
export const TRIPLETS = 8;

/** FFmpeg decoding all frames of the file and scaling them to the network's size. */
const SCALED = { name: "ffmpeg rgb24, scaled", before: [], after: ["-vf", "scale=224:224", "-pix_fmt", "rgb24"] };

/**
 * A file on disk → everything a network needs of it, beside FFmpeg making pictures of that size of every frame: videos per
 * second, on one thread, from opening the file on.
 * @param frames in the clip, @param passes over the clip in one measurement
 */
export function tripletsBenchmark(clip: BenchClip, frames: number, passes: number, context: SuiteContext): Benchmark {
  return {
    name: `file to triplets ${clip.name}`,
    unit: "videos/s",
    better: "higher",
    facts: { frames, passes, triplets: TRIPLETS, ...SHAPE, threads: 1 },
    contestants: [
      readTripletsContestant(clip, passes, false),
      readTripletsContestant(clip, passes, true),
      ffmpegContestant(SCALED, clip, frames, passes, context, frames),
    ],
  };
}

/** Videos per second. @param reuse  write into the arrays of the video before, as a loop that copies them into a tensor may */
export function readTripletsContestant({ path }: BenchClip, passes: number, reuse: boolean): Contestant {
  const perCpuSecond: number[] = [];
  let into: readonly Triplet[] = [];
  return {
    name: reuse ? "cvar readTriplets, into" : "cvar readTriplets",
    side: "ours",
    async sample() {
      const before = process.cpuUsage();
      const wall = await seconds(async () => {
        for (let pass = 0; pass < passes; pass++) {
          const triplets = await readTriplets(path, { shape: SHAPE, which: "uniform", into });
          if (reuse) into = triplets;
          if (triplets.length !== TRIPLETS)
            throw new MeasurementError(`read ${triplets.length} triplets of ${TRIPLETS}`);
        }
      });
      const { user, system } = process.cpuUsage(before);
      const byCpuTime = (passes * 1e6) / (user + system);
      perCpuSecond.push(byCpuTime);
      return { value: passes / wall, byCpuTime };
    },
    facts: () => ({ "videos/CPU s": median(perCpuSecond), "resident MiB": process.memoryUsage().rss / 2 ** 20 }),
  };
}
