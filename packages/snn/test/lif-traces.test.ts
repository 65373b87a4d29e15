import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import type { LifParams } from "../src/index.js";
import { lifFinal, lifSequence, lifSpikes, lifStep } from "../src/index.js";
import { distance, onEveryBackend } from "./backends.js";

/** λ = 0.5, v_th = 1, by hand; inputs are multiples of 1/8, so that every value is exact. */
const traces: { name: string; params: Partial<LifParams>; x: number[]; u: number[]; o: number[] }[] = [
  {
    name: "subtract, delayed: the paper's Eq. 3–4",
    params: {},
    x: [1.5, 0.5, 1.25, 0],
    // 1.5 | .75 + .5 − 1 | .125 + 1.25 | .6875 + 0 − 1
    u: [1.5, 0.25, 1.375, -0.3125],
    o: [1, 0, 1, 0],
  },
  {
    name: "subtract, same step",
    params: { timing: "same-step" },
    x: [1.5, 1, 2.5, 0],
    // 1.5 − 1 | .25 + 1 − 1 | .125 + 2.5 − 1 (2.625 spikes once) | .8125
    u: [0.5, 0.25, 1.625, 0.8125],
    o: [1, 1, 1, 0],
  },
  {
    name: "subtract, compensated: snnTorch's reset_delay=False",
    params: { timing: "compensated" },
    x: [2.5, 0.5, 0],
    // 2.5 − 1 | .75 + .5 − 1 = .25 does not spike, so the subtraction is given back: 1.25 | .625 − 1, and back
    u: [1.5, 1.25, 0.625],
    o: [1, 0, 0],
  },
  {
    name: "to zero, delayed",
    params: { reset: "zero" },
    x: [1.5, 0.5, 1.25, 0.25],
    // 1.5 | 0 + .5 | .25 + 1.25 | 0 + .25
    u: [1.5, 0.5, 1.5, 0.25],
    o: [1, 0, 1, 0],
  },
  {
    name: "to zero, same step",
    params: { reset: "zero", timing: "same-step" },
    x: [1.5, 0.5, 1.25, 0.25],
    u: [0, 0.5, 0, 0.25],
    o: [1, 0, 1, 0],
  },
  {
    name: "to zero, compensated",
    params: { reset: "zero", timing: "compensated" },
    x: [1.5, 0.5, 1.25, 0.25],
    u: [0, 0.5, 0, 0.25],
    o: [1, 0, 1, 0],
  },
  {
    name: "to a value, delayed",
    params: { reset: -0.5 },
    x: [1.5, 0.5, 0],
    // 1.5 | −.25 + .5 | .125
    u: [1.5, 0.25, 0.125],
    o: [1, 0, 0],
  },
  {
    name: "to a value, same step",
    params: { reset: -0.5, timing: "same-step" },
    x: [1.5, 0.5, 2],
    u: [-0.5, 0.25, -0.5],
    o: [1, 0, 1],
  },
  {
    name: "none",
    params: { reset: "none" },
    x: [1.5, 0.5, 0, 0],
    u: [1.5, 1.25, 0.625, 0.3125],
    o: [1, 1, 0, 0],
  },
  { name: "a tie does not spike with >", params: {}, x: [1, 0], u: [1, 0.5], o: [0, 0] },
  { name: "a tie spikes with ≥", params: { comparison: ">=" }, x: [1, 0], u: [1, -0.5], o: [1, 0] },
  {
    name: "gain and rest: u = g·x + λ·u + (1 − λ)·rest",
    params: { gain: 0.5, rest: 0.25, reset: "none" },
    x: [1, 2],
    // .5 + .125 | 1 + .3125 + .125
    u: [0.625, 1.4375],
    o: [0, 1],
  },
];

onEveryBackend("hand-computed traces", () => {
  it.each(traces)("$name", ({ params, x, u, o }) => {
    const lif: LifParams = { leak: 0.5, threshold: 1, ...params };
    const { potential, spikes, state } = lifSequence(tf.tensor(x, [1, x.length, 1]), null, lif);
    expect([...potential.dataSync()]).toEqual(u);
    expect([...spikes.dataSync()]).toEqual(o);
    expect([...state.potential.dataSync()]).toEqual(u.slice(-1));
    expect(state.potential.shape).toEqual([1, 1]);
  });

  it.each(traces)("step by step: $name", ({ params, x, u, o }) => {
    const lif: LifParams = { leak: 0.5, threshold: 1, ...params };
    let state = null;
    const seen = { u: [] as number[], o: [] as number[] };
    for (const value of x) {
      const step = lifStep(tf.tensor([value]), state, lif);
      state = step.state;
      seen.u.push(...step.potential.dataSync());
      seen.o.push(...step.spikes.dataSync());
    }
    expect(seen).toEqual({ u, o });
  });

  it("goes on from a state as if it had not stopped", () => {
    const x = tf.randomUniform([2, 6, 5], -1, 2, "float32", 3);
    const lif: LifParams = { leak: 0.8, threshold: 0.7 };
    const whole = lifSequence(x, null, lif);
    const first = lifSpikes(tf.slice(x, [0, 0, 0], [2, 4, 5]), null, lif);
    const rest = lifFinal(tf.slice(x, [0, 4, 0], [2, 2, 5]), first.state, lif);
    expect(distance(rest.potential.dataSync(), whole.state.potential.dataSync())).toBeLessThan(1e-6);
  });

  it("says what is wrong with a shape or an option", () => {
    const lif: LifParams = { leak: 0.5, threshold: 1 };
    expect(() => lifSequence(tf.zeros([2, 0, 3]), null, lif)).toThrow("T ≥ 1");
    expect(() => lifSequence(tf.zeros([2, 3, 4]), null, { ...lif, leak: tf.ones([3]) })).toThrow(
      "leak: expected shape [] or trailing axes of [4], got [3]",
    );
    expect(() => lifStep(tf.zeros([2]), { potential: tf.zeros([3]) }, lif)).toThrow("state.potential");
    expect(() => lifStep(tf.zeros([2]), null, { ...lif, surrogate: "box" })).toThrow(
      'surrogate is "box", allowed: arctan',
    );
    expect(() => lifStep(tf.zeros([2]), null, { ...lif, timing: "later" as never })).toThrow("timing");
  });
});
