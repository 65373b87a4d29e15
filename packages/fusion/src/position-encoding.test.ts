import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { beforeEach, describe, expect, it } from "vitest";
import { filled, gradientError, leaked } from "../test/finite-differences.js";
import { ShapeMismatchError } from "./errors.js";
import { addPositionEncoding } from "./position-encoding.js";

describe.each(["cpu", "wasm"])("position encoding on %s", (backend) => {
  beforeEach(async () => void (await tf.setBackend(backend)));
  const make = () => ({
    tokens: filled([3, 4, 2], 1) as tf.Tensor3D,
    params: { position: filled([1, 4, 2], 2) as tf.Tensor3D, time: filled([1, 5, 2], 3) as tf.Tensor3D },
    triplet: tf.tensor2d([4, 0, 4], [3, 1], "int32"),
  });

  it("adds the token's and the triplet's vectors", () => {
    const { tokens, params, triplet } = make();
    const actual = addPositionEncoding(tokens, triplet, params).arraySync();
    const [x, position, time] = [tokens.arraySync(), params.position.arraySync()[0]!, params.time.arraySync()[0]!];
    [4, 0, 4].forEach((when, b) => {
      for (let n = 0; n < 4; n++) {
        for (let i = 0; i < 2; i++) {
          expect(actual[b]![n]![i]).toBeCloseTo(x[b]![n]![i]! + position[n]![i]! + time[when]![i]!, 5);
        }
      }
    });
  });

  it("knows videos of one triplet, and adds no time vector for another", () => {
    const { tokens, params } = make();
    const one = { position: params.position, time: tf.slice(params.time, [0, 0, 0], [1, 1, 2]) };
    const first = addPositionEncoding(tokens, tf.zeros([3, 1], "int32"), one);
    const same = addPositionEncoding(tokens, tf.zeros([3, 1], "int32"), params);
    expect(first.dataSync()).toEqual(same.dataSync());
    const none = addPositionEncoding(tokens, tf.fill([3], 7, "int32"), one);
    expect(none.dataSync()).toEqual(tf.add(tokens, params.position).dataSync());
  });

  it("adds them at every step where tokens have steps", () => {
    const { tokens, params, triplet } = make();
    const twice = tf.stack([tokens, tf.neg(tokens)], 1) as tf.Tensor4D;
    const [one, other] = tf.unstack(addPositionEncoding(twice, triplet, params), 1) as tf.Tensor3D[];
    expect(one!.dataSync()).toEqual(addPositionEncoding(tokens, triplet, params).dataSync());
    expect(other!.dataSync()).toEqual(addPositionEncoding(tf.neg(tokens), triplet, params).dataSync());
  });

  it("has the gradients that finite differences give, also for the look-up", () => {
    const { tokens, params, triplet } = make();
    const f = (x: tf.Tensor, position: tf.Tensor, time: tf.Tensor) =>
      addPositionEncoding(x as tf.Tensor3D, triplet, { position: position as tf.Tensor3D, time: time as tf.Tensor3D });
    expect(gradientError(f, [tokens, params.position, params.time])).toBeLessThan(1e-3);
  });

  it("keeps no tensors, and refuses what does not fit", () => {
    const { tokens, params, triplet } = make();
    expect(leaked(() => addPositionEncoding(tokens, triplet, params))).toBe(0);
    expect(() => addPositionEncoding(tokens, tf.zeros([2]), params)).toThrow(ShapeMismatchError);
    expect(() => addPositionEncoding(tf.zeros([3, 5, 2]) as tf.Tensor3D, triplet, params)).toThrow(ShapeMismatchError);
  });
});
