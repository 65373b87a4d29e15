import type { FrameOptions } from "@cvar/bitstream";
import { expect, it } from "vitest";
import { fakeVideo } from "../../accumulate/test/fake-video.js";
import { joinGroups, syntheticGop } from "../../accumulate/test/synthetic-stream.js";
import { readTriplets, streamTriplets } from "../src/index.js";

const size = { width: 80, height: 64 };
const shape = { size: 16, steps: 1 };

/** Groups of these many frames, one after the other. */
function video(...groups: number[]) {
  const kinds = { maxVector: 6, step: 1, intraRate: 0.1, notCodedRate: 0.1, fourVectorRate: 0.2 };
  const frames = joinGroups(groups.map((count, seed) => syntheticGop({ ...size, ...kinds, pFrames: count - 1, seed })));
  return Object.assign(fakeVideo(frames, size.width, size.height), { all: frames });
}

/** The I-frame of a group and its traces at each position from 1 on, read as one triplet of a video of that group alone. */
async function wholeGroup(clip: ReturnType<typeof video>, gop: number) {
  const { firstFrame, frameCount } = (await clip.gops())[gop]!;
  const frames = clip.all.slice(firstFrame, firstFrame + frameCount).map((f, decodeIndex) => ({ ...f, decodeIndex }));
  const options = { shape: { size: 16, steps: Math.max(1, frameCount - 1) }, which: { random: 0 } };
  const [triplet] = await readTriplets(fakeVideo(frames, size.width, size.height), options);
  return {
    image: triplet!.image,
    motion: (position: number) => triplet!.motion.slice((position - 1) * 512, position * 512),
    residual: (position: number) => triplet!.residual.slice((position - 1) * 768, position * 768),
  };
}

it("reads the middle frame of each segment, and the I-frame of its group", async () => {
  const clip = video(4, 6, 3, 5);
  const segments = await readTriplets(clip, { shape, which: { segments: 3 } });
  expect(segments.map(({ triplet }) => triplet)).toEqual([0, 1, 2]);
  // Frames 4, 9 and 14 of 18; 4 is an I-frame, so the one before it is read.
  const places = [
    [0, 3],
    [1, 5],
    [3, 1],
  ] as const;
  for (const [k, [gop, position]] of places.entries()) {
    const group = await wholeGroup(clip, gop);
    expect(segments[k]).toMatchObject({ gop, image: group.image, offset: 0, crop: 0 });
    expect(segments[k]!.motion).toEqual(group.motion(position));
    expect(segments[k]!.residual).toEqual(group.residual(position));
    expect(segments[k]!.neighbour.length).toBe(0);
  }
  expect(segments[0]!.motion.some((v) => v !== 0)).toBe(true);
});

it("reads one motion field, one residual and the neighbour's I-frame", async () => {
  const clip = video(4, 6, 3, 5);
  const samples = await readTriplets(clip, { shape, which: { neighbours: "every", seed: 4 } });
  expect(samples.map(({ gop, offset }) => [gop, offset])).toEqual([
    [0, 1],
    [1, -1],
    [2, -1],
    [3, -1],
  ]);
  const groups = await Promise.all([0, 1, 2, 3].map((gop) => wholeGroup(clip, gop)));
  const lengths = [4, 6, 3, 5];
  for (const { gop, offset, image, neighbour, motion, residual } of samples) {
    expect(image).toEqual(groups[gop]!.image);
    expect(neighbour).toEqual(groups[gop + offset]!.image);
    const positions = Array.from({ length: lengths[gop]! - 1 }, (_, k) => k + 1);
    const at = (own: Float32Array, of: (position: number) => Float32Array) =>
      positions.filter((position) => own.every((v, i) => v === of(position)[i]));
    expect(at(motion, groups[gop]!.motion).length).toBe(1);
    expect(at(residual, groups[gop]!.residual).length).toBe(1);
  }
  const again = await readTriplets(video(4, 6, 3, 5), { shape, which: { neighbours: "every", seed: 4 } });
  expect(again).toEqual(samples);
});

