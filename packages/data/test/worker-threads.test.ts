import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { repository } from "../../../scripts/test-resources.js";
import type * as NodeEntry from "../src/node/index.js";

/** Worker threads run the built package: `pnpm build` makes it, and the test set-up does so before. */
const entry = join(repository, "packages", "data", "dist", "node", "index.js");
if (!existsSync(entry)) console.log("skipped: @cvar/data is not built, and its worker threads need that");

it.skipIf(!existsSync(entry))("threads give the same batches as none, and end with the loop", async () => {
  const built: typeof NodeEntry = await import(/* @vite-ignore */ pathToFileURL(entry).href);
  const { classes, clips } = await built.csvList(join(repository, "fixtures", "actions", "labels.csv"));
  const options = {
    clips: clips.slice(0, 10),
    classes,
    shape: { size: 16, steps: 11 },
    batchSize: 3,
    mode: "train",
  } as const;
  const passes = [];
  for (const workers of [0, 1, 2]) {
    const loader = built.createLoader({ ...options, workers, seed: 5 });
    const batches = [];
    for await (const batch of loader) batches.push(batch);
    expect(loader.skipped).toEqual([]);
    passes.push(batches);
  }
  expect(passes[0]!.length).toBe(4);
  expect(passes[1]).toEqual(passes[0]);
  expect(passes[2]).toEqual(passes[0]);

  const readers = built.createClipReaders(2);
  for await (const _ of built.createLoader({ ...options, readers })) break;
  const later = await readers.read({ file: clips[0]!.file, options: { shape: options.shape, which: { random: 1 } } });
  expect("triplets" in later && later.triplets.length).toBe(1);
  await readers.close();
});
