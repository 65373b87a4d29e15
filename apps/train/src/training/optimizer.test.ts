import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { clipByGlobalNorm, globalNorm, initialState, optimizerStep } from "./optimizer.js";
import type { OptimizerConfig } from "./recipe.js";

beforeAll(() => tf.setBackend("cpu"));

/** Three steps on one weight with fixed gradients, in plain numbers and with tensors. */
function walk(config: OptimizerConfig, decays = true, rate = 1): number {
  let weights: tf.Tensor[] = [tf.tensor1d([1.5])];
  let state = initialState(config, weights);
  for (const g of [0.4, -0.2, 0.1]) {
    const gradient = tf.tensor1d([g]);
    const next = optimizerStep(config, weights, [gradient], state, 0.1, [{ rate, decays }]);
    tf.dispose([weights, state.slots as tf.Tensor[][], gradient]);
    ({ weights, state } = next);
  }
  const value = weights[0]!.dataSync()[0]!;
  tf.dispose([weights, state.slots as tf.Tensor[][]]);
  return value;
}

describe("optimizerStep", () => {
  it("is SGD with momentum and coupled decay, as PyTorch's SGD", () => {
    let [w, v] = [1.5, 0];
    for (const g of [0.4, -0.2, 0.1]) {
      v = 0.9 * v + (g + 0.01 * w);
      w -= 0.1 * v;
    }
    expect(walk({ kind: "sgd", momentum: 0.9, weightDecay: 0.01 })).toBeCloseTo(w, 5);
  });

  it.each(["adam", "adamw"] as const)("is %s with bias correction and ε outside the root", (kind) => {
    const config = { kind, beta1: 0.9, beta2: 0.99, epsilon: 1e-3, weightDecay: 0.05 } as const;
    let [w, m, v] = [1.5, 0, 0];
    [0.4, -0.2, 0.1].forEach((raw, i) => {
      const g = kind === "adam" ? raw + 0.05 * w : raw;
      m = 0.9 * m + 0.1 * g;
      v = 0.99 * v + 0.01 * g * g;
      if (kind === "adamw") w *= 1 - 0.1 * 0.05;
      w -= (0.1 * (m / (1 - 0.9 ** (i + 1)))) / (Math.sqrt(v / (1 - 0.99 ** (i + 1))) + 1e-3);
    });
    expect(walk(config)).toBeCloseTo(w, 5);
  });

  it("spares weights that do not decay", () => {
    const config = { kind: "sgd", momentum: 0, weightDecay: 0.5 } as const;
    expect(walk(config, false)).toBeCloseTo(1.5 - 0.1 * 0.3, 5);
  });

  it("moves a weight at its own rate", () => {
    const config = { kind: "sgd", momentum: 0, weightDecay: 0 } as const;
    expect(walk(config, true, 0.01)).toBeCloseTo(1.5 - 0.1 * 0.01 * 0.3, 6);
  });

  it("leaves no tensors behind", () => {
    walk({ kind: "adamw", beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1 });
    const before = tf.memory().numTensors;
    walk({ kind: "adamw", beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1 });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("clipByGlobalNorm", () => {
  it("scales all gradients by one factor when their common norm is too large, and not otherwise", () => {
    tf.tidy(() => {
      const gradients = [tf.tensor1d([3, 0]), tf.scalar(4)];
      expect(globalNorm(gradients).dataSync()[0]).toBeCloseTo(5);
      const { gradients: clipped, norm } = clipByGlobalNorm(gradients, 1);
      expect(norm.dataSync()[0]).toBeCloseTo(5);
      expect(clipped[0]!.dataSync()[0]).toBeCloseTo(0.6);
      expect(clipped[1]!.dataSync()[0]).toBeCloseTo(0.8);
      expect(clipByGlobalNorm(gradients, 6).gradients[1]!.dataSync()[0]).toBeCloseTo(4);
      expect(clipByGlobalNorm([tf.zeros([2])], 1).gradients[0]!.dataSync()[0]).toBe(0);
    });
  });
});
