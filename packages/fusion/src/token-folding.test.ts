import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { filled, gradientError, leaked } from "../test/finite-differences.js";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";
import { foldTokens, mapsToTokens } from "./token-folding.js";

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
