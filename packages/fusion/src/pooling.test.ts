import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filled, largest, leaked } from "../test/finite-differences.js";
import { differenceFromPlain } from "../test/plain-gradient.js";
import * as plain from "../test/plain-pooling.js";
import { bilinearPooling } from "./bilinear-pooling.js";
import { ShapeMismatchError } from "./errors.js";
import { factorisedBilinearPooling } from "./factorised-bilinear-pooling.js";
import { normalisePooled } from "./pooled-normalisation.js";
import { temporalTrilinearPooling } from "./temporal-trilinear-pooling.js";
import { type TrilinearParams, trilinearPooling } from "./trilinear-pooling.js";

type T3 = tf.Tensor3D;
const [x, neighbour, y, z] = [1, 2, 3, 4].map((seed) => filled([2, 3, 4], seed)) as [T3, T3, T3, T3];
const [u, v, w] = [5, 6, 7].map((seed) => filled([4, 3, 2], seed)) as [T3, T3, T3];
const params: TrilinearParams = { u, v, w };
const named = ([a, b, c]: tf.Tensor[]) => ({ u: a, v: b, w: c }) as TrilinearParams;

type Case = [
  string,
  (...inputs: tf.Tensor[]) => tf.Tensor,
  // biome-ignore lint/suspicious/noExplicitAny: nested arrays
  (...inputs: any[]) => any,
  tf.Tensor[],
  /** how many of them are maps */
  number,
];
const cases: Case[] = [
  ["bilinear (Eq. 2)", bilinearPooling, plain.plainBilinear, [x, filled([2, 3, 5], 8)], 2],
  [
    "factorised bilinear (Eq. 3)",
    (a, b, ...factors) => factorisedBilinearPooling(a!, b!, named(factors)),
    (a, b, ...factors) => plain.plainFactorised([a, b], factors),
    [x, filled([2, 3, 2], 9), u, filled([2, 3, 2], 10)],
    2,
  ],
  [
    "trilinear (Eq. 4–6)",
    (a, b, c, ...factors) => trilinearPooling(a!, b!, c!, named(factors)),
    (a, b, c, ...factors) => plain.plainFactorised([a, b, c], factors),
    [x, y, z, u, v, w],
    3,
  ],
  [
    "temporal trilinear (Eq. 7)",
    (a, b, c, d, ...factors) => temporalTrilinearPooling(a!, b!, c!, d!, named(factors)),
    (a, b, c, d, ...factors) => plain.plainTemporal([a, b, c, d], factors),
    [x, neighbour, y, z, u, v, w],
    4,
  ],
];

describe.each(cases)("%s", (_name, f, loops, inputs, maps) => {
  it("has the values and gradients of the equation in plain loops, and keeps no tensors", () => {
    const { value, gradients } = differenceFromPlain(f, loops, inputs);
    expect(value).toBeLessThan(1e-5);
    expect(gradients).toHaveLength(inputs.length);
    for (const error of gradients) expect(error).toBeLessThan(1e-4);
    expect(leaked(() => f(...inputs))).toBe(0);
  });

  it("takes maps [B, H, W, c] as their positions", () => {
    const grids = inputs.map((input, i) => (i < maps ? tf.reshape(input, [2, 1, ...input.shape.slice(1)]) : input));
    expect(f(...grids).dataSync()).toEqual(f(...inputs).dataSync());
  });
});

it("trilinear pooling is MFB where W is 1/c and z is 1", () => {
  const ones = tf.onesLike(z) as T3;
  const mean = tf.fill([4, 3, 2], 1 / 4) as T3;
  const actual = trilinearPooling(x, y, ones, { u, v, w: mean }).dataSync();
  const expected = factorisedBilinearPooling(x, y, params).dataSync();
  expect(largest(actual.map((value, i) => value - expected[i]!))).toBeLessThan(1e-5);
});

it("temporal trilinear pooling of a group with itself is twice its trilinear pooling", () => {
  const once = normalisePooled(trilinearPooling(x, y, z, params)).dataSync();
  const twice = temporalTrilinearPooling(x, x, y, z, params).dataSync();
  expect(largest(once.map((value, i) => 2 * value - twice[i]!))).toBeLessThan(1e-5);
});

describe("for any shape", () => {
  const shape = fc.record({
    batch: fc.integer({ min: 1, max: 3 }),
    k: fc.integer({ min: 1, max: 5 }),
    c: fc.integer({ min: 1, max: 6 }),
    dims: fc.integer({ min: 1, max: 5 }),
    each: fc.integer({ min: 1, max: 4 }),
    seed: fc.nat({ max: 1000 }),
  });

  it("pooling does not depend on the order of the positions, and is linear in each map", () => {
    fc.assert(
      fc.property(shape, fc.double({ min: -3, max: 3, noNaN: true }), ({ batch, k, c, dims, each, seed }, scale) => {
        tf.tidy(() => {
          const [a, b, d] = [1, 2, 3].map((i) => filled([batch, k, c], seed + i)) as [T3, T3, T3];
          const [f, g, h] = [4, 5, 6].map((i) => filled([c, dims, each], seed + i)) as [T3, T3, T3];
          const factors = { u: f, v: g, w: h };
          const reference = trilinearPooling(a, b, d, factors).dataSync();
          const [ra, rb, rd] = [a, b, d].map((map) => tf.reverse(map, 1));
          const size = 1e-4 * (1 + largest(reference));
          const close = (other: ArrayLike<number>, by = 1) =>
            expect(largest(reference.map((value, i) => value * by - other[i]!))).toBeLessThan(
              size * (1 + Math.abs(by)),
            );
          close(trilinearPooling(ra!, rb!, rd!, factors).dataSync());
          close(trilinearPooling(a, tf.mul(b, scale), d, factors).dataSync(), scale);
          const transposed = tf.transpose(bilinearPooling(b, a), [0, 2, 1]).dataSync();
          const bilinear = bilinearPooling(a, b).dataSync();
          expect(largest(bilinear.map((value, i) => value - transposed[i]!))).toBeLessThan(1e-5);
        });
      }),
      { numRuns: 40 },
    );
  });
});

it("refuses what does not fit", () => {
  const short = filled([2, 2, 4], 1);
  expect(() => bilinearPooling(x, short)).toThrow(ShapeMismatchError);
  expect(() => bilinearPooling(filled([2, 0, 4], 1), filled([2, 0, 4], 1))).toThrow(ShapeMismatchError);
  expect(() => factorisedBilinearPooling(x, short, params)).toThrow(ShapeMismatchError);
  expect(() => factorisedBilinearPooling(x, filled([2, 3, 5], 1), params)).toThrow(ShapeMismatchError);
  expect(() => factorisedBilinearPooling(x, y, { u, v: filled([4, 2, 2], 1) as T3 })).toThrow(ShapeMismatchError);
  expect(() => trilinearPooling(x, y, short, params)).toThrow(ShapeMismatchError);
  expect(() => trilinearPooling(x, y, z, { ...params, w: filled([4, 3, 1], 1) as T3 })).toThrow(ShapeMismatchError);
  expect(() => trilinearPooling(x, y, z, { ...params, u: filled([4, 6], 1) as unknown as T3 })).toThrow(
    ShapeMismatchError,
  );
  expect(() => temporalTrilinearPooling(x, short, y, z, params)).toThrow(ShapeMismatchError);
  expect(() => temporalTrilinearPooling(filled([6, 4], 1), neighbour, y, z, params)).toThrow(ShapeMismatchError);
});
