import { createAccumulator } from "@cvar/accumulate";
import type { FrameOptions } from "@cvar/bitstream";
import { expect, it } from "vitest";
import { fakeVideo } from "../../accumulate/test/fake-video.js";
import { joinGroups, syntheticGop } from "../../accumulate/test/synthetic-stream.js";
import { centreCrop, makeFrameTransform, readTriplets } from "../src/index.js";

const size = { width: 80, height: 64 };
const shape = { size: 16, steps: 3 };

/** Groups of these many frames, one after the other. */
function video(...groups: number[]) {
  const kinds = { maxVector: 6, step: 1, intraRate: 0.1, notCodedRate: 0.1, fourVectorRate: 0.2 };
  const frames = joinGroups(groups.map((count, seed) => syntheticGop({ ...size, ...kinds, pFrames: count - 1, seed })));
  return Object.assign(fakeVideo(frames, size.width, size.height), { all: frames });
}

it("gives eight triplets in order, and decodes each group once", async () => {
  const short = video(4, 4, 4);
  const triplets = await readTriplets(short, { shape, which: "uniform" });
  expect(triplets.map(({ triplet }) => triplet)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(triplets.map(({ gop }) => gop)).toEqual([0, 0, 0, 1, 1, 2, 2, 2]);
  expect(short.read).toBe(12);
  expect(triplets[0]!.image).toBe(triplets[1]!.image);
  const { image, motion, residual } = triplets[0]!;
  expect([image.length, motion.length, residual.length]).toEqual([16 * 16 * 3, 3 * 16 * 16 * 2, 3 * 16 * 16 * 3]);
});

it("is the accumulated trace at each P-frame through the centre crop", async () => {
  const one = video(4);
  const [triplet] = await readTriplets(one, { shape, which: { random: 1 } });
  const accumulator = createAccumulator(size);
  const transform = makeFrameTransform(size.width, size.height, centreCrop(), shape.size);
  const motion = new Float32Array(3 * 16 * 16 * 2);
  const residual = new Float32Array(3 * 16 * 16 * 3);
  accumulator.start(one.all[0]!);
  for (let t = 0; t < 3; t++) {
    const accumulated = accumulator.push(one.all[t + 1]!);
    transform.motion(accumulated.motion, motion, t * 16 * 16 * 2);
    transform.residual(accumulated.planes!, residual, t * 16 * 16 * 3);
  }
  expect(triplet!.motion).toEqual(motion);
  expect(triplet!.residual).toEqual(residual);
  expect(motion.some((v) => v !== 0)).toBe(true);
});

it("repeats the last frame of short groups; lone I-frames have no motion", async () => {
  const [short] = await readTriplets(video(2), { shape, which: { random: 1 } });
  const step = (t: number) => short!.motion.slice(t * 512, (t + 1) * 512);
  expect(step(0).some((v) => v !== 0)).toBe(true);
  expect([step(1), step(2)]).toEqual([step(0), step(0)]);
  const [still] = await readTriplets(video(1), { shape, which: { random: 1 } });
  expect(still!.motion.every((v) => v === 0) && still!.residual.every((v) => v === 0)).toBe(true);
  expect(still!.image.some((v) => v !== 0)).toBe(true);
});

it("reads long groups at evenly spaced frames", async () => {
  const long = video(10);
  const [triplet] = await readTriplets(long, { shape, which: { random: 1 } });
  const every = await readTriplets(video(10), { shape: { size: 16, steps: 9 }, which: { random: 1 } });
  for (let t = 0; t < 3; t++) {
    const at = [2, 5, 8][t]! * 512;
    expect(triplet!.motion.slice(t * 512, (t + 1) * 512)).toEqual(every[0]!.motion.slice(at, at + 512));
  }
});

it("follows P-frames past B-frames, which it does not decode", async () => {
  const plain = video(10);
  const isB = (index: number) => index % 3 === 2;
  const frames = plain.all.map((frame, i) => {
    if (isB(i)) return { ...frame, type: "B" as const, reference: false };
    if (frame.motion === null || !isB(i - 1)) return frame;
    // Nothing refers to a B-frame: its reference is the frame before that.
    return { ...frame, motion: { ...frame.motion, references: frame.motion.references.map((r) => r - 1) } };
  });
  const mixed = fakeVideo(frames, size.width, size.height);
  const steps = 9;
  const [triplet] = await readTriplets(mixed, { shape: { size: 16, steps }, which: { random: 1 } });
  expect(mixed.read).toBe(10 - frames.filter(({ type }) => type === "B").length);
  const accumulator = createAccumulator(size);
  const transform = makeFrameTransform(size.width, size.height, centreCrop(), shape.size);
  accumulator.start(frames[0]!);
  const expected = new Float32Array(steps * 512);
  let latest = new Float32Array();
  for (let i = 1; i <= steps; i++) {
    // A B-frame's step shows what the P-frame decoded before it does.
    if (!isB(i)) latest = accumulator.push(frames[i]!).motion as Float32Array<ArrayBuffer>;
    transform.motion(latest, expected, (i - 1) * 512);
  }
  expect(triplet!.motion).toEqual(expected);
  // Where the profile says that there may be B-frames, steps fall on P-frames alone.
  const advanced = { ...mixed, profile: "Advanced Simple" };
  const [p] = await readTriplets(advanced, { shape: { size: 16, steps: 6 }, which: { random: 1 } });
  for (const [step, at] of [1, 3, 4, 6, 7, 9].entries()) {
    expect(p!.motion.slice(step * 512, (step + 1) * 512)).toEqual(expected.slice((at - 1) * 512, at * 512));
  }
});

it("is reproducible by seed, and different for others", async () => {
  const clip = video(3, 3, 3, 3, 3, 3, 3, 3);
  const read = async (seed: number) =>
    (await readTriplets(clip, { shape, which: { random: seed }, augment: { seed } }))[0]!;
  expect(await read(5)).toEqual(await read(5));
  expect((await read(5)).image).not.toEqual((await read(6)).image);
});

it("decodes nothing that the modalities do not need", async () => {
  const clip = video(4, 4);
  const [still] = await readTriplets(clip, { shape, which: { random: 1 }, modalities: ["image"] });
  expect(clip.read).toBe(1);
  expect([still!.motion.length, still!.residual.length]).toEqual([0, 0]);
  const asked: unknown[] = [];
  const frames = (options?: FrameOptions) => {
    asked.push(options?.output);
    return clip.frames(options);
  };
  const spy = { ...clip, frames };
  const [moving] = await readTriplets(spy, { shape, which: { random: 1 }, modalities: ["motion"] });
  expect(asked).toEqual(["motion"]);
  expect([moving!.image.length, moving!.motion.length]).toEqual([0, 3 * 512]);
});

it("writes into the arrays of triplets that are done with, and gives the same", async () => {
  const clip = video(4, 1, 2, 5, 1);
  const fresh = await readTriplets(clip, { shape, which: "uniform" });
  const old = await readTriplets(video(6, 6, 6), { shape, which: "uniform" });
  for (const { image, motion, residual } of old) for (const array of [image, motion, residual]) array.fill(7);
  const again = await readTriplets(clip, { shape, which: "uniform", into: old });
  expect(again).toEqual(fresh);
  const arrays = new Set(old.map(({ motion }) => motion));
  expect(again.filter(({ motion }) => arrays.has(motion)).length).toBeGreaterThanOrEqual(arrays.size);
  // One array for each group, though triplets of a group share theirs.
  expect(new Set(again.map(({ motion }) => motion)).size).toBe(new Set(again.map(({ gop }) => gop)).size);
  const other = await readTriplets(clip, { shape: { size: 8, steps: 3 }, which: "uniform", into: again });
  expect(other[0]!.motion.length).toBe(3 * 64 * 2);
});

it("says what is wrong with a shape", async () => {
  const reading = readTriplets(video(2), { shape: { size: 0, steps: 3 }, which: "uniform" });
  await expect(reading).rejects.toMatchObject({ _tag: "InvalidOptionError", option: "shape.size" });
});
