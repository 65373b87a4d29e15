import { expect, it } from "vitest";
import type { Batch } from "../src/node/batch.js";
import type { ClipReaders } from "../src/node/clip-readers.js";
import type { ClipTask } from "../src/node/clip-task.js";
import { createLoader, type LoaderOptions } from "../src/node/loader.js";

const shape = { size: 2, steps: 2 };
const clips = Array.from({ length: 10 }, (_, k) => {
  return { file: `clip-${k}`, label: k % 2 === 0 ? "even" : "odd", split: "train" as const };
});

/** Answers out of order, after as many turns of the event loop as the task's number asks; files named in `broken` fail. */
function fakeReaders(concurrency: number, broken: string[] = []) {
  const seen = { tasks: [] as ClipTask[], open: 0, mostOpen: 0, closed: 0 };
  const readers: ClipReaders = {
    concurrency,
    async read(task) {
      seen.tasks.push(task);
      seen.mostOpen = Math.max(seen.mostOpen, ++seen.open);
      const number = Number(task.file.split("-")[1]);
      for (let turn = 0; turn < (number * 7) % 5; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
      seen.open--;
      if (broken.includes(task.file)) return { skipped: { file: task.file, reason: "broken" } };
      const { which } = task.options;
      const array = (length: number) => new Float32Array(length).fill(number);
      const one = {
        image: array(12),
        motion: array(16),
        residual: array(24),
        gop: 0,
        neighbour: array(0),
        view: 0,
        offset: 0 as const,
      };
      const triplets = typeof which === "object" && "random" in which ? [which.random! % 8] : [0, 1, 2, 3, 4, 5, 6, 7];
      return { triplets: triplets.map((triplet) => ({ ...one, triplet })) };
    },
    async close() {
      seen.closed++;
    },
  };
  return { readers, seen };
}

async function collect(options: Partial<LoaderOptions>) {
  const loader = createLoader({ clips, classes: ["even", "odd"], shape, batchSize: 4, mode: "train", ...options });
  const batches: Batch[] = [];
  for await (const batch of loader) batches.push(batch);
  return { loader, batches, order: batches.map((batch) => batch.clips) };
}

it("packs samples into batches, each with its label and its own values", async () => {
  const { batches, loader } = await collect({ readers: fakeReaders(2).readers });
  expect([loader.steps, ...batches.map(({ clips }) => clips.length)]).toEqual([3, 4, 4, 2]);
  expect(batches.flatMap((batch) => batch.clips).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const batch of batches) {
    const count = batch.clips.length;
    const lengths = [batch.images, batch.motions, batch.residuals].map((array) => array.length / count);
    expect(lengths).toEqual([12, 16, 24]);
    batch.clips.forEach((clip, k) => {
      expect(batch.labels[k]).toBe(clip % 2);
      expect([batch.images[12 * k], batch.motions[16 * k + 15], batch.residuals[24 * k]]).toEqual([clip, clip, clip]);
    });
  }
});

it("is the same for any number of readers, another for another epoch or seed", async () => {
  const { order, batches } = await collect({ readers: fakeReaders(1).readers, seed: 3, epoch: 2 });
  const other = await collect({ readers: fakeReaders(4).readers, seed: 3, epoch: 2 });
  expect(other.batches).toEqual(batches);
  expect((await collect({ readers: fakeReaders(1).readers, seed: 3, epoch: 3 })).order).not.toEqual(order);
  expect((await collect({ readers: fakeReaders(1).readers, seed: 4, epoch: 2 })).order).not.toEqual(order);
});

it("goes on in the middle of an epoch without reading what came before", async () => {
  const { order } = await collect({ readers: fakeReaders(1).readers, seed: 3 });
  const { readers, seen } = fakeReaders(1);
  expect((await collect({ readers, seed: 3, from: 2 })).order).toEqual(order.slice(2));
  expect(seen.tasks.length).toBe(2);
});

it("evaluates all eight triplets of each clip in order, reading each clip once", async () => {
  const { readers, seen } = fakeReaders(2);
  const { batches, loader } = await collect({ readers, mode: "eval", batchSize: 12 });
  expect(seen.tasks.map(({ file }) => file)).toEqual(clips.map(({ file }) => file));
  expect(seen.tasks.every(({ options }) => options.augment === null && options.which === "uniform")).toBe(true);
  expect(loader.steps).toBe(7);
  expect(batches[0]!.clips).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
  expect(Array.from(batches[0]!.triplets)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3]);
});

it("leaves broken clips out, lists them once, and goes on", async () => {
  const broken = ["clip-3", "clip-0", "clip-1", "clip-2"];
  const train = await collect({ readers: fakeReaders(2, broken).readers });
  expect(train.order.flat().sort()).toEqual([4, 5, 6, 7, 8, 9]);
  expect(train.loader.skipped.map(({ file }) => file).sort()).toEqual([...broken].sort());
  const evaluation = await collect({ readers: fakeReaders(2, broken).readers, mode: "eval", batchSize: 8 });
  expect(evaluation.batches.length).toBe(6);
  expect(evaluation.loader.skipped.length).toBe(4);
  const none = await collect({
    readers: fakeReaders(
      2,
      clips.map(({ file }) => file),
    ).readers,
  });
  expect([none.batches.length, none.loader.skipped.length]).toEqual([0, 10]);
});

it("reads a bounded number of clips ahead, and none without threads", async () => {
  const many = Array.from({ length: 100 }, (_, k) => ({ ...clips[0]!, file: `clip-${k}` }));
  const { readers, seen } = fakeReaders(2);
  const options = { clips: many, classes: ["even"], shape, batchSize: 4, mode: "train" as const };
  for await (const _ of createLoader({ ...options, readers })) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    break;
  }
  expect(seen.tasks.length).toBeLessThanOrEqual(4 + 4 + 2 + 1);
  expect(seen.closed).toBe(0);
  const lazy = fakeReaders(0);
  for await (const _ of createLoader({ ...options, readers: lazy.readers })) break;
  expect(lazy.seen.tasks.length).toBe(4);
});

it("keeps only the modalities asked for", async () => {
  const { readers, seen } = fakeReaders(1);
  const { batches } = await collect({ readers, modalities: ["image"] });
  expect(seen.tasks[0]!.options.modalities).toEqual(["image"]);
  expect([batches[0]!.images.length, batches[0]!.motions.length, batches[0]!.residuals.length]).toEqual([48, 0, 0]);
});

it("stops with the signal's reason", async () => {
  const stop = new AbortController();
  const reason = new Error("enough");
  const { readers } = fakeReaders(1);
  const stuck = { ...readers, read: () => new Promise<never>(() => undefined) };
  const reading = collect({ readers: stuck, signal: stop.signal });
  stop.abort(reason);
  await expect(reading).rejects.toBe(reason);
  await expect(collect({ readers, signal: stop.signal })).rejects.toBe(reason);
});

it("refuses an empty dataset, unknown labels and impossible numbers", () => {
  const make = (options: Partial<LoaderOptions>) => () =>
    createLoader({ clips, classes: ["even", "odd"], shape, batchSize: 4, mode: "train", ...options });
  const tag = (call: () => unknown) => {
    try {
      call();
    } catch (error) {
      return (error as { _tag: string })._tag;
    }
    return "none";
  };
  expect(tag(make({ clips: [] }))).toBe("EmptyDatasetError");
  expect(tag(make({ classes: ["even"] }))).toBe("UnknownLabelError");
  expect(tag(make({ batchSize: 0 }))).toBe("InvalidOptionError");
  expect(tag(make({ shape: { size: 1.5, steps: 1 } }))).toBe("InvalidOptionError");
});
