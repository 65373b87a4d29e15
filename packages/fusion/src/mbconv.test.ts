import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { filled, gradientError, leaked, numbers } from "../test/finite-differences.js";
import { batchNormTraining } from "./batch-norm.js";
import { ShapeMismatchError } from "./errors.js";
import { type MBConvParams, mbConv } from "./mbconv.js";
import { residualBlock } from "./residual-block.js";
import { squeezeExcitation } from "./squeeze-excitation.js";
import { stochasticDepth } from "./stochastic-depth.js";
import { swish } from "./swish.js";
import { symmetricConvolution, symmetricDepthwiseConvolution } from "./symmetric-convolution.js";
import { symmetricMaxPool } from "./symmetric-max-pool.js";

/** Value of a map outside of which there is `outside`. */
const at = (x: tf.Tensor4D, b: number, row: number, column: number, c: number, outside = 0) =>
  row < 0 || column < 0 || row >= x.shape[1] || column >= x.shape[2] ? outside : x.bufferSync().get(b, row, column, c);

it.each([
  [5, 6, 3, 1],
  [6, 5, 3, 2],
  [6, 8, 5, 2],
  [4, 4, 1, 2],
])("a convolution of %i×%i by %i×%3$i at stride %i has zeros on every side", (height, width, k, stride) => {
  const x = filled([2, height, width, 2], 1) as tf.Tensor4D;
  const kernel = filled([k, k, 2, 3], 2) as tf.Tensor4D;
  const depthwise = filled([k, k, 2, 1], 3) as tf.Tensor4D;
  const [full, deep] = [
    symmetricConvolution(x, kernel, stride),
    symmetricDepthwiseConvolution(x, depthwise, stride),
  ].map((map) => map.bufferSync());
  expect(full!.shape).toEqual([2, Math.ceil(height / stride), Math.ceil(width / stride), 3]);
  const [filter, own, border] = [kernel.bufferSync(), depthwise.bufferSync(), k >> 1];
  for (let row = 0; row < full!.shape[1]!; row++) {
    for (let column = 0; column < full!.shape[2]!; column++) {
      const sum = (term: (value: (c: number) => number, dy: number, dx: number) => number) => {
        let total = 0;
        for (let dy = 0; dy < k; dy++)
          for (let dx = 0; dx < k; dx++)
            total += term((c) => at(x, 1, row * stride + dy - border, column * stride + dx - border, c), dy, dx);
        return total;
      };
      expect(deep!.get(1, row, column, 1)).toBeCloseTo(
        sum((value, dy, dx) => value(1) * own.get(dy, dx, 1, 0)),
        5,
      );
      const expected = sum(
        (value, dy, dx) => value(0) * filter.get(dy, dx, 0, 2) + value(1) * filter.get(dy, dx, 1, 2),
      );
      expect(full!.get(1, row, column, 2)).toBeCloseTo(expected, 5);
    }
  }
});

it("max pooling finds nothing outside of the map, and gives its gradient to the largest", () => {
  const x = tf.sub(filled([1, 5, 4, 2], 1), 3) as tf.Tensor4D; // all below zero
  const pooled = symmetricMaxPool(x, 3, 2).bufferSync();
  expect(pooled.shape).toEqual([1, 3, 2, 2]);
  for (let row = 0; row < 3; row++)
    for (let column = 0; column < 2; column++) {
      const window = [-1, 0, 1].flatMap((dy) =>
        [-1, 0, 1].map((dx) => at(x, 0, 2 * row + dy, 2 * column + dx, 1, Number.NEGATIVE_INFINITY)),
      );
      expect(pooled.get(0, row, column, 1)).toBe(Math.max(...window));
    }
  const gradient = tf.grad((map) => tf.sum(symmetricMaxPool(map as tf.Tensor4D, 3, 2)))(x);
  expect(tf.sum(gradient).dataSync()[0]).toBe(3 * 2 * 2);
});

