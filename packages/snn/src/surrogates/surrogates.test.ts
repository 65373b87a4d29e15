import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { distance } from "../../test/backends.js";
import { registerSurrogate, surrogate, surrogateNames, surrogateSpec } from "./index.js";

const us = Array.from({ length: 401 }, (_, i) => (i - 200) / 64);

beforeAll(() => tf.setBackend("cpu"));

describe.each(surrogateNames())("surrogate %s", (name) => {
  it("is the same on numbers and on tensors", () => {
    const s = surrogate(name);
    const onTensor = s.gradient(tf.tensor1d(us));
    expect(distance(onTensor.dataSync(), us.map(s.derivative))).toBeLessThan(1e-6);
    onTensor.dispose();
  });

  it("is its rational form, where it says so", () => {
    const { rational, derivative } = surrogate(name);
    if (!rational)
      return expect(["sigmoid", "triangular", "snnTorchTriangular", "exponential", "gaussian"]).toContain(name);
    const { of, height, slope } = rational;
    const formula = (u: number) =>
      of === "square" ? height / (1 + slope * u * u) : height / (1 + slope * Math.abs(u)) ** 2;
    expect(distance(us.map(derivative), us.map(formula))).toBeLessThan(1e-12);
  });

  it("comes back from its spec with its parameters", () => {
    const [first] = Object.keys(surrogate(name).parameters);
    const s = surrogate(first ? { name, [first]: 1.75 } : name);
    const again = surrogate(JSON.parse(JSON.stringify(surrogateSpec(s))));
    expect(again.derivative(0.3)).toBe(s.derivative(0.3));
    expect(again.parameters).toEqual(s.parameters);
  });

  it("keeps no tensors", () => {
    const u = tf.tensor1d(us);
    const before = tf.memory().numTensors;
    surrogate(name).gradient(u).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("surrogates", () => {
  it("has the paper's as the default: 1 / (1 + 100 u²)", () => {
    expect([0, 0.1, -0.3].map(surrogate("arctan").derivative)).toEqual([1, 1 / 2, 1 / (1 + 100 * 0.3 * 0.3)]);
  });

  it("takes one of the user's own by name", () => {
    const box = () => ({ ...surrogate("straightThrough"), name: "box" });
    registerSurrogate("box", box);
    expect(surrogate("box").name).toBe("box");
  });
});
