import { expect, it } from "vitest";
import { kinds } from "./configurations.js";
import { h263Stream } from "./h263-stream.js";
import { outputDifferences, residualDifferences } from "./outputs-agree.js";
import { randomStream } from "./random-stream.js";

it.each(kinds)("all outputs agree on random streams: %s", async (_name, tools) => {
  for (let seed = 100; seed < 106; seed++) {
    const { bytes } = randomStream({ ...tools, seed });
    expect(await outputDifferences(bytes), `seed ${seed}`).toEqual([]);
    expect(await residualDifferences(bytes), `seed ${seed}`).toEqual([]);
  }
});

it("all outputs agree on random H.263 streams", async () => {
  for (let seed = 100; seed < 106; seed++) {
    const bytes = h263Stream({ seed });
    expect(await outputDifferences(bytes), `seed ${seed}`).toEqual([]);
    expect(await residualDifferences(bytes), `seed ${seed}`).toEqual([]);
  }
});
