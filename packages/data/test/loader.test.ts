import { expect, it } from "vitest";
import type { Batch } from "../src/node/batch.js";
import type { ClipReaders } from "../src/node/clip-readers.js";
import type { ClipTask } from "../src/node/clip-task.js";
import { createLoader } from "../src/node/loader.js";
import type { LoaderOptions } from "../src/node/loader-options.js";

const shape = { size: 2, steps: 2 };
const clips = Array.from({ length: 10 }, (_, k) => {
  return { file: `clip-${k}`, label: k % 2 === 0 ? "even" : "odd", split: "train" as const };
});

/** Answers out of order, after as many turns of the event loop as the task's number asks; files named in `broken` fail. */
function fakeReaders(concurrency: number, broken: string[] = []) {
  const seen = { tasks: [] as ClipTask[], open: 0, mostOpen: 0, closed: 0 };
  const readers: ClipReaders = {
    concurrency,
    async read(task, into, signal) {
      signal?.throwIfAborted();
      seen.tasks.push(task);
      seen.mostOpen = Math.max(seen.mostOpen, ++seen.open);
      const number = Number(task.file.split("-")[1]);
      for (let turn = 0; turn < (number * 7) % 5; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
      seen.open--;
      if (broken.includes(task.file)) return { skipped: { file: task.file, reason: "broken" } };
      const { which } = task.options;
      const triplets = typeof which === "object" && "random" in which ? [which.random! % 8] : [0, 1, 2, 3, 4, 5, 6, 7];
      const facts = { gop: 0, crop: 0, offset: 0 as const, neighbour: new Float32Array(0) };
      expect(into!.length).toBe(triplets.length);
      for (const { image, motion, residual } of into!)
        for (const array of [image, motion, residual]) array.fill(number);
      return { triplets: triplets.map((triplet, k) => ({ ...facts, ...into![k]!, triplet })) };
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
});

it("fails when more clips are broken than may be, or all of them", async () => {
  const broken = clips.map(({ file }) => file);
  const all = collect({ readers: fakeReaders(2, broken).readers, mode: "eval" });
  await expect(all).rejects.toMatchObject({ _tag: "BrokenClipsError", clips: 10, skipped: { length: 10 } });
  const maximumSkipped = 0.2;
  const few = await collect({ readers: fakeReaders(2, broken.slice(0, 2)).readers, maximumSkipped });
  expect(few.loader.skipped.length).toBe(2);
  const many = collect({ readers: fakeReaders(2, broken.slice(0, 3)).readers, maximumSkipped });
  await expect(many).rejects.toMatchObject({ _tag: "BrokenClipsError", skipped: { length: 3 } });
});

it.each([
  ["borrowed", 4 + 4],
  ["owned", 4 + 4 + 4],
] as const)("reads a bounded number of clips ahead of %s arrays, and none without threads", async (arrays, most) => {
  const many = Array.from({ length: 100 }, (_, k) => ({ ...clips[0]!, file: `clip-${k}` }));
  const { readers, seen } = fakeReaders(2);
  const options = { clips: many, classes: ["even"], shape, batchSize: 4, mode: "train" as const, arrays };
  for await (const _ of createLoader({ ...options, readers })) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    break;
  }
  expect(seen.tasks.length).toBe(most);
  expect(seen.closed).toBe(0);
  const lazy = fakeReaders(0);
  for await (const _ of createLoader({ ...options, readers: lazy.readers })) break;
  expect(lazy.seen.tasks.length).toBe(4);
});

it("keeps every thread busy however small the batches, unless the memory it may use is less", async () => {
  const { readers, seen } = fakeReaders(6);
  await collect({ readers, batchSize: 1 });
  expect(seen.mostOpen).toBeGreaterThanOrEqual(6);
  const sample = 4 * (12 + 16 + 24);
  const small = fakeReaders(6);
  const { loader } = await collect({ readers: small.readers, batchSize: 1, memory: 3 * sample + 1 });
  expect([loader.memoryBytes, small.seen.mostOpen]).toEqual([3 * sample, 3]);
  const eight = { readers: fakeReaders(1).readers, mode: "eval" as const, batchSize: 3 };
  await expect(collect({ ...eight, memory: 12 * sample - 1 })).rejects.toThrow(`at least ${12 * sample}`);
  expect((await collect({ ...eight, memory: 12 * sample })).order.flat().length).toBe(80);
});

it.each(["owned", "borrowed"] as const)("%s arrays: the same values, for as long as it says", async (arrays) => {
  const options = { clips, classes: ["even", "odd"], shape, batchSize: 2, mode: "eval" as const, prefetch: 1, arrays };
  const buffers = new Set<ArrayBufferLike>();
  let first: Batch | null = null;
  for await (const batch of createLoader({ ...options, readers: fakeReaders(2).readers })) {
    first ??= batch;
    buffers.add(batch.motions.buffer);
    expect(batch.motions.buffer instanceof ArrayBuffer).toBe(arrays === "owned");
    expect(Array.from(batch.motions)).toEqual(batch.clips.flatMap((clip) => Array<number>(16).fill(clip)));
  }
  expect(buffers.size).toBe(arrays === "owned" ? 40 : 9);
  expect(first!.motions[0] === 0).toBe(arrays === "owned");
});

it("writes to the same memory epoch after epoch where threads are kept", async () => {
  const { readers } = fakeReaders(2);
  const forgotten: SharedArrayBuffer[] = [];
  const kept = { ...readers, forget: (memory: readonly SharedArrayBuffer[]) => void forgotten.push(...memory) };
  const buffers = new Set<ArrayBufferLike>();
  for (let epoch = 0; epoch < 3; epoch++) {
    const { batches } = await collect({ readers: kept, epoch, arrays: "borrowed" });
    for (const batch of batches) buffers.add(batch.images.buffer);
  }
  expect([buffers.size, forgotten]).toEqual([2, []]);
  await collect({ readers: kept, batchSize: 5 });
  expect(new Set(forgotten)).toEqual(buffers);
});

it("goes on from a saved state with the batches that are left, clips left out before and after", async () => {
  const broken = ["clip-3", "clip-0", "clip-1", "clip-2", "clip-9"];
  for (const mode of ["train", "eval"] as const) {
    for (const batchSize of [1, 3, 8]) {
      const options = { clips, classes: ["even", "odd"], shape, batchSize, mode, seed: 7, epoch: 1 };
      const whole = await collect({ ...options, readers: fakeReaders(2, broken).readers });
      for (let stop = 0; stop <= whole.batches.length; stop++) {
        const loader = createLoader({ ...options, readers: fakeReaders(2, broken).readers });
        const reading = loader[Symbol.asyncIterator]();
        for (let k = 0; k < stop; k++) await reading.next();
        const resume = JSON.parse(JSON.stringify(loader.state()));
        await reading.return?.();
        const { seed: _, epoch: __, ...rest } = options;
        const left = await collect({ ...rest, resume, readers: fakeReaders(1, broken).readers });
        expect(left.batches).toEqual(whole.batches.slice(stop));
        expect(left.loader.skipped).toEqual(whole.loader.skipped);
        expect(left.loader.state()).toEqual(whole.loader.state());
      }
    }
  }
});

it("refuses to go on with other batches than those of the saved state", async () => {
  const { readers } = fakeReaders(0);
  const { loader } = await collect({ readers, seed: 2 });
  const resume = loader.state();
  const moved = clips.map((clip) => ({ ...clip, file: `/elsewhere/${clip.file}` }));
  expect((await collect({ readers, resume, clips: moved })).batches).toEqual([]);
  const other = [{ seed: 3 }, { from: 1 }, { batchSize: 5 }, { clips: clips.slice(1) }, { augment: null }];
  for (const changed of other) {
    await expect(collect({ readers, resume, ...changed })).rejects.toMatchObject({ _tag: "StateMismatchError" });
  }
});

it("drops a last batch that is not full", async () => {
  const { seen, readers } = fakeReaders(2);
  const { order, loader } = await collect({ readers, dropLast: true });
  expect([loader.steps, order.map(({ length }) => length), seen.tasks.length]).toEqual([2, [4, 4], 8]);
  const evaluation = await collect({ readers: fakeReaders(2).readers, mode: "eval", batchSize: 32, dropLast: true });
  expect(evaluation.order.map(({ length }) => length)).toEqual([32, 32]);
});

it("gives each of several processes its share of an epoch", async () => {
  const share = async (index: number, dropLast: boolean) => {
    const { readers } = fakeReaders(2);
    return (await collect({ readers, shard: { index, count: 3 }, batchSize: 1, dropLast })).order.flat();
  };
  const whole = (await collect({ readers: fakeReaders(2).readers })).order.flat();
  const shares = await Promise.all([0, 1, 2].map((index) => share(index, false)));
  shares.forEach((clips, index) => {
    expect(clips).toEqual(whole.filter((_, k) => k % 3 === index));
  });
  const equal = await Promise.all([0, 1, 2].map((index) => share(index, true)));
  expect(equal.map(({ length }) => length)).toEqual([3, 3, 3]);
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
  expect(tag(make({ maximumSkipped: 2 }))).toBe("InvalidOptionError");
  expect(tag(make({ shard: { index: 2, count: 2 } }))).toBe("InvalidOptionError");
  expect(tag(make({ shard: { index: 2, count: 11 } }))).toBe("EmptyDatasetError");
});
