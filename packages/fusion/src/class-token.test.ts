import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { filled, leaked } from "../test/finite-differences.js";
import { differenceFromPlain } from "../test/plain-gradient.js";
import { plainAttention, plainLayerNorm, plainLinear, plainPart, plainSum, type Row } from "../test/plain-network.js";
import { type ClassTokenParams, classTokenPooling } from "./class-token.js";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";

const [d, heads] = [4, 2];
const x = filled([2, 2, 3, d], 1) as tf.Tensor4D;
const weights = [[1, 1, d], [d], [d], [d, 3 * d], [3 * d], [d, d], [d]].map((shape, i) =>
  filled(shape as [number], i + 2),
);

function params(list: tf.Tensor[]): ClassTokenParams {
  const [token, scale, shift, k1, b1, k2, b2] = list;
  return {
    token: token as tf.Tensor3D,
    norm: { scale: scale as tf.Tensor1D, shift: shift as tf.Tensor1D },
    attention: {
      qkv: { kernel: k1 as tf.Tensor2D, bias: b1 as tf.Tensor1D },
      projection: { kernel: k2 as tf.Tensor2D, bias: b2 as tf.Tensor1D },
    },
  };
}

it("reads the map by one attention, in plain loops, and has its gradients", () => {
  const { value, gradients } = differenceFromPlain(
    (map, ...list) => classTokenPooling(map as tf.Tensor4D, params(list), heads),
    (maps: Row[][][], token: Row[][], scale: Row, shift: Row, k1: Row[], b1: Row, k2: Row[], b2: Row) =>
      maps.map((map) => {
        const normed = plainLayerNorm([token[0]![0]!, ...map.flat()], scale, shift);
        const mapped = plainLinear(normed, { kernel: k1, bias: b1 });
        const query = plainPart(mapped.slice(0, 1), 0);
        const read = plainAttention(query, plainPart(mapped, 1), plainPart(mapped, 2), heads);
        return plainSum([token[0]![0]!], plainLinear(read, { kernel: k2, bias: b2 }))[0];
      }),
    [x, ...weights],
  );
  expect(value).toBeLessThan(1e-5);
  expect(Math.max(...gradients)).toBeLessThan(1e-4);
});

it("keeps no tensors, and refuses what does not fit", () => {
  expect(leaked(() => classTokenPooling(x, params(weights), heads))).toBe(0);
  expect(() => classTokenPooling(x, params(weights), 3)).toThrow(InvalidOptionError);
  expect(() => classTokenPooling(tf.zeros([1, 2, 2, 3]), params(weights), heads)).toThrow(ShapeMismatchError);
});