it("decodes each group once, no further than what is read of it, and of a neighbour the I-frame alone", async () => {
  const clip = video(5, 5, 5, 5, 5, 5, 5, 5);
  const asked: [number, number][] = [];
  const spy = {
    ...clip,
    frames(options: FrameOptions = {}) {
      asked.push([options.from as number, options.to!]);
      return clip.frames(options);
    },
  };
  const [one] = await readTriplets(spy, { shape, which: { neighbours: "random", seed: 12 } });
  const groups = asked.map(([from]) => from / 5);
  expect(groups).toEqual([one!.gop, one!.gop + one!.offset].sort((a, b) => a - b));
  expect(asked.find(([from]) => from / 5 !== one!.gop)).toEqual([
    5 * (one!.gop + one!.offset),
    5 * (one!.gop + one!.offset) + 1,
  ]);
  asked.length = 0;
  await readTriplets(spy, { shape, which: { segments: 20 } });
  expect(asked.map(([from]) => from / 5)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  asked.length = 0;
  await readTriplets(spy, { shape, which: { segments: 4 }, modalities: ["image"] });
  expect(asked.every(([from, to]) => to === from + 1)).toBe(true);
});

it("videos of one frame, one group, or I-frames alone have what they have: zero motion, the same I-frame", async () => {
  for (const which of [{ segments: 3 }, { neighbours: "every" }, { neighbours: "random", seed: 3 }] as const) {
    for (const clip of [video(1), video(1, 1, 1)]) {
      for (const { image, motion, residual, offset, neighbour } of await readTriplets(clip, { shape, which })) {
        expect(image.some((v) => v !== 0)).toBe(true);
        expect(motion.every((v) => v === 0) && residual.every((v) => v === 0)).toBe(true);
        if (clip.all.length === 1 && "neighbours" in which) expect([offset, neighbour]).toEqual([0, image]);
      }
    }
  }
  const [one] = await readTriplets(video(4), { shape, which: { neighbours: "uniform" } });
  expect([one!.offset, one!.neighbour]).toEqual([0, one!.image]);
  expect(one!.motion.some((v) => v !== 0)).toBe(true);
  const [residual] = await readTriplets(video(1), { shape, which: { segments: 1 }, modalities: ["residual"] });
  expect(residual!.residual.every((v) => v === 0)).toBe(true);
});

it("gives triplets group by group, and ends with the signal", async () => {
  const clip = video(3, 3, 3);
  const groups: number[][] = [];
  for await (const some of streamTriplets(clip, { shape, which: "uniform" })) groups.push(some.map(({ gop }) => gop));
  expect(groups).toEqual([
    [0, 0, 0],
    [1, 1],
    [2, 2, 2],
  ]);
  const abort = new AbortController();
  const some = streamTriplets(clip, { shape, which: "uniform", signal: abort.signal });
  await some.next();
  abort.abort(new Error("enough"));
  await expect(some.next()).rejects.toThrow("enough");
});

it("samples that are the same share their arrays; others have their own, also in arrays of earlier samples", async () => {
  const clip = video(3, 3);
  const first = await readTriplets(clip, { shape, which: { segments: 9 } });
  const places = new Set(first.map(({ motion }) => motion));
  expect(places.size).toBe(4);
  const copies = first.map((triplet) => structuredClone(triplet));
  const again = await readTriplets(clip, { shape, which: { segments: 9 }, into: first });
  expect(again).toEqual(copies);
  expect(again.every(({ motion }) => places.has(motion))).toBe(true);
});

it("says what is wrong with an option", async () => {
  const reading = (options: object) => readTriplets(video(2), { shape, which: "uniform", ...options });
  const wrong = (option: string) => ({ _tag: "InvalidOptionError", option });
  await expect(reading({ which: { segments: 0 } })).rejects.toMatchObject(wrong("which.segments"));
  await expect(reading({ which: { segments: 3 }, shape: { size: 16, steps: 2 } })).rejects.toMatchObject(
    wrong("shape.steps"),
  );
  await expect(reading({ frames: "I" })).rejects.toMatchObject(wrong("frames"));
  await expect(reading({ frames: "B" })).rejects.toMatchObject(wrong("frames"));
  await expect(reading({ frames: "P+B", rule: "coviar" })).rejects.toMatchObject(wrong("frames"));
  await expect(reading({ only: 8 })).rejects.toMatchObject(wrong("only"));
});
