import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers"; // registers the gradients
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { dropout, dropoutMask } from "./dropout.js";

beforeAll(() => tf.setBackend("cpu"));

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

it("drops with the probability asked for, and keeps the mean", () => {
  for (const rate of [0.1, 0.5, 0.9]) {
    const mask = dropoutMask(100_000, rate, 7);
    expect(mask.filter((value) => value === 0).length / mask.length).toBeCloseTo(rate, 2);
    expect(mean(mask)).toBeCloseTo(1, rate === 0.9 ? 1 : 2);
  }
});

it("masks of other seeds, and neighbouring places of one, are unrelated", () => {
  const [one, two] = [dropoutMask(50_000, 0.5, 1), dropoutMask(50_000, 0.5, 2)];
  const together = (a: Float32Array, b: Float32Array) => mean(a.map((value, i) => value * b[i]!));
  for (const shift of [0, 1, 64]) expect(together(one.subarray(shift), two)).toBeCloseTo(1, 1);
  for (const shift of [1, 2, 64, 147 * 64])
    expect(together(one.subarray(shift), one.subarray(0, one.length - shift))).toBeCloseTo(1, 1);
});

it("a part of a batch, with its place, has its part of the mask", () => {
  const x = tf.ones([6, 3, 5]) as tf.Tensor3D;
  const whole = dropout(x, { rate: 0.4, seed: 11 });
  const parts = [0, 2, 5].map((from, k, all) =>
    dropout(tf.slice(x, [from], [(all[k + 1] ?? 6) - from]), { rate: 0.4, seed: 11, firstSample: from }),
  );
  expect(tf.concat(parts).dataSync()).toEqual(whole.dataSync());
  expect(whole.shape).toEqual([6, 3, 5]);
  const f = (y: tf.Tensor) => tf.sum(dropout(y, { rate: 0.4, seed: 11 }));
  expect(tf.grad(f)(x).dataSync()).toEqual(whole.dataSync());
});

it("keeps no tensors, and without dropout gives its input back", () => {
  const x = tf.ones([2, 3]);
  const before = tf.memory().numTensors;
  dropout(x, { rate: 0.5 }).dispose();
  expect(tf.memory().numTensors).toBe(before);
  expect(dropout(x, null)).toBe(x);
  expect(dropout(x, { rate: 0 })).toBe(x);
  x.dispose();
});
