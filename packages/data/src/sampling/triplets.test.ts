import { expect, it } from "vitest";
import { allFollowing } from "./sampler.js";
import { randomGop, stepPositions, tripletSampler, uniformGops } from "./triplets.js";

it("takes one group from the middle of each eighth, again in short videos", () => {
  expect(uniformGops(8).map(({ gop }) => gop)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(uniformGops(80).map(({ gop }) => gop)).toEqual([5, 15, 25, 35, 45, 55, 65, 75]);
  expect(uniformGops(2).map(({ gop }) => gop)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  expect(uniformGops(1).map(({ triplet }) => triplet)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

it("reaches every group and every position at random, each group near its position", () => {
  const drawn = Array.from({ length: 2000 }, (_, seed) => randomGop(20, seed));
  expect(new Set(drawn.map(({ gop }) => gop)).size).toBe(20);
  expect(new Set(drawn.map(({ triplet }) => triplet)).size).toBe(8);
  for (const { gop, triplet } of drawn) {
    expect(gop).toBeGreaterThanOrEqual(Math.floor((triplet * 20) / 8));
    expect(gop).toBeLessThanOrEqual(Math.floor(((triplet + 1) * 20) / 8));
  }
  expect(new Set(Array.from({ length: 100 }, (_, seed) => randomGop(1, seed).triplet)).size).toBe(8);
});

it("refuses a video without groups", () => {
  expect(() => uniformGops(0)).toThrow("no I-frame");
  expect(() => randomGop(0, 1)).toThrow("no I-frame");
});

it("reads every P-frame, repeats the last of short groups, spaces long ones evenly", () => {
  const steps = (frameCount: number, count: number) => stepPositions(allFollowing({ frameCount }), count);
  expect(steps(12, 11)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(steps(4, 5)).toEqual([1, 2, 3, 3, 3]);
  expect(steps(1, 3)).toEqual([0, 0, 0]);
  expect(steps(23, 11)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22]);
  expect(steps(251, 5)).toEqual([50, 100, 150, 200, 250]);
  // I P B B P B B P: the P-frames alone.
  expect(stepPositions([1, 4, 7], 3)).toEqual([1, 4, 7]);
});

it("reads motion and residual of a triplet at the same frames", () => {
  const { motion, residual } = tripletSampler("uniform", 3).positions({ gop: 0, triplet: 0 }, [1, 2, 3]);
  expect([motion, residual]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
});
