import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { ffmpeg, vectorWitness } from "../../../../scripts/test-resources.js";
import { checkStreams } from "./random/check-random-streams.js";
import { randomStream } from "./random/random-stream.js";

/** The stream in an AVI whose fourcc says that dct_type is in every inter macroblock of P- and S-VOPs. */
function inAvi(stream: Uint8Array): Uint8Array {
  const copy = ["-c", "copy", "-vtag", "XVIX", "-f", "avi", "pipe:1"];
  const input = ["-v", "error", "-fflags", "+genpts", "-f", "m4v", "-i", "pipe:0"];
  return new Uint8Array(execFileSync("ffmpeg", [...input, ...copy], { input: stream }));
}

describe.skipIf(!ffmpeg() || !vectorWitness())("interlaced streams with the fourcc XVIX decode to FFmpeg's", () => {
  it.each([
    ["P-VOPs", { bVops: 0 }],
    ["P- and B-VOPs", { bVops: 2 }],
    ["S- and B-VOPs", { bVops: 1, gmcPoints: 2 }],
  ])("%s", async (_name, tools) => {
    const streams = Array.from({ length: 6 }, (_, seed) => {
      // Whole macroblocks: an XviD that old extends references from the real size (encoder-behaviour.ts).
      const common = { seed, pictures: 8, width: 64, height: 48, interlaced: true, dctTypeAlways: true };
      const { bytes } = randomStream({ ...common, ...tools });
      return { name: `seed ${seed}`, bytes: inAvi(bytes) };
    });
    expect(await checkStreams(streams, "avi", "ffmpeg")).toEqual([]);
  });
});
