import { type FrameOptions, openVideo } from "@cvar/bitstream";
import { MeasurementError } from "../errors.js";
import type { Contestant } from "../harness/benchmark.js";
import { median } from "../harness/statistics.js";
import { seconds } from "../harness/stopwatch.js";
import { type FfmpegWay, ffmpegContestant } from "./bitstream-peers.js";
import { type BenchClip, benchClips, clipBytes, h264Clips, longClip } from "./clips.js";
import type { Suite, SuiteContext } from "./suite.js";
import { tripletsBenchmark } from "./triplets.js";

/** Frames that one measurement decodes at least. */
const FRAMES = { full: 3000, quick: 120 };

/** As `@cvar/data` reads (borrowed arrays), and with arrays that the caller may keep. */
const OURS: readonly { name: string; options: FrameOptions }[] = [
  { name: "cvar motion", options: { output: "motion", arrays: "borrowed" } },
  { name: "cvar compressed", options: { output: "compressed", arrays: "borrowed" } },
  { name: "cvar pictures", options: { output: "pictures", residual: "none", arrays: "borrowed" } },
  { name: "cvar compressed, owned", options: { output: "compressed", arrays: "owned" } },
];

/** FFmpeg doing comparable work; options before and after the input. */
const PEERS: readonly FfmpegWay[] = [
  { name: "ffmpeg rgb24", before: [], after: ["-pix_fmt", "rgb24"] },
  { name: "ffmpeg yuv420p", before: [], after: [] },
  { name: "ffmpeg vectors", before: ["-flags2", "+export_mvs"], after: [] },
];

/** Frames per second out of compressed bytes, and videos per second out of files, on one thread, beside FFmpeg. */
export const bitstreamSuite: Suite = {
  name: "bitstream",
  description: "frames/s of output motion, compressed and pictures, beside FFmpeg decoding to rgb24, one thread each",
  peers: ["ffmpeg"],
  async run(context) {
    const results = [];
    for (const clip of [...(await benchClips(context)), ...(await h264Clips(context))]) {
      const { perPass, passes } = await sizes(clip, context);
      results.push(await context.measure(await framesBenchmark(clip, perPass, passes, context)));
      results.push(await context.measure(tripletsBenchmark(clip, perPass, passes, context)));
      // Eight groups of pictures are read of a video, however long it is.
      const long = passes > 1 && !context.options.quick ? await longClip(clip, passes, context) : null;
      if (long) results.push(await context.measure(tripletsBenchmark(long, perPass * passes, 1, context)));
    }
    return results;
  },
};

/** Frames in a clip, and passes over it that make one measurement long enough. */
async function sizes(clip: BenchClip, { options }: SuiteContext): Promise<{ perPass: number; passes: number }> {
  const perPass = await decode(clipBytes(clip), { output: "motion" });
  return { perPass, passes: Math.ceil((options.frames ?? FRAMES[options.quick ? "quick" : "full"]) / perPass) };
}

async function framesBenchmark(clip: BenchClip, perPass: number, passes: number, context: SuiteContext) {
  const bytes = clipBytes(clip);
  const video = await openVideo(bytes);
  const { codec, profile, width, height } = video;
  await video.close();
  return {
    name: `bitstream ${clip.name}`,
    unit: "frames/s",
    better: "higher" as const,
    facts: {
      codec,
      profile,
      width,
      height,
      frames: perPass * passes,
      passes,
      bytesPerFrame: bytes.length / perPass,
      threads: 1,
    },
    contestants: [
      ...OURS.map((c) => ours(c, bytes, passes)),
      ...PEERS.map((way) => ffmpegContestant(way, clip, perPass, passes, context)),
    ],
  };
}

/** Decodes everything once. @returns the number of frames */
async function decode(bytes: Uint8Array, options: FrameOptions): Promise<number> {
  const video = await openVideo(bytes);
  let frames = 0;
  for await (const _frame of video.frames(options)) frames++;
  await video.close();
  if (frames === 0) throw new MeasurementError("the clip has no frames");
  return frames;
}

function ours({ name, options }: (typeof OURS)[number], bytes: Uint8Array, passes: number): Contestant {
  const perCpuSecond: number[] = [];
  return {
    name,
    side: "ours",
    async sample() {
      let frames = 0;
      const before = process.cpuUsage();
      const wall = await seconds(async () => {
        for (let pass = 0; pass < passes; pass++) frames += await decode(bytes, options);
      });
      const { user, system } = process.cpuUsage(before);
      const byCpuTime = (frames * 1e6) / (user + system);
      perCpuSecond.push(byCpuTime);
      return { value: frames / wall, byCpuTime };
    },
    facts: () => ({ "frames/CPU s": median(perCpuSecond), "resident MiB": process.memoryUsage().rss / 2 ** 20 }),
  };
}
