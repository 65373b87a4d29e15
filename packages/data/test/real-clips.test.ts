import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { repository } from "../../../scripts/test-resources.js";
import type { Batch } from "../src/node/batch.js";
import { createLoader, csvList, type LoaderOptions, readTriplets } from "../src/node/index.js";

const fixtures = join(repository, "fixtures", "actions");
const shape = { size: 32, steps: 11 };
const folder = mkdtempSync(join(tmpdir(), "cvar-clips-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function load(options: Pick<LoaderOptions, "clips" | "classes" | "mode"> & Partial<LoaderOptions>) {
  const loader = createLoader({ shape, batchSize: 4, workers: 0, ...options });
  const batches: Batch[] = [];
  for await (const batch of loader) batches.push(batch);
  return { loader, batches };
}

it("loads the demo's clips, moving and all", async () => {
  const { classes, clips } = await csvList(join(fixtures, "labels.csv"));
  const some = clips.filter(({ split }) => split === "test").slice(0, 6);
  const { loader, batches } = await load({ clips: some, classes, mode: "train", seed: 1 });
  expect(loader.skipped).toEqual([]);
  expect(batches.map((batch) => batch.clips.length)).toEqual([4, 2]);
  for (const { images, motions, residuals } of batches) {
    for (const array of [images, motions, residuals]) {
      expect(array.every(Number.isFinite)).toBe(true);
      expect(new Set(array.subarray(0, 5000)).size).toBeGreaterThan(10);
    }
  }
  const again = await load({ clips: some, classes, mode: "train", seed: 1 });
  expect(again.batches).toEqual(batches);
});

it("lists truncated, garbled, empty and missing clips with the reason, and goes on with the rest", async () => {
  const test = join(fixtures, "test");
  const [mp4, avi] = [".mp4", ".avi"].map((type) => readdirSync(test).find((name) => name.endsWith(type))!);
  const good = readFileSync(join(test, mp4!));
  const files = {
    "empty.avi": Buffer.alloc(0),
    "garbage.avi": Buffer.from(Array.from({ length: 5000 }, (_, k) => (k * 7919) % 256)),
    "header-only.avi": readFileSync(join(test, avi!)).subarray(0, 64),
    "cut.mp4": good.subarray(0, 300),
    "good.mp4": good,
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  const clips = [...Object.keys(files), "missing.mp4"].map((name) => {
    return { file: join(folder, name), label: "a", split: "train" as const };
  });
  const { loader, batches } = await load({ clips, classes: ["a"], mode: "eval", batchSize: 8 });
  expect(batches.map((batch) => batch.clips)).toEqual([new Array(8).fill(4)]);
  expect(loader.skipped.map(({ file }) => file)).toEqual(
    clips.map(({ file }) => file).filter((f) => !f.endsWith("good.mp4")),
  );
  for (const { reason } of loader.skipped) expect(reason).toMatch(/^\w+Error: ./);
});

it("a clip cut at any place is either read or listed, and never aborts the run", async () => {
  const whole = readFileSync(
    join(fixtures, "test", readdirSync(join(fixtures, "test")).find((n) => n.endsWith(".avi"))!),
  );
  const clips = Array.from({ length: 12 }, (_, k) => {
    const file = join(folder, `cut-${k}.avi`);
    writeFileSync(file, whole.subarray(0, Math.floor((whole.length * (k + 0.37)) / 12)));
    return { file, label: "a", split: "train" as const };
  });
  const { loader, batches } = await load({ clips, classes: ["a"], mode: "eval", batchSize: 8 });
  const read = new Set(batches.flatMap((batch) => batch.clips)).size;
  expect(read + loader.skipped.length).toBe(12);
  expect(loader.skipped.length).toBeGreaterThan(0);
});

it("reads a path, an array of bytes, and decodes only I-frames for images", async () => {
  const file = join(fixtures, "test", readdirSync(join(fixtures, "test")).find((name) => name.endsWith(".mp4"))!);
  const options = { shape, which: { random: 3 } } as const;
  const [byPath] = await readTriplets(file, options);
  const [byBytes] = await readTriplets(new Uint8Array(readFileSync(file)), options);
  expect(byBytes).toEqual(byPath);
  const [still] = await readTriplets(file, { ...options, modalities: ["image"] });
  expect(still!.image).toEqual(byPath!.image);
  const [moving] = await readTriplets(file, { ...options, modalities: ["motion"] });
  expect(moving!.motion).toEqual(byPath!.motion);
});