it("squeeze-and-excitation scales each channel by the gate of its mean", () => {
  const x = filled([1, 2, 2, 3], 1) as tf.Tensor4D;
  const [w1, b1, w2, b2] = [numbers(6, 2), numbers(2, 3), numbers(6, 4), numbers(3, 5)];
  const params = {
    reduce: { kernel: tf.tensor4d(w1, [1, 1, 3, 2]), bias: tf.tensor1d(b1) },
    expand: { kernel: tf.tensor4d(w2, [1, 1, 2, 3]), bias: tf.tensor1d(b2) },
  };
  const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
  const values = x.dataSync();
  const means = [0, 1, 2].map((c) => [0, 1, 2, 3].reduce((sum, p) => sum + values[p * 3 + c]! / 4, 0));
  const hidden = [0, 1].map((s) => {
    const z = b1[s]! + means.reduce((sum, mean, c) => sum + mean * w1[c * 2 + s]!, 0);
    return z * sigmoid(z);
  });
  const gates = [0, 1, 2].map((c) => sigmoid(b2[c]! + hidden[0]! * w2[c]! + hidden[1]! * w2[3 + c]!));
  const expected = Array.from(values, (value, i) => value * gates[i % 3]!);
  for (const [i, value] of squeezeExcitation(x, params).dataSync().entries())
    expect(value).toBeCloseTo(expected[i]!, 5);
  expect(() => squeezeExcitation(tf.zeros([1, 2, 2, 4]), params)).toThrow(ShapeMismatchError);
});

it("stochastic depth drops whole samples, keeps the mean, and a part of a batch gets its part of the mask", () => {
  const x = tf.ones([64, 2, 2, 1]) as tf.Tensor4D;
  const whole = stochasticDepth(x, { rate: 0.25, seed: 7 }).dataSync();
  const samples = Array.from({ length: 64 }, (_, b) => [...whole.slice(4 * b, 4 * b + 4)]);
  for (const sample of samples) expect(new Set(sample).size).toBe(1);
  expect(new Set(samples.map(([value]) => value!.toFixed(4)))).toEqual(new Set(["0.0000", "1.3333"]));
  const kept = samples.filter(([value]) => value! > 0).length;
  expect(kept).toBeGreaterThan(36);
  expect(kept).toBeLessThan(60);
  const part = stochasticDepth(tf.slice(x, 16, 8), { rate: 0.25, seed: 7, firstSample: 16 }).dataSync();
  expect(part).toEqual(whole.slice(16 * 4, 24 * 4));
  expect(stochasticDepth(x, null)).toBe(x);
});

/** Parameters of a block from a list of tensors, normalising by each batch. */
const conv = (kernel: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor) => ({
  kernel: kernel as tf.Tensor4D,
  normalise: (map: tf.Tensor4D) =>
    batchNormTraining(map, { scale: scale as tf.Tensor1D, shift: shift as tf.Tensor1D }, 0.1).output,
});
const block = (w: tf.Tensor[]): MBConvParams => ({
  expand: conv(w[0]!, w[1]!, w[2]!),
  depthwise: conv(w[3]!, w[4]!, w[5]!),
  squeezeExcitation: {
    reduce: { kernel: w[6] as tf.Tensor4D, bias: w[7] as tf.Tensor1D },
    expand: { kernel: w[8] as tf.Tensor4D, bias: w[9] as tf.Tensor1D },
  },
  project: conv(w[10]!, w[11]!, w[12]!),
});
const x = filled([2, 4, 4, 2], 1) as tf.Tensor4D;
const shapes = [
  [1, 1, 2, 4],
  [4],
  [4],
  [3, 3, 4, 1],
  [4],
  [4],
  [1, 1, 4, 2],
  [2],
  [1, 1, 2, 4],
  [4],
  [1, 1, 4, 2],
  [2],
  [2],
];
const weights = shapes.map((shape, i) => filled(shape as [number], i + 2));

