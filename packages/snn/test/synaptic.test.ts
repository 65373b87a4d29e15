import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import type { SynapticParams, SynapticState } from "../src/index.js";
import {
  leakyIntegratorFinal,
  leakyIntegratorSequence,
  leakyIntegratorStep,
  synapticSequence,
  synapticStep,
} from "../src/index.js";
import { distance, onEveryBackend } from "./backends.js";

/** α = λ = 0.5, v_th = 1, by hand. i = .5·i + x */
const traces: { name: string; params: Partial<SynapticParams>; i: number[]; u: number[]; o: number[] }[] = [
  // x: 1, 1, 0, .25 → i: 1, 1.5, .75, .625
  // 1 | .5 + 1.5 | 1 + .75 − 1 | .375 + .625
  { name: "subtract", params: {}, i: [1, 1.5, 0.75, 0.625], u: [1, 2, 0.75, 1], o: [0, 1, 0, 0] },
  // 1 | 2 | 0 + .75 | .375 + .625
  { name: "zero", params: { reset: "zero" }, i: [1, 1.5, 0.75, 0.625], u: [1, 2, 0.75, 1], o: [0, 1, 0, 0] },
  // the current of the step after the spike is dropped: 1 | 2 | 0 | .625
  {
    name: "zero, dropping the input (snnTorch Synaptic)",
    params: { reset: "zero", resetDropsInput: true },
    i: [1, 1.5, 0.75, 0.625],
    u: [1, 2, 0, 0.625],
    o: [0, 1, 0, 0],
  },
  // 1 | 2 → set to −.5, and .75·… : (.5·2 + .75) set to −.5 | −.25 + .625
  {
    name: "to a value, dropping the input",
    params: { reset: -0.5, resetDropsInput: true },
    i: [1, 1.5, 0.75, 0.625],
    u: [1, 2, -0.5, 0.375],
    o: [0, 1, 0, 0],
  },
  // 1 | 2 spikes at once → 1 | .5 + .75 spikes → .25 | .125 + .625
  {
    name: "subtract, same step",
    params: { timing: "same-step" },
    i: [1, 1.5, 0.75, 0.625],
    u: [1, 1, 0.25, 0.75],
    o: [0, 1, 1, 0],
  },
  // w = 2, g = .5, rest = .5: i: 2, 3, 1.5, 1.25; u: 1 + .25 | .625 + 1.5 + .25 | …
  {
    name: "none, with gains and rest",
    params: { reset: "none", synapticGain: 2, gain: 0.5, rest: 0.5 },
    i: [2, 3, 1.5, 1.25],
    u: [1.25, 2.375, 2.1875, 1.96875],
    o: [1, 1, 1, 1],
  },
];
const x = [1, 1, 0, 0.25];

onEveryBackend("current-based LIF by hand", () => {
  it.each(traces)("$name", ({ params, i, u, o }) => {
    const all: SynapticParams = { synapticLeak: 0.5, leak: 0.5, threshold: 1, ...params };
    const { potential, spikes, state } = synapticSequence(tf.tensor(x, [1, 4, 1]), null, all);
    expect([...potential.dataSync()]).toEqual(u);
    expect([...spikes.dataSync()]).toEqual(o);
    expect([state.current.dataSync()[0], state.potential.dataSync()[0]]).toEqual([i[3], u[3]]);
    let before: SynapticState | null = null;
    x.forEach((value, t) => {
      const step = synapticStep(tf.tensor([value]), before, all);
      before = step.state;
      expect([step.state.current, step.potential, step.spikes].map((v) => v.dataSync()[0])).toEqual([i[t], u[t], o[t]]);
    });
  });

  it("leaky integrators, by hand and step by step", () => {
    const params = { leak: 0.5, gain: 2, rest: -1, initial: 4 };
    // 2 + 2 − .5 | 1.75 + 2 − .5 | 1.625 − .5 | .5625 + .5 − .5
    const u = [3.5, 3.25, 1.125, 0.5625];
    const input = tf.tensor(x, [1, 4, 1]);
    expect([...leakyIntegratorSequence(input, null, params).potential.dataSync()]).toEqual(u);
    expect([...leakyIntegratorFinal(input, null, params).potential.dataSync()]).toEqual([u[3]]);
    let state = null;
    for (const [t, value] of x.entries()) {
      const step = leakyIntegratorStep(tf.tensor([value]), state, params);
      state = step.state;
      expect(step.potential.dataSync()[0]).toBe(u[t]);
    }
  });

  it("keeps nothing but what it returns, and goes on from a state", () => {
    const params: SynapticParams = { synapticLeak: 0.7, leak: tf.tensor1d([0.8, 0.9]), threshold: 0.5, initial: 0.2 };
    const input = tf.randomUniform([2, 6, 2], -0.5, 1, "float32", 4);
    const [first, rest] = tf.split(input, 2, 1) as [tf.Tensor, tf.Tensor];
    const before = tf.memory().numTensors;
    const whole = synapticSequence(input, null, params);
    expect(tf.memory().numTensors).toBe(before + 4);
    const half = synapticSequence(first, null, params);
    const end = synapticSequence(rest, half.state, params).state;
    expect(distance(end.potential.dataSync(), whole.state.potential.dataSync())).toBeLessThan(1e-6);
    expect(distance(end.current.dataSync(), whole.state.current.dataSync())).toBeLessThan(1e-6);
  });

  it("names what is out of range or of the wrong shape", () => {
    const input = tf.zeros([2, 3, 4]);
    const params: SynapticParams = { synapticLeak: 0.5, leak: 0.5, threshold: 1 };
    expect(() => synapticSequence(input, null, { ...params, leak: 1.5 })).toThrow("leak is 1.5, allowed: [0, 1]");
    expect(() => synapticSequence(input, null, { ...params, synapticLeak: Number.NaN })).toThrow("leak is NaN");
    expect(() => synapticSequence(input, null, { ...params, threshold: 0 })).toThrow("threshold is 0");
    expect(() => synapticSequence(input, null, { ...params, threshold: tf.ones([3]) })).toThrow(
      "threshold: expected shape [] or trailing axes of [4], got [3]",
    );
    expect(() => leakyIntegratorStep(tf.zeros([2]), { potential: tf.zeros([3]) }, { leak: 0.5 })).toThrow(
      "state.potential",
    );
  });
});
