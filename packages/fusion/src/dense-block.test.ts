import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { filled, gradientError, largest, leaked } from "../test/finite-differences.js";
import { plainConvolution } from "../test/plain-convolution.js";
import type { ConvParams } from "./convolution.js";
import { residualDenseBlock, rrdb } from "./dense-block.js";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";

const [nf, gc] = [3, 2];
const x = filled([1, 3, 2, nf], 1) as tf.Tensor4D;

function block(seed: number): ConvParams[] {
  return Array.from({ length: 3 }, (_, i) => {
    const outputs = i === 2 ? nf : gc;
    const kernel = filled([3, 3, nf + i * gc, outputs], seed + 2 * i, 0.5) as tf.Tensor4D;
    return { kernel, bias: filled([outputs], seed + 2 * i + 1) as tf.Tensor1D };
  });
}

it("is the dense block in plain loops", () => {
  const params = block(10);
  let features = x;
  for (const conv of params.slice(0, 2)) {
    const grown = plainConvolution(features, conv).map((value) => (value > 0 ? value : 0.2 * value));
    features = tf.concat([features, tf.tensor4d(grown, [1, 3, 2, gc])], 3);
  }
  const input = x.dataSync();
  const expected = plainConvolution(features, params[2]!).map((value, i) => 0.2 * value + input[i]!);
  const actual = residualDenseBlock(x, params).dataSync();
  expect(largest(expected.map((value, i) => value - actual[i]!))).toBeLessThan(1e-5);
});

it("scales the chain of blocks by 0.2 again", () => {
  const blocks = [block(10), block(20), block(30)];
  const inner = blocks.reduce((y, params) => residualDenseBlock(y, params), x).dataSync();
  const input = x.dataSync();
  const actual = rrdb(x, blocks).dataSync();
  expect(largest(actual.map((value, i) => value - 0.2 * inner[i]! - input[i]!))).toBeLessThan(1e-5);
});

it("has the gradients that finite differences give", () => {
  const blocks = [block(10), block(20)];
  const weights = blocks.flat().flatMap(({ kernel, bias }) => [kernel, bias] as tf.Tensor[]);
  const f = (input: tf.Tensor, ...list: tf.Tensor[]) => {
    const pairs = Array.from({ length: 6 }, (_, i) => ({ kernel: list[2 * i], bias: list[2 * i + 1] }) as ConvParams);
    return rrdb(input as tf.Tensor4D, [pairs.slice(0, 3), pairs.slice(3)]);
  };
  expect(gradientError(f, [x, ...weights], { step: 2e-3 })).toBeLessThan(1e-2);
});

it("keeps no tensors, and refuses what does not fit", () => {
  const params = block(10);
  expect(leaked(() => rrdb(x, [params]))).toBe(0);
  expect(() => residualDenseBlock(x, [])).toThrow(InvalidOptionError);
  expect(() => residualDenseBlock(x, block(10).slice(1))).toThrow(ShapeMismatchError);
});
