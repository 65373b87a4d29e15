import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { MissingInputError } from "../errors.js";
import { runFfmpeg } from "../peers/ffmpeg.js";
import type { SuiteContext } from "./suite.js";

/** A video to measure with. */
export interface BenchClip {
  readonly name: string;
  readonly path: string;
}

/** The rendered actions of this repository; not part of the published package. */
const ACTIONS = fileURLToPath(new URL("../../../../fixtures/actions/test", import.meta.url));

/** Clips that are joined into one longer scene before it is encoded anew. */
const JOINED = ["walk__021.avi", "wave__022.mp4", "jump__023.avi", "squat__024.mp4", "clap__025.avi", "kick__026.mp4"];

const INPUTS = JOINED.flatMap((file) => ["-i", join(ACTIONS, file)]);
/** That scene with a camera's grain on it. */
const SCENE = `concat=n=${JOINED.length}:v=1,fps=25,noise=alls=8:allf=t:all_seed=1`;

/** Encodings of it: how heavy a stream is decides how long it takes. */
const ENCODINGS = [
  { name: "SP, 1 Mb/s", args: ["-b:v", "1M"] },
  { name: "SP, q 1", args: ["-q:v", "1"] },
  { name: "ASP with B and qpel, 1 Mb/s", args: ["-b:v", "1M", "-bf", "2", "-flags", "+qpel"] },
];

/** The same scene as UCF-101 has its clips: 320×240, 25 frames/s, 7 s, groups of 12, some 0.6 Mb/s. */
const UCF101_LIKE = [
  { name: "UCF-101-like, SP", args: ["-c:v", "mpeg4", "-vtag", "XVID", "-bf", "0", "-sc_threshold", "1000000000"] },
  { name: "UCF-101-like, ASP with packed B (XviD)", args: ["-c:v", "libxvid", "-bf", "2"] },
];

/**
 * Clips such as action recognition's datasets consist of, or those of `--clip`; the encodings that this FFmpeg can make.
 * @throws MissingInputError if a file is not there
 */
export async function ucf101LikeClips(context: SuiteContext): Promise<BenchClip[]> {
  const { options, ffmpeg } = context;
  if (options.quick || options.clip.length > 0 || "missing" in ffmpeg) return benchClips(context);
  const clips: BenchClip[] = [];
  for (const { name, args } of UCF101_LIKE) {
    context.say(`encoding a clip: ${name}`);
    const path = join(context.scratch, `${name.replace(/\W+/g, "-")}.avi`);
    const scene = `${SCENE},scale=320:240,trim=end_frame=175`;
    const encoding = [...args, "-b:v", "600k", "-g", "12", "-an", path];
    try {
      await runFfmpeg(ffmpeg, [...INPUTS, "-filter_complex", scene, ...encoding]);
      clips.push({ name, path });
    } catch (error) {
      if (!args.includes("libxvid")) throw error; // not every FFmpeg has it
    }
  }
  return clips;
}

/**
 * The clips of a run: those of `--clip`, or a bundled one and, where FFmpeg is there, heavier encodings (MPEG-4, GOP 12).
 * @throws MissingInputError if a file is not there
 */
export async function benchClips(context: SuiteContext): Promise<BenchClip[]> {
  const { options, ffmpeg } = context;
  if (options.clip.length > 0) return options.clip.map((path) => named(path));
  const bundled = join(ACTIONS, JOINED[0]!);
  if (!existsSync(bundled)) throw new MissingInputError("no clip to measure with", "give one with --clip FILE");
  const clips: BenchClip[] = [{ name: "rendered, 0.2 Mb/s", path: bundled }];
  if (options.quick || "missing" in ffmpeg) return clips;
  for (const { name, args } of ENCODINGS) {
    context.say(`encoding a clip with ${name}`);
    const path = join(context.scratch, `${name.replace(/\W+/g, "-")}.avi`);
    const codec = ["-c:v", "mpeg4", "-g", "12", "-bf", "0", "-sc_threshold", "1000000000"];
    await runFfmpeg(ffmpeg, [...INPUTS, "-filter_complex", SCENE, ...codec, ...args, "-an", path]);
    clips.push({ name, path });
  }
  return clips;
}

