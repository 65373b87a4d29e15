import { expect, it } from "vitest";
import { openVideo } from "../../src/index.js";
import { seeded } from "../mpeg4/mutations.js";
import { frameMd5s, readFrameMd5 } from "../reference.js";
import { fixture, fixtureMd5s } from "./fixtures.js";
import { byPicture, byteStream, isSlice, nalUnits } from "./nal-units.js";

// Arbitrary slice order (Baseline and Extended): a picture's slices may come in any order.
it.each([
  ["baseline-slices", 1],
  ["baseline-slices", 2],
  ["slice-groups-dispersed", 3],
])("%s decodes to the same frames with its slices in another order (%i)", async (name, seed) => {
  const random = seeded(seed);
  const units = nalUnits(fixture(name));
  const shuffled = byPicture(units).flatMap((group) => shuffle(group, random));
  expect(shuffled).not.toEqual(units);
  expect(units.filter(isSlice).length).toBeGreaterThan(10);
  const video = await openVideo(byteStream(shuffled));
  expect(await frameMd5s(video)).toEqual(readFrameMd5(fixtureMd5s(name)));
});

function shuffle<T>(values: readonly T[], random: (bound: number) => number): T[] {
  const left = [...values];
  return values.map(() => left.splice(random(left.length), 1)[0]!);
}
