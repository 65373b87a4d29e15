import { expect, it } from "vitest";
import { presented, TooManySamples } from "./mp4-edits.js";

/** Two groups: I P B B, times in units of a frame. */
const samples = [0, 3, 1, 2, 4, 7, 5, 6].map((time, i) => ({ time, isSync: i % 4 === 0 }));
const apply = (...edits: [number, number][]) =>
  presented(
    samples,
    edits.map(([mediaTime, duration]) => ({ mediaTime, duration })),
    100,
  ) as Exclude<ReturnType<typeof presented>, TooManySamples>;
const shown = (found: ReturnType<typeof apply>) =>
  found.filter((one) => one.shown).map(({ sample, time }) => [sample, time]);

it("shows everything from an edit's start where it has no end", () => {
  expect(apply([0, 0]).map(({ sample }) => sample)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

it("decodes from the key frame before an edit's start, without showing what is before it", () => {
  const found = apply([2, 3]);
  expect(found.map(({ sample }) => sample)).toEqual([0, 1, 2, 3, 4]);
  expect(shown(found)).toEqual([
    [1, 1],
    [3, 0],
    [4, 2],
  ]);
  expect(found[0]).toEqual({ sample: 0, time: -2, shown: false });
});

it("puts the first shown frame at an edit's start, also where the edit begins inside a frame", () => {
  expect(shown(apply([0.5, 2]))).toEqual([
    [2, 0],
    [3, 1],
  ]);
});

it("waits where an edit is empty, and presents samples again where edits overlap", () => {
  const found = apply([-1, 10], [4, 2], [4, 1]);
  expect(found.map(({ sample, time, shown }) => [sample, time, shown])).toEqual([
    [4, 10, true],
    [5, 13, false],
    [6, 11, true],
    [4, 12, true],
  ]);
});

it("decodes no sample behind the last that is shown", () => {
  expect(apply([0, 2]).map(({ sample }) => sample)).toEqual([0, 1, 2]);
  expect(apply([100, 5])).toEqual([]);
});

it("counts before there are too many", () => {
  const edits = Array.from({ length: 1000 }, () => ({ mediaTime: 0, duration: 0 }));
  expect(presented(samples, edits, 100)).toEqual(new TooManySamples(101));
});
