import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { filled, largest, leaked } from "../test/finite-differences.js";
import { differenceFromPlain } from "../test/plain-gradient.js";
import { plainNormalise } from "../test/plain-pooling.js";
import { l2Normalise, normalisePooled, signedSquareRoot } from "./pooled-normalisation.js";

it("takes signed roots of any size", () => {
  const roots = signedSquareRoot(tf.tensor1d([4, -9, 0, 1e-30, -1e30])).dataSync();
  const expected = [2, -3, 0, 1e-15, -1e15];
  for (const [i, value] of expected.entries())
    expect(Math.abs(roots[i]! - value)).toBeLessThanOrEqual(1e-6 * Math.abs(value));
});

it("has the values and gradients of plain loops", () => {
  const f = filled([3, 5], 1);
  const { value, gradients } = differenceFromPlain(normalisePooled, plainNormalise, [f]);
  expect(value).toBeLessThan(1e-6);
  expect(gradients[0]).toBeLessThan(1e-4);
  expect(leaked(() => normalisePooled(f))).toBe(0);
  expect(leaked(() => tf.grad((x: tf.Tensor) => tf.sum(normalisePooled(x)))(f))).toBe(0);
});

it("has the slope 1/(2√|f|) down to the smallest normal number, and 0 at 0", () => {
  const f = tf.tensor1d([0.25, -0.25, 1e-20, -1e-36, 0, 1e-42]);
  const slope = tf
    .grad((x: tf.Tensor) => tf.sum(signedSquareRoot(x)))(f)
    .dataSync();
  expect(Array.from(slope.slice(0, 2))).toEqual([1, 1]);
  expect(slope[2]! / 5e9).toBeCloseTo(1, 4);
  expect(slope[3]! / 5e17).toBeCloseTo(1, 4);
  expect(slope[4]).toBe(0);
  expect(slope[5]).toBeLessThanOrEqual(2 ** 62 * 1.001);
});

it("leaves a row of zeros zero, with a gradient of zeros", () => {
  const f = tf.tensor2d([
    [0, 0, 0],
    [3, 0, -4],
  ]);
  const normalised = normalisePooled(f).dataSync();
  expect(Array.from(normalised.slice(0, 3))).toEqual([0, 0, 0]);
  expect(Array.from(l2Normalise(f).dataSync().slice(3))).toEqual(
    [3, 0, -4].map((value) => expect.closeTo(value / 5, 6)),
  );
  for (const function_ of [normalisePooled, l2Normalise]) {
    const gradient = tf
      .grad((x: tf.Tensor) => tf.sum(tf.mul(function_(x), tf.tensor1d([1, 2, 3]))))(f)
      .dataSync();
    expect(Array.from(gradient.slice(0, 3))).toEqual([0, 0, 0]);
    expect(gradient.every(Number.isFinite)).toBe(true);
  }
});

it("makes unit rows of any direction and size, whose signs stay", () => {
  const row = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(row, fc.integer({ min: -18, max: 18 }), (values, power) => {
      tf.tidy(() => {
        const scaled = Float32Array.from(values, (value) => value * 10 ** power);
        const unit = normalisePooled(tf.tensor2d(scaled, [1, values.length])).dataSync();
        const normal = largest(scaled) > 1e-30;
        if (normal) expect(Math.hypot(...unit)).toBeCloseTo(1, 4);
        unit.forEach((value, i) => {
          if (Math.abs(scaled[i]!) > 1e-30 || value !== 0) expect(Math.sign(value)).toBe(Math.sign(scaled[i]!));
        });
      });
    }),
    { numRuns: 60 },
  );
});
