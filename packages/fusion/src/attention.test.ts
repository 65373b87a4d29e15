import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { filled, gradientError, largest, leaked } from "../test/finite-differences.js";
import { multiHeadAttention } from "./attention.js";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";

const [batch, count, d, heads] = [2, 3, 4, 2] as const;
const x = filled([batch, count, d], 1) as tf.Tensor3D;
const qkv = { kernel: filled([d, 3 * d], 2) as tf.Tensor2D, bias: filled([3 * d], 3) as tf.Tensor1D };
const projection = { kernel: filled([d, d], 4) as tf.Tensor2D, bias: filled([d], 5) as tf.Tensor1D };

/** The definition, one number at a time. */
function plain(): number[] {
  const [xs, w, b] = [x.arraySync(), qkv.kernel.arraySync(), qkv.bias.arraySync()];
  const [pw, pb] = [projection.kernel.arraySync(), projection.bias.arraySync()];
  const width = d / heads;
  return xs.flatMap((tokens) => {
    const mapped = tokens.map((token) =>
      b.map((bias, o) => token.reduce((sum, value, i) => sum + value * w[i]![o]!, bias)),
    );
    return tokens.flatMap((_, n) => {
      const mixed = Array.from({ length: d }, (_unused, feature) => {
        const head = Math.floor(feature / width);
        const scores = mapped.map((other) => {
          let dot = 0;
          for (let k = 0; k < width; k++) dot += mapped[n]![head * width + k]! * other[d + head * width + k]!;
          return Math.exp(dot / Math.sqrt(width));
        });
        const total = scores.reduce((sum, score) => sum + score);
        return scores.reduce((sum, score, m) => sum + (score / total) * mapped[m]![2 * d + feature]!, 0);
      });
      return pb.map((bias, o) => mixed.reduce((sum, value, i) => sum + value * pw[i]![o]!, bias));
    });
  });
}

it("equals the definition in plain loops", () => {
  const actual = multiHeadAttention(x, { qkv, projection }, heads).dataSync();
  expect(largest(plain().map((value, i) => value - actual[i]!))).toBeLessThan(1e-5);
});

it("has the gradients that finite differences give", () => {
  const f = (input: tf.Tensor, k1: tf.Tensor, b1: tf.Tensor, k2: tf.Tensor, b2: tf.Tensor) =>
    multiHeadAttention(
      input as tf.Tensor3D,
      {
        qkv: { kernel: k1 as tf.Tensor2D, bias: b1 as tf.Tensor1D },
        projection: { kernel: k2 as tf.Tensor2D, bias: b2 as tf.Tensor1D },
      },
      heads,
    );
  const inputs = [x, qkv.kernel, qkv.bias, projection.kernel, projection.bias];
  expect(gradientError(f, inputs)).toBeLessThan(5e-3);
});

it("keeps no tensors, and refuses what does not fit", () => {
  expect(leaked(() => multiHeadAttention(x, { qkv, projection }, heads))).toBe(0);
  expect(() => multiHeadAttention(x, { qkv, projection }, 3)).toThrow(InvalidOptionError);
  expect(() => multiHeadAttention(tf.zeros([1, 2, 5]), { qkv, projection }, heads)).toThrow(ShapeMismatchError);
});
