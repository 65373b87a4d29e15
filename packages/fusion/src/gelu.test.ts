import { registerTrainingKernels } from "@cvar/backend";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { beforeEach, describe, expect, it } from "vitest";
import { filled, gradientError, leaked } from "../test/finite-differences.js";
import { gelu } from "./gelu.js";

/** x·Φ(x) in double precision; erf by its Maclaurin series. */
function exact(x: number): number {
  const z = x * Math.SQRT1_2;
  let term = z;
  let sum = z;
  for (let n = 1; n < 200; n++) {
    term *= -(z * z) / n;
    sum += term / (2 * n + 1);
  }
  return (x * (1 + (2 / Math.sqrt(Math.PI)) * sum)) / 2;
}

describe.each(["cpu", "wasm", "wasm with training kernels"])("gelu on %s", (name) => {
  beforeEach(async () => {
    await tf.setBackend(name.split(" ")[0]!);
    if (name.includes("training")) registerTrainingKernels();
  });

  it("is x·Φ(x) to 1e-6, from −4 to 4", () => {
    const xs = Float32Array.from({ length: 401 }, (_, i) => (i - 200) / 50);
    const ys = tf.tidy(() => gelu(tf.tensor1d(xs)).dataSync());
    const worst = Math.max(...Array.from(xs, (x, i) => Math.abs(ys[i]! - exact(x))));
    expect(worst).toBeLessThan(1e-6);
  });

  it("has the gradient that finite differences give", () => {
    expect(gradientError(gelu, [filled([3, 20], 1, 3)], { coordinates: 60 })).toBeLessThan(1e-3);
  });

  it("keeps no tensors", () => {
    const x = filled([7], 2);
    expect(leaked(() => gelu(x))).toBe(0);
  });
});
