import { registerTrainingKernels } from "@cvar/backend";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { filled, gradientError, leaked } from "../test/finite-differences.js";
import { ShapeMismatchError } from "./errors.js";
import { layerNorm } from "./layer-norm.js";

await tf.setBackend("cpu");
const x = filled([2, 3, 5], 1, 2);
const params = { scale: filled([5], 2) as tf.Tensor1D, shift: filled([5], 3) as tf.Tensor1D };

describe.each(["cpu", "wasm", "wasm with training kernels"])("layer norm on %s", (name) => {
  beforeAll(async () => {
    await tf.setBackend(name.split(" ")[0]!);
    if (name.includes("training")) registerTrainingKernels();
  });

  it("equals the formula in plain loops", () => {
    const [values, scale, shift] = [x.dataSync(), params.scale.dataSync(), params.shift.dataSync()];
    const actual = layerNorm(x, params).dataSync();
    for (let row = 0; row < 6; row++) {
      const part = Array.from(values.slice(row * 5, row * 5 + 5));
      const mean = part.reduce((a, b) => a + b) / 5;
      const variance = part.reduce((a, b) => a + (b - mean) ** 2, 0) / 5;
      part.forEach((value, i) => {
        const expected = ((value - mean) / Math.sqrt(variance + 1e-5)) * scale[i]! + shift[i]!;
        expect(actual[row * 5 + i]).toBeCloseTo(expected, 5);
      });
    }
  });

  it("has the gradients that finite differences give", () => {
    const f = (input: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor) =>
      layerNorm(input, { scale: scale as tf.Tensor1D, shift: shift as tf.Tensor1D });
    expect(gradientError(f, [x, params.scale, params.shift])).toBeLessThan(2e-3);
  });

  it("keeps no tensors, and refuses another width", () => {
    expect(leaked(() => layerNorm(x, params))).toBe(0);
    expect(() => layerNorm(tf.zeros([2, 4]), params)).toThrow(ShapeMismatchError);
  });
});
