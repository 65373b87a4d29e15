import { describe, expect, it } from "vitest";
import { vectorWitness } from "../../../../../scripts/test-resources.js";
import { checkRandomStreams } from "./check-random-streams.js";
import { decodable } from "./configurations.js";

const STREAMS = 200;

describe.skipIf(!vectorWitness())(`${STREAMS} random streams of a kind decode to FFmpeg's frames and vectors`, () => {
  it.each(decodable)("%s", async (_name, tools) => {
    expect(await checkRandomStreams(tools, 1000, STREAMS)).toEqual([]);
  });

  it.each(decodable)("%s, means rounded as the standard says", async (_name, tools) => {
    expect(await checkRandomStreams(tools, 5000, STREAMS / 4, "standard")).toEqual([]);
  });
});
