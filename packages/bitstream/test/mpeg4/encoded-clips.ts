import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ffmpeg, vectorWitness } from "../../../../scripts/test-resources.js";
import type { Rounding } from "../../src/frame.js";
import { openVideo } from "../../src/node/index.js";
import { md5 } from "../reference.js";
import { differences } from "../witness/motion.js";
import { witness } from "../witness/witness.js";

/** A clip for FFmpeg to encode: name, source filter, encoder's options; and what is changed of the stream afterwards. */
export type Clip = readonly [
  name: string,
  source: string,
  options: readonly string[],
  change?: (bytes: Uint8Array) => Uint8Array,
];

/** More than one group of pictures of 12. */
export const FRAMES = 15;

/** Raw streams of clips that FFmpeg encodes into a folder of their own, with what the witness says of each. */
export function encodedClips(clips: readonly Clip[], format: "m4v" | "h263" = "m4v") {
  const folder = mkdtempSync(join(tmpdir(), "cvar-mpeg4-"));
  const paths = clips.map((_, i) => join(folder, `${i}.${format}`));
  for (const [i, [, source, options, change]] of clips.entries()) {
    const input = ["-f", "lavfi", "-i", source, "-frames:v", String(FRAMES), "-pix_fmt", "yuv420p"];
    execFileSync("ffmpeg", ["-v", "error", "-y", ...input, ...options, "-f", format, paths[i]!]);
    if (change) writeFileSync(paths[i]!, change(new Uint8Array(readFileSync(paths[i]!))));
  }
  const witnessed = {
    ffmpeg: witness(paths),
    standard: witness(paths, { bitexact: true }),
  };
  return { paths, witnessed, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Expects of a clip that types, pictures and vectors are FFmpeg's. */
export async function expectWitnessed(
  { paths, witnessed }: ReturnType<typeof encodedClips>,
  clip: number,
  rounding: Rounding,
): Promise<void> {
  const wanted = witnessed[rounding][clip]!;
  expect(wanted.errors, wanted.firstError).toBe(0);
  const video = await openVideo(paths[clip]!);
  const frames = [];
  for await (const frame of video.frames({ output: "pictures", residual: "none", order: "display", rounding }))
    frames.push(frame);
  await video.close();
  expect(differences(frames, wanted, md5)).toEqual([]);
}

/** Puts another user data in place of the encoder's, everywhere, so that decoders take it for another encoder's stream. */
export function renameEncoder(name: string): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => {
    const text = Buffer.from(bytes).toString("latin1");
    const renamed = text.replace(/\xb2(?:Lavc|XviD)[\d.]+/g, `\xb2${name}`);
    if (renamed === text) throw new Error("no user data to change");
    return new Uint8Array(Buffer.from(renamed, "latin1"));
  };
}

/**
 * Tests that clips decode to FFmpeg's frames and vectors; all but the weighted ones rounded as the standard says, too: with
 * "bitexact" FFmpeg dequantises weighted intra blocks otherwise.
 */
export function describeClips(title: string, clips: readonly Clip[], weighted: readonly Clip[]): void {
  const all = [...clips, ...weighted];
  describe.skipIf(!ffmpeg() || !vectorWitness())(title, () => {
    let encoded: ReturnType<typeof encodedClips>;
    beforeAll(() => {
      encoded = encodedClips(all);
    }, 60_000);
    afterAll(() => encoded?.remove());

    it.each(all.map(([name], i) => [name, i] as const))("%s", async (_, i) => expectWitnessed(encoded, i, "ffmpeg"));
    it.each(clips.map(([name], i) => [name, i] as const))("%s, rounded as the standard says", async (_, i) =>
      expectWitnessed(encoded, i, "standard"),
    );
  });
}
