import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { filled, gradientError, largest, leaked } from "../test/finite-differences.js";
import { plainConvolution } from "../test/plain-convolution.js";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";
import { convFolding, convFusion, type MixerParams, mixModalities } from "./mixer.js";

const maps = filled([2, 3, 2, 2, 2], 1) as tf.Tensor5D;
const skips = [filled([2, 2, 2, 3], 2), filled([2, 2, 2, 1], 3)] as tf.Tensor4D[];
const fold = { kernel: filled([3, 3, 2, 4], 4) as tf.Tensor4D, bias: filled([4], 5) as tf.Tensor1D };
const fuse = { kernel: filled([1, 1, 8, 4], 6) as tf.Tensor4D, bias: filled([4], 7) as tf.Tensor1D };

it("folds with one shared convolution, summed over modalities", () => {
  const actual = convFolding(maps, fold).dataSync();
  const parts = (tf.unstack(maps, 1) as tf.Tensor4D[]).map((map) => plainConvolution(map, fold));
  expect(largest(actual.map((value, i) => value - parts[0]![i]! - parts[1]![i]! - parts[2]![i]!))).toBeLessThan(1e-5);
});

it("fuses pointwise over the channels of all maps, in order", () => {
  const folded = convFolding(maps, fold);
  const actual = convFusion([folded, ...skips], fuse).dataSync();
  const expected = plainConvolution(tf.concat([folded, ...skips], 3), fuse);
  expect(largest(actual.map((value, i) => value - expected[i]!))).toBeLessThan(1e-5);
  expect(mixModalities(maps, skips, { fold, fuse }).dataSync()).toEqual(actual);
});

it("has the gradients that finite differences give", () => {
  const f = (m: tf.Tensor, s1: tf.Tensor, s2: tf.Tensor, ...w: tf.Tensor[]) => {
    const params = { fold: { kernel: w[0], bias: w[1] }, fuse: { kernel: w[2], bias: w[3] } } as MixerParams;
    return mixModalities(m as tf.Tensor5D, [s1, s2] as tf.Tensor4D[], params);
  };
  const inputs = [maps, ...skips, fold.kernel, fold.bias, fuse.kernel, fuse.bias];
  expect(gradientError(f, inputs)).toBeLessThan(2e-3);
});

it("keeps no tensors, and refuses what does not fit", () => {
  expect(leaked(() => mixModalities(maps, skips, { fold, fuse }))).toBe(0);
  expect(() => mixModalities(maps, [], { fold, fuse })).toThrow(ShapeMismatchError);
  expect(() => convFusion([], fuse)).toThrow(InvalidOptionError);
});
