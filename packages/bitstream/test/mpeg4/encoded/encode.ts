import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type Clip, FRAMES } from "./clip.js";

/** Outputs of one ffmpeg process: starting it costs more than encoding a small clip. */
const TOGETHER = 12;

/** Encodes clips with the FFmpeg on the PATH; returns their paths, in the same order. */
export function encodeClips(clips: readonly Clip[], folder: string): string[] {
  const paths = clips.map(({ container }, i) => join(folder, `${i}.${container}`));
  const bySource = new Map<string, number[]>();
  for (const [i, { source }] of clips.entries()) bySource.set(source, [...(bySource.get(source) ?? []), i]);
  for (const [source, all] of bySource) {
    for (let at = 0; at < all.length; at += TOGETHER) {
      const outputs = all.slice(at, at + TOGETHER).flatMap((i) => output(clips[i]!, paths[i]!));
      const args = ["-v", "error", "-y", "-f", "lavfi", "-i", source, ...outputs];
      const { status, stderr } = spawnSync("ffmpeg", args, { encoding: "utf8", timeout: 120_000 });
      if (status !== 0) throw new Error(`ffmpeg cannot encode from ${source}: ${stderr.slice(0, 500)}`);
    }
  }
  return paths;
}

function output({ options, container }: Clip, path: string): string[] {
  // A name in .m4v alone would make an MP4 file.
  const format = container === "m4v" ? ["-f", "m4v"] : [];
  return ["-map", "0", "-frames:v", `${FRAMES}`, "-pix_fmt", "yuv420p", "-threads", "1", ...options, ...format, path];
}
