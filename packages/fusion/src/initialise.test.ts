import "@tensorflow/tfjs-backend-cpu";
import { expect, it } from "vitest";
import { heNormal, normalValues, truncatedNormal, weightSeed } from "./initialise.js";

function moments(values: ArrayLike<number>): { mean: number; deviation: number } {
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  return { mean, deviation: Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / list.length) };
}

it("draws normal numbers, the same for the same seed", () => {
  const values = normalValues(100_001, 3, 7, Number.POSITIVE_INFINITY);
  expect(moments(values).mean).toBeCloseTo(0, 1);
  expect(moments(values).deviation).toBeCloseTo(3, 1);
  expect(normalValues(5, 3, 7, Number.POSITIVE_INFINITY)).toEqual(values.slice(0, 5));
  expect(normalValues(5, 3, 8, Number.POSITIVE_INFINITY)).not.toEqual(values.slice(0, 5));
});

it("cuts at two deviations", () => {
  const values = truncatedNormal(0.02, 1).apply([100, 100]).dataSync();
  expect(Math.max(...values)).toBeLessThanOrEqual(0.04 + 1e-7);
  // A normal cut at ±2 keeps 0.8796 of its deviation.
  expect(moments(values).deviation).toBeCloseTo(0.02 * 0.8796, 3);
});

it("scales He's deviation with the fan-in", () => {
  const values = heNormal(1, 0.1).apply([3, 3, 32, 64]).dataSync();
  expect(moments(values).deviation / (0.1 * Math.sqrt(2 / 288))).toBeCloseTo(1, 1);
});

it("gives the weights of neighbouring layers unrelated seeds", () => {
  const seeds = Array.from({ length: 50 }, (_, seed) => Array.from({ length: 50 }, (_x, i) => weightSeed(seed, i)));
  expect(new Set(seeds.flat()).size).toBe(2500);
});
