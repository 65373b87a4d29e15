import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
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
const ACTIONS = fileURLToPath(new URL("../../../../fixtures/actions", import.meta.url));

/** Clips that are joined into one longer scene before it is encoded anew. */
const JOINED = ["test/walk__021.avi", "test/wave__022.mp4", "test/jump__023.avi", "test/kick__024.mp4"];

/** Encodings of that scene, with a camera's grain on it: how heavy a stream is decides how long it takes. */
const ENCODINGS = [
  { name: "1 Mb/s", args: ["-b:v", "1M"] },
  { name: "q 1", args: ["-q:v", "1"] },
];

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
    const list = join(context.scratch, "clips.txt");
    writeFileSync(list, JOINED.map((file) => `file '${join(ACTIONS, file)}'\n`).join(""));
    const path = join(context.scratch, `${name.replace(/\W+/g, "-")}.avi`);
    const input = [
      "-y",
      "-v",
      "error",
      "-f",
      "concat",
      "-safe",
      "0",
      "-i",
      list,
      "-vf",
      "noise=alls=8:allf=t:all_seed=1",
    ];
    await runFfmpeg(ffmpeg, [...input, "-c:v", "mpeg4", "-g", "12", "-bf", "0", ...args, "-an", path]);
    clips.push({ name, path });
  }
  return clips;
}

/** The bytes of a clip, read once so that no run measures a disk. */
export function clipBytes({ path }: BenchClip): Uint8Array {
  return new Uint8Array(readFileSync(path));
}

function named(path: string): BenchClip {
  if (!existsSync(path)) throw new MissingInputError(`${path}: no such file`, "check --clip");
  return { name: path, path: resolve(path) };
}
