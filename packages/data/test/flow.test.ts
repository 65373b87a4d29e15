import { join } from "node:path";
import { openVideo } from "@cvar/bitstream/node";
import { expect, it } from "vitest";
import { repository } from "../../../scripts/test-resources.js";
import { randomCrop, readTriplets, type Triplet, type TripletOptions } from "../src/index.js";
import { createLoader } from "../src/node/index.js";

const file = join(repository, "fixtures", "actions", "test", "walk__021.avi");
const shape = { size: 48, steps: 1 };

async function read(options: Partial<TripletOptions>) {
  const video = await openVideo(file);
  const triplets = await readTriplets(video, { shape, which: { groups: "every", seed: 1 }, ...options });
  await video.close();
  return triplets;
}

/** Cosine between two fields. */
function alike(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    dot += value * b[i]!;
    aa += value * value;
    bb += b[i]! * b[i]!;
  }
  return dot / Math.sqrt(aa * bb);
}

it.each([
  ["paper", 0.2], // since the I-frame: far, and vectors are coarse
  ["none", 0.5],
] as const)("rule %s: goes the way of the vectors, and changes nothing else", async (rule, least) => {
  const triplets = await read({ rule, flow: true });
  const without = await read({ rule });
  expect(triplets.length).toBeGreaterThan(2);
  const mean = triplets.reduce((sum, { flow, motion }) => sum + alike(flow, motion), 0) / triplets.length;
  expect(mean).toBeGreaterThan(least);
  for (const [k, { flow, ...rest }] of triplets.entries()) {
    expect(flow.length).toBe(48 * 48 * 2);
    expect(flow.every((value) => Math.abs(value) <= 1)).toBe(true);
    expect({ ...without[k], flow: 0 }).toEqual({ ...rest, flow: 0 });
    expect(without[k]!.flow.length).toBe(0);
  }
});

it("is mirrored with the pictures, is there at every time step, and needs nothing else to be read", async () => {
  const crop = { scales: [1], distortion: 0 } as const;
  const windows = Array.from({ length: 200 }, (_, seed) => ({ seed, window: randomCrop({ seed, ...crop }) }));
  const [plain] = windows.filter(({ window }) => !window.flip);
  const mirrored = windows.find(({ window }) => window.flip && window.left === plain!.window.left);
  const options = { modalities: [], flow: true, shape: { size: 32, steps: 2 }, which: { random: 3 } } as const;
  const flowOf = async (seed: number) => {
    const [{ flow, image, motion }] = (await read({ ...options, augment: { seed, ...crop } })) as [Triplet];
    expect([flow.length, image.length, motion.length]).toEqual([2 * 32 * 32 * 2, 0, 0]);
    for (const step of [0, 1]) expect(flow.subarray(step * 2048, (step + 1) * 2048).some((v) => v !== 0)).toBe(true);
    return flow;
  };
  const [a, b] = [await flowOf(plain!.seed), await flowOf(mirrored!.seed)];
  const turned = a.map((_, i) => {
    const [axis, pixel] = [i % 2, Math.floor(i / 2)];
    const other = pixel - (pixel % 32) + 31 - (pixel % 32);
    return (axis === 0 ? -1 : 1) * a[2 * other + axis]!;
  });
  expect(alike(b, turned)).toBeGreaterThan(0.97);
  expect(await flowOf(plain!.seed)).toEqual(a);
});

it("comes in batches", async () => {
  const clips = [{ file, label: "walk", split: "test" }] as const;
  const common = { clips, classes: ["walk"], shape, batchSize: 8, mode: "eval", workers: 0 } as const;
  for await (const batch of createLoader({ ...common, sampling: "groups", modalities: ["motion"], flow: true })) {
    expect([batch.flows.length, batch.motions.length]).toEqual([8 * 48 * 48 * 2, 8 * 48 * 48 * 2]);
    expect(batch.flows.some((value) => value !== 0)).toBe(true);
  }
});
