import { expect, it } from "vitest";
import { mixSeed, randomStream, shuffledIndices } from "./random.js";

it("gives the same stream for the same seed, spread evenly over [0, 1)", () => {
  const take = (seed: number) => Array.from({ length: 4000 }, randomStream(seed));
  const values = take(7);
  expect(take(7)).toEqual(values);
  expect(take(8)).not.toEqual(values);
  const bins = new Array(10).fill(0);
  for (const value of values) bins[Math.floor(value * 10)]++;
  for (const count of bins) expect(Math.abs(count - 400)).toBeLessThan(80);
});

it("mixes the parts of a seed in order", () => {
  const seeds = new Set<number>();
  for (let a = 0; a < 30; a++) for (let b = 0; b < 30; b++) seeds.add(mixSeed(a, b));
  expect(seeds.size).toBe(900);
  expect(mixSeed(1, 2)).not.toBe(mixSeed(2, 1));
});

it("shuffles without losing anything", () => {
  const order = shuffledIndices(50, 3);
  expect(order).not.toEqual(shuffledIndices(50, 4));
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, k) => k));
});
