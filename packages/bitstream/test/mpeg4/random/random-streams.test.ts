import { describe, expect, it } from "vitest";
import { vectorWitness } from "../../../../../scripts/test-resources.js";
import { checkRandomStreams } from "./check-random-streams.js";
import { decodable } from "./configurations.js";

describe.skipIf(!vectorWitness())("random streams decode to FFmpeg's frames and vectors", () => {
  it.each(decodable)("%s", async (_name, tools) => {
    expect(await checkRandomStreams(tools, 1, 12)).toEqual([]);
  });
});
