import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { filled, gradientError, leaked } from "../test/finite-differences.js";
import { classifierHead } from "./classifier-head.js";
import { ShapeMismatchError } from "./errors.js";

const x = filled([2, 2, 3, 4], 1) as tf.Tensor4D;
const params = { kernel: filled([4, 5], 2) as tf.Tensor2D, bias: filled([5], 3) as tf.Tensor1D };

it("averages over the picture and maps to classes", () => {
  const [maps, kernel, bias] = [x.arraySync(), params.kernel.arraySync(), params.bias.arraySync()];
  const actual = classifierHead(x, params).arraySync();
  maps.forEach((map, b) => {
    const pooled = [0, 1, 2, 3].map((c) => map.flat().reduce((sum, pixel) => sum + pixel[c]!, 0) / 6);
    bias.forEach((offset, o) => {
      expect(actual[b]![o]).toBeCloseTo(
        pooled.reduce((sum, value, c) => sum + value * kernel[c]![o]!, offset),
        5,
      );
    });
  });
});

it("classifies vectors as they are", () => {
  const vectors = tf.mean(x, [1, 2]);
  expect(classifierHead(vectors, params).dataSync()).toEqual(classifierHead(x, params).dataSync());
  expect(() => classifierHead(tf.zeros([2, 3, 4]), params)).toThrow(ShapeMismatchError);
});

it("has the gradients that finite differences give", () => {
  const f = (input: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor) =>
    classifierHead(input as tf.Tensor4D, { kernel: kernel as tf.Tensor2D, bias: bias as tf.Tensor1D });
  expect(gradientError(f, [x, params.kernel, params.bias])).toBeLessThan(1e-3);
});

it("keeps no tensors, and refuses what does not fit", () => {
  expect(leaked(() => classifierHead(x, params, { rate: 0.5 }))).toBe(0);
  expect(() => classifierHead(tf.zeros([2, 2, 3, 5]), params)).toThrow(ShapeMismatchError);
});
