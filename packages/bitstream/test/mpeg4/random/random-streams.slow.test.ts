import { describe, expect, it } from "vitest";
import { vectorWitness } from "../../../../../scripts/test-resources.js";
import { anyTools } from "./any-tools.js";
import { checkRandomStreams, checkStreams, checkTools } from "./check-random-streams.js";
import { kinds } from "./configurations.js";
import { h263Stream } from "./h263-stream.js";

const STREAMS = 200;

describe.skipIf(!vectorWitness())(`${STREAMS} random streams of a kind decode to FFmpeg's frames and vectors`, () => {
  it.each(kinds)("%s", async (_name, tools) => {
    expect(await checkRandomStreams(tools, 1000, STREAMS)).toEqual([]);
  });

  it.each(kinds)("%s, means rounded as the standard says", async (_name, tools) => {
    expect(await checkRandomStreams(tools, 5000, STREAMS / 4, "standard")).toEqual([]);
  });

  it.each(["ffmpeg", "standard"] as const)('H.263, rounded as "%s" says', async (rounding) => {
    const streams = Array.from({ length: STREAMS }, (_, i) => ({
      name: `seed ${i}`,
      bytes: h263Stream({ seed: i, unrestricted: i % 3 === 2 }),
    }));
    expect(await checkStreams(streams, "h263", rounding)).toEqual([]);
  });

  it.each(["ffmpeg", "standard"] as const)('tools put together at random, rounded as "%s" says', async (rounding) => {
    const choices = Array.from({ length: 4000 }, (_, i) => anyTools(i));
    expect(await checkTools(choices, rounding)).toEqual([]);
  });
});
