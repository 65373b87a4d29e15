import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { filled, gradientError, leaked } from "../test/finite-differences.js";
import { classTokenSequence, firstToken } from "./class-token-sequence.js";
import { ShapeMismatchError } from "./errors.js";

const x = filled([2, 3, 4], 1) as tf.Tensor3D;
const params = { token: filled([1, 4], 2) as tf.Tensor2D, position: filled([4, 4], 3) as tf.Tensor2D };

it("puts the class token first and adds the encodings; the first token comes back as a map of one pixel", () => {
  const sequence = classTokenSequence(x, params);
  const [tokens, token, position] = [x.arraySync(), params.token.arraySync()[0]!, params.position.arraySync()];
  const expected = tokens.map((sample) =>
    [token, ...sample].map((row, n) => row.map((value, i) => Math.fround(value + position[n]![i]!))),
  );
  expect(sequence.arraySync()).toEqual(expected);
  expect(firstToken(sequence).arraySync()).toEqual(expected.map((sample) => [[sample[0]]]));
});

it("has the gradients that finite differences give", () => {
  const f = (input: tf.Tensor, token: tf.Tensor, position: tf.Tensor) =>
    classTokenSequence(input as tf.Tensor3D, { token: token as tf.Tensor2D, position: position as tf.Tensor2D });
  expect(gradientError(f, [x, params.token, params.position])).toBeLessThan(1e-3);
  expect(gradientError((input) => firstToken(input as tf.Tensor3D), [x])).toBeLessThan(1e-3);
});

it("keeps no tensors, and refuses another number of tokens", () => {
  expect(leaked(() => classTokenSequence(x, params))).toBe(0);
  expect(leaked(() => firstToken(x))).toBe(0);
  expect(() => classTokenSequence(tf.zeros([2, 4, 4]), params)).toThrow(ShapeMismatchError);
});
