import fc from "fast-check";
import { expect, it } from "vitest";
import { fakeVideo } from "../../accumulate/test/fake-video.js";
import { syntheticGop } from "../../accumulate/test/synthetic-stream.js";
import { randomCrop, readTriplets, type Triplet, testCrops } from "../src/index.js";

const shape = { size: 14, steps: 3 };

/** Groups of four frames. */
function video(groups: number, width: number, height: number, seed: number) {
  const kinds = { maxVector: 6, step: 1, intraRate: 0.1, notCodedRate: 0.1, fourVectorRate: 0.2, pFrames: 3 };
  const frames = Array.from({ length: groups }, (_, k) => syntheticGop({ width, height, ...kinds, seed: seed + k }))
    .flat()
    .map((frame, decodeIndex) => ({ ...frame, decodeIndex }));
  return fakeVideo(frames, width, height);
}

/** Columns in the opposite order; x changes sign in motion. */
function mirrored(values: Float32Array, channels: 2 | 3): Float32Array {
  const { size } = shape;
  return values.map((_, k) => {
    const [pixel, channel] = [Math.floor(k / channels), k % channels];
    const column = pixel % size;
    const value = values[(pixel - column + size - 1 - column) * channels + channel]!;
    return channels === 2 && channel === 0 ? 0 - value : value + 0;
  });
}

const mirrorOf = ({ image, motion, residual }: Triplet) => ({
  image: mirrored(image, 3),
  motion: mirrored(motion, 2),
  residual: mirrored(residual, 3),
});
/** Every bit of the arrays; −0 counts as 0. */
const values = ({ image, motion, residual }: Pick<Triplet, "image" | "motion" | "residual">) =>
  [image, motion, residual].map((array) => Buffer.from(array.map((v) => v + 0).buffer).toString("base64"));

it("a mirrored view is the plain one mirrored, bit for bit: every second one of ten", async () => {
  const even = fc.integer({ min: 16, max: 60 });
  await fc.assert(
    fc.asyncProperty(even, even, fc.nat({ max: 1000 }), async (width, height, seed) => {
      const views = await readTriplets(video(1, width, height, seed), { shape, which: { random: 0 }, crops: 10 });
      expect(views.map(({ crop }) => crop)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      for (let k = 0; k < 10; k += 2) {
        expect(values(views[k + 1]!)).toEqual(values(mirrorOf(views[k]!)));
        expect(values(mirrorOf(views[k + 1]!))).toEqual(values(views[k]!));
      }
      expect(values(views[0]!)).not.toEqual(values(views[2]!));
    }),
    { seed: 3, numRuns: 12 },
  );
});

it("reads each view as it would alone, and decodes once for all", async () => {
  const clip = video(3, 60, 48, 5);
  const ten = await readTriplets(clip, { shape, which: "uniform", crops: 10 });
  expect(clip.read).toBe(12);
  expect(ten.map(({ triplet, crop }) => 10 * triplet + crop)).toEqual(Array.from({ length: 80 }, (_, k) => k));
  const one = await readTriplets(clip, { shape, which: "uniform" });
  expect(ten.filter(({ crop }) => crop === 8).map(values)).toEqual(one.map(values));
  const three = await readTriplets(clip, { shape, which: "uniform", crops: 3 });
  expect(three.length).toBe(24);
  // Segments and neighbours, too.
  const still = { size: 14, steps: 1 };
  const pairs = await readTriplets(clip, { shape: still, which: { neighbours: "every" }, crops: 10 });
  expect(pairs.length).toBe(30);
  expect(pairs[0]!.neighbour).toEqual(pairs[10]!.image);
  expect(pairs[1]!.neighbour).toEqual(pairs[11]!.image);
});

it("cuts the same window from all groups, time steps and modalities of a video", async () => {
  // One colour and one vector in each half of the frame: what is left of a crop tells where it lies.
  const [width, height] = [64, 48];
  const clip = video(8, width, height, 1);
  const halves = [];
  for await (const frame of clip.frames()) {
    const { motion, residual, picture } = frame;
    const right = (k: number, w: number) => k % w >= w / 2;
    halves.push({
      ...frame,
      picture: picture && {
        ...picture,
        cb: picture.cb.map(() => 128),
        cr: picture.cr.map(() => 128),
        y: picture.y.map((_, k) => (right(k, width) ? 200 : 50)),
      },
      residual: residual && {
        ...residual,
        cb: residual.cb.map(() => 0),
        cr: residual.cr.map(() => 0),
        y: residual.y.map((_, k) => (right(k, width) ? 60 : -60)),
      },
      motion: motion && {
        ...motion,
        intra: motion.intra.map(() => 0),
        references: motion.references.map(() => frame.displayIndex - 1),
        vectors: motion.vectors.map((_, k) => (k % 2 ? 0 : right(k / 2, motion.columns) ? -8 : 8)),
      },
    });
  }
  for (let seed = 0; seed < 20; seed++) {
    const options = { shape, which: "uniform", augment: { seed, scales: [0.66, 0.5] } } as const;
    const triplets = await readTriplets(fakeVideo(halves, width, height), options);
    const { left, width: share, flip } = randomCrop(options.augment);
    for (const { image, motion, residual } of triplets) {
      for (let column = 0; column < shape.size; column++) {
        const at = (column + 0.5) / shape.size;
        const place = left + share * (flip ? 1 - at : at);
        if (Math.abs(place - 0.5) < 0.3) continue; // vectors of 4 pixels a frame blur the edge
        const side = place > 0.5 ? 1 : -1;
        expect(Math.sign(image[3 * column]! - (100 / 255 - 0.485) / 0.229)).toBe(side);
        for (let t = 0; t < shape.steps; t++) {
          const row = (t * shape.size + 7) * shape.size + column;
          expect(Math.sign(residual[3 * row]!)).toBe(side);
          expect(Math.sign(motion[2 * row]!)).toBe(flip ? -side : side);
        }
      }
    }
  }
});

it("augmentation and several crops exclude each other", async () => {
  const clip = video(1, 32, 32, 1);
  const reading = readTriplets(clip, { shape, which: "uniform", augment: { seed: 1 }, crops: 10 });
  await expect(reading).rejects.toMatchObject({ _tag: "InvalidOptionError", option: "crops" });
  expect(testCrops(10).length).toBe(10);
});
