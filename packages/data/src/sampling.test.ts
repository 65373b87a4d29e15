import { expect, it } from "vitest";
import { randomGop, stepPositions, uniformGops } from "./sampling.js";

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
  expect(stepPositions(12, 11)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(stepPositions(4, 5)).toEqual([1, 2, 3, 3, 3]);
  expect(stepPositions(1, 3)).toEqual([0, 0, 0]);
  expect(stepPositions(23, 11)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22]);
  expect(stepPositions(251, 5)).toEqual([50, 100, 150, 200, 250]);
});
