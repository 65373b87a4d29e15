import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BitstreamError } from "../../../src/errors.js";
import type { CodedFrame, Rounding } from "../../../src/frame.js";
import { openVideo } from "../../../src/index.js";
import { md5 } from "../../reference.js";
import { differences } from "../../witness/motion.js";
import { witness } from "../../witness/witness.js";
import { randomStream } from "./random-stream.js";
import type { StreamTools } from "./tools.js";

/**
 * Writes `count` random streams, decodes them with FFmpeg (in one process) and with this decoder, and says what differs.
 * A stream that makes FFmpeg report an error is a difference too: the writer is wrong then.
 */
export async function checkRandomStreams(
  tools: Omit<StreamTools, "seed">,
  firstSeed: number,
  count: number,
  rounding: Rounding = "ffmpeg",
): Promise<string[]> {
  return checkTools(
    Array.from({ length: count }, (_, i) => ({ ...tools, seed: firstSeed + i })),
    rounding,
  );
}

/** The same of one stream for each choice of tools. */
export function checkTools(choices: readonly StreamTools[], rounding: Rounding): Promise<string[]> {
  const streams = choices.map(randomStream);
  const named = streams.map(({ bytes, tools: { seed, width, height } }) => ({
    name: `seed ${seed} (${width}x${height})`,
    bytes,
  }));
  return checkStreams(named, "m4v", rounding);
}

/** The same of given streams, written to files whose names end in `extension`. */
export async function checkStreams(
  streams: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  extension: "m4v" | "h263" | "avi",
  rounding: Rounding,
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "cvar-random-"));
  try {
    const paths = streams.map((_, i) => join(folder, `${i}.${extension}`));
    for (const [i, { bytes }] of streams.entries()) writeFileSync(paths[i]!, bytes);
    const files = witness(paths, { bitexact: rounding === "standard" });
    const found: string[] = [];
    for (const [i, { name, bytes }] of streams.entries()) {
      const file = files[i]!;
      // What FFmpeg says of global motion in a header extension, which it decodes.
      if (file.errors > 0 && file.firstError !== "untested") found.push(`${name}: FFmpeg says "${file.firstError}"`);
      const { frames, fault } = await decode(bytes, rounding);
      if (fault) found.push(`${name}: after ${frames.length} frames ${fault.message}`);
      found.push(...differences(frames, file, md5).map((text) => `${name}: ${text}`));
    }
    return found.slice(0, 20);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function decode(bytes: Uint8Array, rounding: Rounding): Promise<{ frames: CodedFrame[]; fault: Error | null }> {
  const frames: CodedFrame[] = [];
  try {
    const video = await openVideo(bytes);
    for await (const frame of video.frames({ output: "pictures", residual: "none", rounding, order: "display" })) {
      frames.push(frame);
    }
    return { frames, fault: null };
  } catch (error) {
    if (!(error instanceof BitstreamError)) throw error;
    return { frames, fault: error };
  }
}
