import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { filled, largest, leaked } from "../test/finite-differences.js";
import { differenceFromPlain } from "../test/plain-gradient.js";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";
import { type LateFusionRule, lateFusion } from "./late-fusion.js";

const scores = [1, 2, 3].map((seed) => filled([2, 4], seed));
const weighted = (weights: number[]) => (a: number[][], b: number[][], c: number[][]) =>
  a.map((row, i) => row.map((value, j) => weights[0]! * value + weights[1]! * b[i]![j]! + weights[2]! * c[i]![j]!));

it.each<[LateFusionRule, number[]]>([
  ["sum", [1, 1, 1]],
  ["mean", [1 / 3, 1 / 3, 1 / 3]],
  [
    [0.5, -1, 2],
    [0.5, -1, 2],
  ],
])("%s has the values and gradients of plain loops", (rule, weights) => {
  const f = (...inputs: tf.Tensor[]) => lateFusion(inputs, rule);
  const { value, gradients } = differenceFromPlain(f, weighted(weights), scores);
  expect(value).toBeLessThan(1e-6);
  for (const error of gradients) expect(error).toBeLessThan(1e-6);
  expect(leaked(() => f(...scores))).toBe(0);
});

it("of one network is its score, in a tensor of its own", () => {
  const fused = lateFusion([scores[0]!]);
  expect(fused.dataSync()).toEqual(scores[0]!.dataSync());
  fused.dispose();
  expect(scores[0]!.isDisposed).toBe(false);
});

it("does not depend on the order of the networks", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 5 }), (seeds) => {
      tf.tidy(() => {
        const all = seeds.map((seed) => filled([3], seed));
        const [forth, back] = [lateFusion(all), lateFusion([...all].reverse())].map((fused) => fused.dataSync());
        expect(largest(forth!.map((value, i) => value - back![i]!))).toBeLessThan(1e-6);
      });
    }),
    { numRuns: 25 },
  );
});

it("refuses what does not fit", () => {
  expect(() => lateFusion([])).toThrow(InvalidOptionError);
  expect(() => lateFusion([scores[0]!, filled([2, 3], 1)])).toThrow(ShapeMismatchError);
  expect(() => lateFusion(scores, [1, 2])).toThrow(InvalidOptionError);
  expect(() => lateFusion(scores, [1, 2, Number.NaN])).toThrow(InvalidOptionError);
  expect(() => lateFusion(scores, "best" as LateFusionRule)).toThrow(InvalidOptionError);
});
