import { join } from "node:path";
import { expect, it } from "vitest";
import { repository } from "../../../scripts/test-resources.js";
import { type Batch, createLoader, csvList, type LoaderOptions, readTriplets } from "../src/node/index.js";
import { mixSeed } from "../src/random.js";

const { classes, clips: all } = await csvList(join(repository, "fixtures", "actions", "labels.csv"));
const clips = all.slice(0, 3);
const shape = { size: 16, steps: 1 };
const area = 16 * 16;

async function load(options: Partial<LoaderOptions>) {
  const loader = createLoader({ clips, classes, shape, batchSize: 4, mode: "eval", workers: 0, ...options });
  const batches: Batch[] = [];
  for await (const batch of loader) batches.push(batch);
  expect(loader.skipped).toEqual([]);
  return { batches, steps: loader.steps, order: batches.flatMap((batch) => batch.clips) };
}

const join32 = (arrays: readonly Float32Array[]) => Float32Array.from(arrays.flatMap((array) => Array.from(array)));
const every = (batches: readonly Batch[], name: "triplets" | "crops") => batches.flatMap((batch) => [...batch[name]]);

it("segments: the middle frame of each in evaluation, random ones in training, K of each clip together", async () => {
  const { batches, order, steps } = await load({ sampling: { segments: 3 } });
  expect(steps).toBe(3);
  expect(order).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
  expect(every(batches, "triplets")).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
  const own = await Promise.all(clips.map(({ file }) => readTriplets(file, { shape, which: { segments: 3 } })));
  expect(join32(batches.map((batch) => batch.motions))).toEqual(join32(own.flat().map(({ motion }) => motion)));
  const train = { mode: "train", sampling: { segments: 3 }, seed: 4, augment: null } as const;
  const first = await load(train);
  expect(await load(train)).toEqual(first);
  const [clip] = first.order;
  const which = { segments: 3, random: mixSeed(4, 0, clip!) };
  const drawn = await readTriplets(clips[clip!]!.file, { shape, which });
  expect(first.batches[0]!.residuals.slice(0, 3 * area * 3)).toEqual(join32(drawn.map(({ residual }) => residual)));
});

it("neighbours: the I-frame beside, eight groups in evaluation and one in training", async () => {
  const { batches } = await load({ sampling: "neighbours", batchSize: 8 });
  expect(batches.map((batch) => batch.clips.length)).toEqual([8, 8, 8]);
  const seed = mixSeed(0, 0, 1);
  const own = await readTriplets(clips[1]!.file, { shape, which: { neighbours: "uniform", seed } });
  expect(batches[1]!.neighbours).toEqual(join32(own.map(({ neighbour }) => neighbour)));
  expect(batches[1]!.neighbours).not.toEqual(batches[1]!.images);
  expect(batches[1]!.motions).toEqual(join32(own.map(({ motion }) => motion)));
  const train = await load({ mode: "train", sampling: "neighbours" });
  expect(train.batches.map((batch) => batch.neighbours.length)).toEqual([3 * area * 3]);
  expect((await load({})).batches[0]!.neighbours.length).toBe(0);
});

it("groups: single frames without neighbours, accumulated or each frame's own", async () => {
  const { batches } = await load({ sampling: "groups", batchSize: 8 });
  const seed = mixSeed(0, 0, 1);
  const own = await readTriplets(clips[1]!.file, { shape, which: { neighbours: "uniform", seed } });
  expect(batches[1]!.motions).toEqual(join32(own.map(({ motion }) => motion)));
  expect(batches[1]!.neighbours.length).toBe(0);
  const raw = await load({ sampling: "groups", batchSize: 8, rule: "none" });
  expect(raw.batches[1]!.images).toEqual(batches[1]!.images);
  expect(raw.batches[1]!.motions).not.toEqual(batches[1]!.motions);
  const coded = await readTriplets(clips[1]!.file, { shape, which: { groups: "uniform", seed }, rule: "none" });
  expect(raw.batches[1]!.residuals).toEqual(join32(coded.map(({ residual }) => residual)));
  const train = { mode: "train", sampling: "groups", modalities: ["motion"], rule: "none", seed: 3 } as const;
  expect((await load(train)).batches).toEqual((await load(train)).batches);
});

it("crops: each triplet in each, equal to those read at once, whatever the batch size and the memory", async () => {
  const wide = { size: 16, steps: 3 };
  const options = { shape: wide, crops: 10, modalities: ["motion"] } as const;
  const { batches, order } = await load({ ...options, batchSize: 7 });
  expect(order.length).toBe(240);
  expect(every(batches, "crops").slice(0, 12)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
  expect(every(batches, "triplets").slice(8, 12)).toEqual([0, 0, 1, 1]);
  const own = await readTriplets(clips[0]!.file, { ...options, which: "uniform" });
  const values = 80 * 3 * area * 2;
  const loaded = join32(batches.map((batch) => batch.motions)).slice(0, values);
  expect(loaded).toEqual(join32(own.map(({ motion }) => motion)));
  // Ten samples need room at once, not eighty.
  const bytes = 4 * 3 * area * 2;
  expect(createLoader({ ...options, clips, classes, mode: "eval", batchSize: 10, workers: 0 }).memoryBytes).toBe(
    10 * bytes,
  );
});

it("says what is wrong with an option", () => {
  const wrong = (options: Partial<LoaderOptions>, option: string) =>
    expect(() => createLoader({ clips, classes, shape, batchSize: 4, mode: "eval", ...options })).toThrow(
      expect.objectContaining({ _tag: "InvalidOptionError", option }),
    );
  wrong({ sampling: { segments: 0 } }, "sampling.segments");
  wrong({ sampling: "neighbours", shape: { size: 16, steps: 2 } }, "shape.steps");
  wrong({ crops: 2 as 1 }, "crops");
  wrong({ mode: "train", crops: 10 }, "crops");
});
