import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { backends, isGraphics, use } from "./backends.js";

/** Leaves sevens in the memory that the next tensors of these sizes get. */
function soil(...sizes: number[]): void {
  tf.dispose(sizes.map((size) => tf.fill([size], 7)));
}

const empty = (...shape: number[]) => tf.zeros(shape);

describe.each(backends.filter((name) => !isGraphics(name)))("sums over nothing on %s", (backend) => {
  beforeAll(() => use(backend));

  const cases: Record<string, () => tf.Tensor> = {
    "sum over the first axis": () => tf.sum(empty(0, 33), 0),
    "sum over the last axis": () => tf.sum(empty(3, 11, 0), 2),
    "sum over axes apart": () => tf.sum(empty(0, 33, 2), [0, 2]),
    "sum of integers": () => tf.sum(tf.zeros([0, 33], "int32"), 0),
    "product of matrices": () => tf.matMul(empty(11, 0), empty(0, 3)),
    "product of transposed matrices": () => tf.matMul(empty(0, 11), empty(3, 0), true, true),
    "gradient of a weight for an empty batch": () =>
      tf.grad((w) => tf.matMul(empty(0, 2, 3), w))(tf.ones([3, 11]), empty(0, 2, 11)),
  };

  it.each(Object.keys(cases))("%s: zeros", (name) => {
    const values = tf.tidy(() => {
      soil(33);
      return cases[name]!().dataSync();
    });
    expect([...values]).toEqual(new Array(33).fill(0));
  });

  // TensorFlow 2.13 gives a convolution of no pictures the shape of its input.
  it.skipIf(backend === "tensorflow")("gradient of a filter for an empty batch: zeros", () => {
    const values = tf.tidy(() => {
      const [x, dy] = [empty(0, 4, 4, 11) as tf.Tensor4D, empty(0, 4, 4, 3)];
      soil(33);
      return tf
        .grad((w) => tf.conv2d(x, w as tf.Tensor4D, 1, "same"))(tf.ones([1, 1, 11, 3]), dy)
        .dataSync();
    });
    expect([...values]).toEqual(new Array(33).fill(0));
  });

  // tfjs's cpu backend divides before it adds: 0.
  it.skipIf(backend === "cpu")("a mean of nothing is no number", () => {
    const values = tf.tidy(() => {
      soil(33);
      return tf.mean(empty(0, 33), 0).dataSync();
    });
    expect([...values]).toEqual(new Array(33).fill(Number.NaN));
  });
});