it("an MBConv is its steps in a row, plus x where the shape stays", () => {
  const p = block(weights);
  const wide = swish(p.expand!.normalise(symmetricConvolution(x, p.expand!.kernel)));
  const steps = (stride: number) => {
    const deep = swish(p.depthwise.normalise(symmetricDepthwiseConvolution(wide, p.depthwise.kernel, stride)));
    return p.project.normalise(symmetricConvolution(squeezeExcitation(deep, p.squeezeExcitation), p.project.kernel));
  };
  expect(mbConv(x, p).dataSync()).toEqual(tf.add(steps(1), x).dataSync());
  expect(mbConv(x, p, { stride: 2 }).dataSync()).toEqual(steps(2).dataSync());
  const dropped = mbConv(x, p, { drop: { rate: 1 - 1e-12, seed: 1 } });
  expect(dropped.dataSync()).toEqual(x.dataSync());
});

it("has the gradients that finite differences give, the batch's statistics included", () => {
  const options = { step: 1e-2, coordinates: 6 };
  const inverted = (input: tf.Tensor, ...list: tf.Tensor[]) => mbConv(input as tf.Tensor4D, block(list), { stride: 1 });
  expect(gradientError(inverted, [x, ...weights], options)).toBeLessThan(1e-2);
  const se = (input: tf.Tensor, ...list: tf.Tensor[]) =>
    squeezeExcitation(input as tf.Tensor4D, block([...weights.slice(0, 6), ...list]).squeezeExcitation);
  expect(gradientError(se, [filled([2, 3, 3, 4], 30), ...weights.slice(6, 10)])).toBeLessThan(1e-3);
  const strided = (input: tf.Tensor, kernel: tf.Tensor) =>
    symmetricDepthwiseConvolution(input as tf.Tensor4D, kernel as tf.Tensor4D, 2);
  expect(gradientError(strided, [filled([2, 4, 4, 4], 31), weights[3]!])).toBeLessThan(1e-3);
});

it("a residual block adds its shortcut and rectifies; the first 3×3 convolution has the stride", () => {
  const plain = (kernel: tf.Tensor) => ({ kernel: kernel as tf.Tensor4D, normalise: (map: tf.Tensor4D) => map });
  const kernels = [filled([1, 1, 2, 3], 1), filled([3, 3, 3, 3], 2), filled([1, 1, 3, 5], 3), filled([1, 1, 2, 5], 4)];
  const [a, b, c, s] = kernels as tf.Tensor4D[];
  const y = residualBlock(x, { convolutions: [a!, b!, c!].map(plain), shortcut: plain(s!) }, 2);
  const inner = tf.relu(symmetricConvolution(tf.relu(symmetricConvolution(x, a!)), b!, 2));
  const expected = tf.relu(tf.add(symmetricConvolution(inner, c!), symmetricConvolution(x, s!, 2)));
  expect(y.shape).toEqual([2, 2, 2, 5]);
  expect(y.dataSync()).toEqual(expected.dataSync());
  const identity = residualBlock(x, { convolutions: [plain(tf.zeros([3, 3, 2, 2]))], shortcut: null });
  expect(identity.dataSync()).toEqual(tf.relu(x).dataSync());
});

it("keeps no tensors, and refuses other channels", () => {
  expect(leaked(() => mbConv(x, block(weights), { drop: { rate: 0.5, seed: 1 } }))).toBe(0);
  expect(leaked(() => tf.grad((map) => tf.sum(mbConv(map as tf.Tensor4D, block(weights))))(x))).toBe(0);
  const convolutions = [conv(tf.ones([3, 3, 2, 2]), tf.ones([2]), tf.ones([2]))];
  expect(leaked(() => residualBlock(x, { convolutions, shortcut: null }))).toBe(0);
  expect(leaked(() => symmetricMaxPool(x, 3, 2))).toBe(0);
  expect(() => mbConv(tf.zeros([1, 4, 4, 3]), block(weights))).toThrow(ShapeMismatchError);
});
