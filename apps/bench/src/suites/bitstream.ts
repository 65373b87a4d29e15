import { type FrameOptions, openVideo } from "@cvar/bitstream";
import { MeasurementError } from "../errors.js";
import type { Absent, Contestant } from "../harness/benchmark.js";
import { median } from "../harness/statistics.js";
import { seconds } from "../harness/stopwatch.js";
import { type FfmpegRun, runFfmpeg } from "../peers/ffmpeg.js";
import { type BenchClip, benchClips, clipBytes } from "./clips.js";
import type { Suite, SuiteContext } from "./suite.js";

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
const PEERS: readonly { name: string; before: readonly string[]; after: readonly string[] }[] = [
  { name: "ffmpeg rgb24", before: [], after: ["-pix_fmt", "rgb24"] },
  { name: "ffmpeg yuv420p", before: [], after: [] },
  { name: "ffmpeg vectors", before: ["-flags2", "+export_mvs"], after: [] },
];

/** Frames per second out of compressed bytes, on one thread, beside FFmpeg decoding the same bytes. */
export const bitstreamSuite: Suite = {
  name: "bitstream",
  description: "frames/s of output motion, compressed and pictures, beside FFmpeg decoding to rgb24, one thread each",
  peers: ["ffmpeg"],
  async run(context) {
    const results = [];
    for (const clip of await benchClips(context)) results.push(await context.measure(await benchmark(clip, context)));
    return results;
  },
};

async function benchmark(clip: BenchClip, context: SuiteContext) {
  const bytes = clipBytes(clip);
  const video = await openVideo(bytes);
  const { codec, width, height } = video;
  await video.close();
  const perPass = await decode(bytes, { output: "motion" });
  const passes = Math.ceil((context.options.frames ?? FRAMES[context.options.quick ? "quick" : "full"]) / perPass);
  return {
    name: `bitstream ${clip.name}`,
    unit: "frames/s",
    better: "higher" as const,
    facts: {
      codec,
      width,
      height,
      frames: perPass * passes,
      passes,
      bytesPerFrame: bytes.length / perPass,
      threads: 1,
    },
    contestants: [
      ...OURS.map((c) => ours(c, bytes, passes)),
      ...PEERS.map((p) => peer(p, clip, perPass, passes, context)),
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
      perCpuSecond.push((frames * 1e6) / (user + system));
      return frames / wall;
    },
    facts: () => ({ "frames/CPU s": median(perCpuSecond), "resident MiB": process.memoryUsage().rss / 2 ** 20 }),
  };
}

function peer(
  { name, before, after }: (typeof PEERS)[number],
  clip: BenchClip,
  perPass: number,
  passes: number,
  { ffmpeg }: SuiteContext,
): Contestant | Absent {
  if ("missing" in ffmpeg) return { name, side: "peer", absent: ffmpeg.missing };
  const input = ["-threads", "1", ...before, "-stream_loop", String(passes - 1), "-i", clip.path];
  const output = [
    "-an",
    "-filter_threads",
    "1",
    "-threads",
    "1",
    "-fps_mode",
    "passthrough",
    ...after,
    "-f",
    "null",
    "-",
  ];
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
      if (cpuSeconds !== null) perCpuSecond.push(frames / cpuSeconds);
      return frames / (wallSeconds ?? Number.NaN);
    },
    facts: () => ({
      "frames/CPU s": median(perCpuSecond),
      "peak MiB": last?.peakBytes == null ? null : last.peakBytes / 2 ** 20,
    }),
  };
}
