import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { filled, gradientError, largest, leaked } from "../test/finite-differences.js";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";
import { patchEmbedding } from "./patch-embedding.js";

const kernel = filled([3, 3, 2, 4], 2) as tf.Tensor4D;
const bias = filled([4], 3) as tf.Tensor1D;

it.each([
  [6, 9],
  [8, 10],
])("is a valid convolution at stride P on %i × %i", (height, width) => {
  const x = filled([2, height, width, 2], 1) as tf.Tensor4D;
  const expected = tf.add(tf.conv2d(x, kernel, 3, "valid"), bias);
  const actual = patchEmbedding(x, { kernel, bias });
  expect(actual.shape).toEqual(expected.shape);
  expect(largest(tf.sub(actual, expected).dataSync())).toBeLessThan(1e-5);
});

it("pads with zeros, or crops, to a grid that is asked for", () => {
  const x = filled([1, 7, 8, 2], 4) as tf.Tensor4D;
  const padded = tf.pad(x, [
    [0, 0],
    [0, 2],
    [0, 1],
    [0, 0],
  ]) as tf.Tensor4D;
  const larger = tf.sub(patchEmbedding(x, { kernel, bias }, [3, 3]), patchEmbedding(padded, { kernel, bias }));
  expect(largest(larger.dataSync())).toBeLessThan(1e-5);
  const cropped = tf.slice(x, [0, 0, 0, 0], [1, 3, 6, 2]);
  const smaller = tf.sub(patchEmbedding(x, { kernel, bias }, [1, 2]), patchEmbedding(cropped, { kernel, bias }));
  expect(largest(smaller.dataSync())).toBeLessThan(1e-5);
});

it("has the gradients that finite differences give", () => {
  const f = (x: tf.Tensor, k: tf.Tensor, b: tf.Tensor) =>
    patchEmbedding(x as tf.Tensor4D, { kernel: k as tf.Tensor4D, bias: b as tf.Tensor1D }, [3, 2]);
  expect(gradientError(f, [filled([2, 7, 8, 2], 5), kernel, bias])).toBeLessThan(1e-3);
});

it("keeps no tensors, and refuses what does not fit", () => {
  const x = filled([1, 7, 8, 2], 4) as tf.Tensor4D;
  expect(leaked(() => patchEmbedding(x, { kernel, bias }, [3, 2]))).toBe(0);
  expect(() => patchEmbedding(tf.zeros([1, 6, 6, 3]), { kernel, bias })).toThrow(ShapeMismatchError);
  expect(() => patchEmbedding(tf.zeros([1, 2, 6, 2]), { kernel, bias })).toThrow(InvalidOptionError);
});
