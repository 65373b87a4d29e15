import { expect, it } from "vitest";
import { decodable } from "./configurations.js";
import { h263Stream } from "./h263-stream.js";
import { outputDifferences } from "./outputs-agree.js";
import { randomStream } from "./random-stream.js";

it.each(decodable)("all outputs agree on random streams: %s", async (_name, tools) => {
  for (let seed = 100; seed < 106; seed++) {
    expect(await outputDifferences(randomStream({ ...tools, seed }).bytes), `seed ${seed}`).toEqual([]);
  }
});

it("all outputs agree on random H.263 streams", async () => {
  for (let seed = 100; seed < 106; seed++) {
    expect(await outputDifferences(h263Stream({ seed })), `seed ${seed}`).toEqual([]);
  }
});
