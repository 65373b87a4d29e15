import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { filled, gradientError, leaked } from "../test/finite-differences.js";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";
import { foldFrames, foldTokens, framesToTokens, mapsToTokens, meanOfModalities } from "./token-folding.js";

const maps = [1, 2, 3].map((seed) => filled([2, 2, 3, 4], seed) as tf.Tensor4D);

it("puts token (m, row, column) at row·columns + column of modality m", () => {
  const tokens = mapsToTokens(maps).arraySync();
  const first = maps.map((map) => map.arraySync());
  for (let m = 0; m < 3; m++) {
    for (let row = 0; row < 2; row++) {
      for (let column = 0; column < 3; column++) {
        expect(tokens[1]![m * 6 + row * 3 + column]).toEqual(first[m]![1]![row]![column]);
      }
    }
  }
});

it("folds back to the maps", () => {
  const folded = foldTokens(mapsToTokens(maps), [2, 3]);
  expect(folded.shape).toEqual([2, 3, 2, 3, 4]);
  expect(folded.dataSync()).toEqual(tf.stack(maps, 1).dataSync());
});

it("has the gradients that finite differences give", () => {
  const f = (...all: tf.Tensor[]) => foldTokens(mapsToTokens(all as tf.Tensor4D[]), [2, 3]);
  expect(gradientError(f, maps)).toBeLessThan(1e-3);
});

it("keeps no tensors, and refuses what does not fit", () => {
  expect(leaked(() => tf.tidy(() => foldTokens(mapsToTokens(maps), [2, 3])))).toBe(0);
  expect(() => mapsToTokens([])).toThrow(InvalidOptionError);
  expect(() => mapsToTokens([maps[0]!, tf.zeros([2, 2, 2, 4])])).toThrow(ShapeMismatchError);
  expect(() => foldTokens(tf.zeros([1, 7, 4]), [2, 3])).toThrow(ShapeMismatchError);
});

it("lays a still map and sequences of maps out step by step, and takes a modality back out", () => {
  const still = maps[0]!;
  const [motion, residual] = [4, 5].map((seed) => filled([2, 3, 2, 3, 4], seed) as tf.Tensor5D);
  const tokens = framesToTokens([still, motion!, residual!]);
  expect(tokens.shape).toEqual([2, 3, 18, 4]);
  for (let t = 0; t < 3; t++) {
    const at = (x: tf.Tensor5D) => tf.unstack(x, 1)[t] as tf.Tensor4D;
    const step = mapsToTokens([still, at(motion!), at(residual!)]);
    expect((tf.unstack(tokens, 1)[t] as tf.Tensor).dataSync()).toEqual(step.dataSync());
    expect(at(foldFrames(tokens, 0, [2, 3])).dataSync()).toEqual(still.dataSync());
  }
  expect(foldFrames(tokens, 1, [2, 3]).dataSync()).toEqual(motion!.dataSync());
  expect(foldFrames(tokens, 2, [2, 3]).dataSync()).toEqual(residual!.dataSync());
  const f = (...all: tf.Tensor[]) => foldFrames(framesToTokens(all as tf.Tensor5D[]), 0, [2, 3]);
  expect(gradientError(f, [still, motion!])).toBeLessThan(1e-3);
  expect(leaked(() => tf.tidy(() => foldFrames(framesToTokens([still, motion!]), 1, [2, 3])))).toBe(0);
  expect(() => framesToTokens([still])).toThrow(InvalidOptionError);
  expect(() => framesToTokens([tf.zeros([2, 2, 2, 4]) as tf.Tensor4D, motion!])).toThrow(ShapeMismatchError);
  expect(() => foldFrames(tokens, 3, [2, 3])).toThrow(ShapeMismatchError);
});

it("averages the modalities' maps", () => {
  const stacked = tf.stack(maps, 1) as tf.Tensor5D;
  const expected = maps.map((map) => map.dataSync());
  meanOfModalities(stacked)
    .dataSync()
    .forEach((value, i) => {
      expect(value).toBeCloseTo((expected[0]![i]! + expected[1]![i]! + expected[2]![i]!) / 3, 6);
    });
  expect(gradientError((x) => meanOfModalities(x as tf.Tensor5D), [stacked])).toBeLessThan(1e-3);
  expect(leaked(() => meanOfModalities(stacked))).toBe(0);
  expect(() => meanOfModalities(tf.zeros([1, 2, 3, 4]) as tf.Tensor as tf.Tensor5D)).toThrow(ShapeMismatchError);
});
