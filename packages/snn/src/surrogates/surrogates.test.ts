import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { distance } from "../../test/backends.js";
import fixture from "../../test/fixtures/surrogates.json" with { type: "json" };
import type { SurrogateSpec } from "./index.js";
import {
  registerSpikingJellySurrogates,
  registerSurrogate,
  surrogate,
  surrogateNames,
  surrogateSpec,
} from "./index.js";

registerSpikingJellySurrogates();
const us = Array.from({ length: 401 }, (_, i) => (i - 200) / 64);
const peers = fixture as unknown as Peers;

interface Peers {
  u: number[];
  cases: { peer: string; spec: SurrogateSpec; derivative: number[] }[];
}

const logistic = (z: number) => 1 / (1 + Math.exp(-z));
const erf = (z: number) => {
  // Simpson's rule; far out it is ±1.
  if (Math.abs(z) > 6) return Math.sign(z);
  const n = 400;
  const f = (i: number) => Math.exp(-(((z * i) / n) ** 2));
  const inner = Array.from({ length: n - 1 }, (_, i) => f(i + 1) * (i % 2 === 0 ? 4 : 2)).reduce((a, b) => a + b, 0);
  return ((2 / Math.sqrt(Math.PI)) * (f(0) + inner + f(n)) * z) / (3 * n);
};

/** The smooth steps of the docstrings, by the surrogate's spec. */
const smooth: [SurrogateSpec, (u: number) => number][] = [
  [{ name: "arctan", gamma: 100 }, (u) => Math.atan(10 * u) / 10],
  [{ name: "atan", alpha: 3 }, (u) => Math.atan((Math.PI * 3 * u) / 2) / Math.PI + 0.5],
  [{ name: "sigmoid", slope: 4 }, (u) => logistic(4 * u)],
  [{ name: "fastSigmoid", slope: 25 }, (u) => u / (1 + 25 * Math.abs(u))],
  [{ name: "superSpike", beta: 10, height: 2 }, (u) => (2 * u) / (1 + 10 * Math.abs(u))],
  [{ name: "softSign", alpha: 2 }, (u) => 0.5 * ((2 * u) / (1 + 2 * Math.abs(u)) + 1)],
  [
    { name: "triangular", alpha: 2, height: 0.3 },
    (u) => (Math.abs(u) < 0.5 ? 0.3 * (u - u * Math.abs(u)) + 0.075 : u > 0 ? 0.15 : 0),
  ],
  [{ name: "rectangular", width: 0.5 }, (u) => Math.min(1, Math.max(0, u / 0.5 + 0.5))],
  [{ name: "exponential", alpha: 2 }, (u) => (u < 0 ? 0.5 * Math.exp(2 * u) : 1 - 0.5 * Math.exp(-2 * u))],
  [{ name: "gaussian", alpha: 2 }, (u) => 0.5 * (1 + erf(2 * u))],
  [
    { name: "multiGaussian" },
    (u) => {
      const cdf = (m: number, s: number) => 0.5 * (1 + erf((u - m) / (s * Math.SQRT2)));
      return 1.15 * cdf(0, 0.5) - 0.15 * cdf(0.5, 3) - 0.15 * cdf(-0.5, 3);
    },
  ],
  [{ name: "straightThrough" }, (u) => u],
  [{ name: "leakyStep", leak: 0.2, k: 3 }, (u) => (u > 0 ? 3 * u : 0.2 * u)],
  [
    { name: "spikeRateEscape", beta: 2, slope: 3 },
    (u) => 1.5 * (u < 1 ? Math.exp(2 * (u - 1)) : 2 - Math.exp(-2 * (u - 1))),
  ],
  [{ name: "s2nn" }, (u) => (u < 0 ? logistic(4 * u) : Math.log(1 + u) + 0.5)],
  [{ name: "qPseudoSpike", alpha: 3 }, (u) => (u < 0 ? 0.5 * (1 - u) ** -2 : 1 - 0.5 * (1 + u) ** -2)],
  [{ name: "nonzeroSignLogAbs", alpha: 2 }, (u) => Math.sign(u) * Math.log(1 + 2 * Math.abs(u))],
  [
    { name: "piecewiseLeakyRelu", w: 0.7, c: 0.05 },
    (u) => (Math.abs(u) < 0.7 ? u / 0.7 : Math.sign(u) * (1 + 0.05 * (Math.abs(u) - 0.7))),
  ],
  [{ name: "logTailedRelu", alpha: 0.2 }, (u) => (u > 1 ? Math.log(u) + 1 : u > 0 ? u : 0.2 * u)],
];

beforeAll(() => tf.setBackend("cpu"));

describe("surrogates equal other libraries'", () => {
  it.each(peers.cases)("$peer", ({ spec, derivative }) => {
    const s = surrogate(spec);
    expect(distance(peers.u.map(s.derivative), derivative)).toBeLessThan(1e-9);
  });
});

describe("surrogates are the slopes of the smooth steps that their docs name", () => {
  it.each(smooth)("%o", (spec, step) => {
    const s = surrogate(spec);
    // Off the corners of those that have some.
    const at = us.map((u) => u + 0.0037).filter((u) => Math.abs(u) < 2.9);
    const slopes = at.map((u) => (step(u + 1e-5) - step(u - 1e-5)) / 2e-5);
    expect(distance(slopes, at.map(s.derivative))).toBeLessThan(1e-6);
  });

  it("names every one", () => {
    const named = new Set(smooth.map(([spec]) => (spec as { name: string }).name));
    const other = surrogateNames().filter((name) => !named.has(surrogate(name).name));
    // No smooth step has a slope that is negative above the threshold.
    expect(other).toEqual(["snnTorchTriangular"]);
  });
});

describe.each(surrogateNames())("surrogate %s", (name) => {
  it("is the same on numbers and on tensors", () => {
    const s = surrogate(name);
    const onTensor = s.gradient(tf.tensor1d(us));
    expect(distance(onTensor.dataSync(), us.map(s.derivative))).toBeLessThan(1e-6);
    onTensor.dispose();
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