/** Encodings of the same scene in H.264, groups of up to 250 frames. */
const H264 = [
  { name: "H.264 Baseline, 0.8 Mb/s", args: ["-profile:v", "baseline"] },
  { name: "H.264 High, CABAC and B, 0.8 Mb/s", args: ["-profile:v", "high", "-bf", "3"] },
];

/** Clips in H.264; none where this FFmpeg cannot encode it, in quick runs, and with `--clip`. */
export async function h264Clips(context: SuiteContext): Promise<BenchClip[]> {
  const { options, ffmpeg } = context;
  if (options.quick || options.clip.length > 0 || "missing" in ffmpeg) return [];
  const clips: BenchClip[] = [];
  for (const { name, args } of H264) {
    context.say(`encoding a clip: ${name}`);
    const path = join(context.scratch, `${name.replace(/\W+/g, "-")}.mp4`);
    const encoding = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-b:v", "800k", "-g", "250", ...args, "-an", path];
    try {
      await runFfmpeg(ffmpeg, [...INPUTS, "-filter_complex", SCENE, ...encoding]);
      clips.push({ name, path });
    } catch {
      context.say(`${name}: this FFmpeg has no libx264`);
    }
  }
  return clips;
}

/** Groups of pictures, short and long, and with B-frames. */
const GROUPS = [
  { name: "GOP 12", args: ["-g", "12", "-bf", "0"] },
  { name: "GOP 250", args: ["-g", "250", "-bf", "0"] },
  { name: "GOP 12 with B", args: ["-g", "12", "-bf", "2"] },
  { name: "GOP 250 with B", args: ["-g", "250", "-bf", "2"] },
];

/** Clips of 250 frames, 340×256, Simple Profile at 1 Mb/s, that differ in their groups of pictures; else as {@link benchClips}. */
export async function groupClips(context: SuiteContext): Promise<BenchClip[]> {
  const { options, ffmpeg } = context;
  if (options.quick || options.clip.length > 0 || "missing" in ffmpeg) return benchClips(context);
  const clips: BenchClip[] = [];
  for (const { name, args } of GROUPS) {
    context.say(`encoding a clip: ${name}`);
    const path = join(context.scratch, `${name.replace(/\W+/g, "-")}.avi`);
    const scene = `${SCENE},loop=loop=1:size=250,trim=end_frame=250`;
    const encoding = ["-c:v", "mpeg4", "-b:v", "1M", "-sc_threshold", "1000000000", ...args, "-an", path];
    await runFfmpeg(ffmpeg, [...INPUTS, "-filter_complex", scene, ...encoding]);
    clips.push({ name, path });
  }
  return clips;
}

/** A clip played a number of times in one file, nothing encoded anew; null without FFmpeg. */
export async function longClip(
  { name, path }: BenchClip,
  times: number,
  context: SuiteContext,
): Promise<BenchClip | null> {
  const { ffmpeg } = context;
  if ("missing" in ffmpeg) return null;
  const long = join(context.scratch, `${times}-times-${basename(path)}`);
  await runFfmpeg(ffmpeg, ["-stream_loop", String(times - 1), "-i", path, "-c", "copy", "-an", long]);
  return { name: `${name}, ${times} times`, path: long };
}

/** The bytes of a clip, read once so that no run measures a disk. */
export function clipBytes({ path }: BenchClip): Uint8Array {
  return new Uint8Array(readFileSync(path));
}

function named(path: string): BenchClip {
  if (!existsSync(path)) throw new MissingInputError(`${path}: no such file`, "check --clip");
  return { name: path, path: resolve(path) };
}
