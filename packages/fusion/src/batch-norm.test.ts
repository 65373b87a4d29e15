import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { registerTrainingKernels } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { filled, largest, leaked, numbers } from "../test/finite-differences.js";
import { batchNorm, batchNormTraining, movedStatistics } from "./batch-norm.js";
import { ShapeMismatchError } from "./errors.js";

await tf.setBackend("cpu");
const [rows, channels, epsilon] = [2 * 3 * 2, 5, 1e-3];
const x = filled([2, 3, 2, channels], 1, 2) as tf.Tensor4D;
const scale = filled([channels], 2) as tf.Tensor1D;
const shift = filled([channels], 3) as tf.Tensor1D;
const [mean, variance] = [filled([channels], 4), tf.abs(filled([channels], 5))] as [tf.Tensor1D, tf.Tensor1D];
const params = { scale, shift };

/** The batch's mean and biased variance of a channel, in plain double-precision loops. */
function momentsOf(values: ArrayLike<number>, c: number): [number, number] {
  let [sum, squares] = [0, 0];
  for (let r = 0; r < rows; r++) sum += values[r * channels + c]!;
  for (let r = 0; r < rows; r++) squares += (values[r * channels + c]! - sum / rows) ** 2;
  return [sum / rows, squares / rows];
}

/** Ioffe & Szegedy's Algorithm 1. */
function plain(values: ArrayLike<number>, gamma: ArrayLike<number>, beta: ArrayLike<number>): number[] {
  return Array.from(values, (value, i) => {
    const c = i % channels;
    const [mu, sigma2] = momentsOf(values, c);
    return ((value - mu) / Math.sqrt(sigma2 + epsilon)) * gamma[c]! + beta[c]!;
  });
}

const distance = (actual: ArrayLike<number>, expected: ArrayLike<number>) =>
  largest(Array.from(expected, (value, i) => value - actual[i]!));

describe.each(["cpu", "wasm"])("on %s", (backend) => {
  beforeAll(async () => {
    registerTrainingKernels();
    await tf.setBackend(backend);
  });

  it("normalises by the statistics that it is given", () => {
    const y = batchNorm(x, params, { mean, variance }, epsilon).dataSync();
    const [xs, m, v, g, b] = [x, mean, variance, scale, shift].map((tensor) => tensor.dataSync());
    const expected = Array.from(xs!, (value, i) => {
      const c = i % channels;
      return ((value - m![c]!) / Math.sqrt(v![c]! + epsilon)) * g![c]! + b![c]!;
    });
    expect(distance(y, expected)).toBeLessThan(1e-5);
  });

  it("normalises by the batch, and says its biased statistics", () => {
    const made = batchNormTraining(x, params, epsilon);
    const xs = x.dataSync();
    expect(distance(made.output.dataSync(), plain(xs, scale.dataSync(), shift.dataSync()))).toBeLessThan(1e-5);
    for (let c = 0; c < channels; c++) {
      const [mu, sigma2] = momentsOf(xs, c);
      expect(made.mean.dataSync()[c]).toBeCloseTo(mu, 5);
      expect(made.variance.dataSync()[c]).toBeCloseTo(sigma2, 5);
    }
  });

  it("has the gradients that central differences of plain loops give, through the statistics, too", () => {
    const cotangent = numbers(rows * channels, 9);
    const wanted = tf.tensor(cotangent, x.shape);
    const gradients = tf.grads((a, b, c) =>
      tf.sum(
        tf.mul(
          batchNormTraining(a as tf.Tensor4D, { scale: b as tf.Tensor1D, shift: c as tf.Tensor1D }, epsilon).output,
          wanted,
        ),
      ),
    )([x, scale, shift]);
    const inputs = [x, scale, shift].map((tensor) => Array.from(tensor.dataSync()));
    const loss = ([a, b, c]: number[][]) => plain(a!, b!, c!).reduce((sum, y, i) => sum + y * cotangent[i]!, 0);
    inputs.forEach((values, which) => {
      const expected = values.map((value, i) => {
        const moved = (by: number) => loss(inputs.map((list, k) => (k === which ? list.with(i, value + by) : list)));
        return (moved(1e-5) - moved(-1e-5)) / 2e-5;
      });
      expect(distance(gradients[which]!.dataSync(), expected) / largest(expected)).toBeLessThan(1e-4);
    });
  });

  it("keeps no tensors, in a gradient neither", () => {
    expect(leaked(() => batchNorm(x, params, { mean, variance }))).toBe(0);
    expect(leaked(() => Object.values(batchNormTraining(x, params)))).toBe(0);
    const loss = (a: tf.Tensor) => {
      const made = batchNormTraining(a as tf.Tensor4D, params);
      const moved = movedStatistics({ mean, variance }, made, 0.1, rows);
      tf.dispose([moved.mean, moved.variance]);
      return tf.sum(tf.square(made.output));
    };
    expect(leaked(() => tf.grad(loss)(x))).toBe(0);
  });
});

it("moves running statistics towards the batch's, the variance unbiased", () => {
  const batch = { mean: tf.tensor1d([1]), variance: tf.tensor1d([3]) };
  const moved = movedStatistics({ mean: tf.tensor1d([5]), variance: tf.tensor1d([2]) }, batch, 0.25, 4);
  expect(moved.mean.dataSync()[0]).toBeCloseTo(0.75 * 5 + 0.25 * 1, 6);
  expect(moved.variance.dataSync()[0]).toBeCloseTo(0.75 * 2 + 0.25 * 3 * (4 / 3), 6);
});

it("refuses other channels, and a batch of one value each", () => {
  expect(() => batchNorm(tf.zeros([1, 2, 2, 4]), params, { mean, variance })).toThrow(ShapeMismatchError);
  expect(() => batchNormTraining(tf.zeros([1, 1, 1, channels]), params)).toThrow(/more than one value/);
});
