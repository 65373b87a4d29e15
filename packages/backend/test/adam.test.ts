import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { adamStep } from "../src/kernels/adam.js";
import { backends, leaked, use } from "./backends.js";
import { numbers } from "./finite-differences.js";

/** Algorithm 1 of Kingma & Ba (2015), value by value in double precision. */
function plainAdam(w: number, gradients: number[], rate: number, decay: number, decoupled: number): number {
  let [m, v] = [0, 0];
  gradients.forEach((gradient, i) => {
    const g = gradient + decay * w;
    m = 0.9 * m + 0.1 * g;
    v = 0.99 * v + 0.01 * g * g;
    const [mHat, vHat] = [m / (1 - 0.9 ** (i + 1)), v / (1 - 0.99 ** (i + 1))];
    w = w * (1 - rate * decoupled) - (rate * mHat) / (Math.sqrt(vHat) + 1e-3);
  });
  return w;
}

describe.each(backends)("%s", (backend) => {
  beforeAll(() => use(backend));

  it.each([
    [0, 0],
    [1e-2, 0],
    [0, 1e-2],
  ])("five steps equal the algorithm's, weight decay %f, decoupled %f", (decay, decoupledDecay) => {
    tf.tidy(() => {
      // 11 values: SIMD lanes and a rest.
      const start = numbers(11, 1);
      const gradients = [2, 3, 4, 5, 6].map((seed) => numbers(11, seed));
      let state = { weight: tf.tensor1d(start), first: tf.zeros([11]), second: tf.zeros([11]) };
      gradients.forEach((values, i) => {
        const settings = { rate: 0.05, beta1: 0.9, beta2: 0.99, epsilon: 1e-3, step: i + 1, decay, decoupledDecay };
        state = adamStep(state, tf.tensor1d(values), settings) as typeof state;
      });
      state.weight.dataSync().forEach((value, i) => {
        const expected = plainAdam(
          start[i]!,
          gradients.map((g) => g[i]!),
          0.05,
          decay,
          decoupledDecay,
        );
        expect(value).toBeCloseTo(expected, 5);
      });
    });
  });

  it("leaves nothing behind and changes nothing in place", () => {
    const state = { weight: tf.ones([3, 2]), first: tf.zeros([3, 2]), second: tf.zeros([3, 2]) };
    const gradient = tf.ones([3, 2]);
    const settings = { rate: 1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 1 };
    expect(leaked(() => tf.dispose({ ...adamStep(state, gradient, settings) }))).toEqual([0, 0]);
    expect([...state.weight.dataSync(), ...state.first.dataSync()]).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    tf.dispose([gradient, ...Object.values(state)]);
  });
});
