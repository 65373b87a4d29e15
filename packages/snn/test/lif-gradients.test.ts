import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import type { LifParams, LifState, Surrogate } from "../src/index.js";
import { lifFinal, lifSequence, lifSpikes, lifStep, surrogate, surrogateNames } from "../src/index.js";
import { composed } from "../src/neurons/lif-sequence.js";
import { distance, onEveryBackend } from "./backends.js";

const rules = (["subtract", "zero", 0.25, "none"] as const).flatMap((reset) =>
  (["delayed", "same-step", "compensated"] as const).flatMap((timing) =>
    [true, false].map((detachReset) => ({ reset, timing, detachReset })),
  ),
);

const through = { reset: "subtract", timing: "delayed", detachReset: false, comparison: ">=" } as const;
const cosine: Surrogate = {
  name: "cosine",
  parameters: {},
  derivative: (u) => Math.cos(u),
  gradient: (u) => tf.cos(u),
};

const shape = [3, 5, 2, 4];
const x = () => tf.randomUniform(shape, -0.5, 1.5, "float32", 7);
const initial = () => tf.randomUniform([3, 2, 4], 0, 1.5, "float32", 8);
const perChannel = () => [tf.tensor1d([0.5, 0.7, 0.9, 1]), tf.tensor1d([0.4, 0.6, 0.8, 1])] as const;
const scalars = () => [tf.scalar(0.8), tf.scalar(0.7)] as const;
const weigh = (t: tf.Tensor, seed: number) => tf.sum(tf.mul(t, tf.randomUniform(t.shape, -1, 1, "float32", seed)));

onEveryBackend("the fused kernel equals the composition of steps", () => {
  it.each(rules)("reset $reset, $timing, detached $detachReset", (rule) => {
    for (const [leak, threshold] of [scalars(), perChannel()]) {
      for (const start of [null, initial()]) {
        for (const emit of ["all", "spikes", "last"] as const) {
          const run = (fused: boolean) => (input: tf.Tensor, l: tf.Tensor, th: tf.Tensor, u?: tf.Tensor) => {
            const params: LifParams = { ...rule, leak: l, threshold: th, surrogate: { name: "atan", alpha: 3 } };
            const state = u ? { potential: u } : null;
            const outputs = fused
              ? sequences(input, state, params, emit)
              : composed(input, state, params, { timeAxis: 1, emit });
            // Without a reset nothing hangs on the threshold; 0·v_th keeps tf.grads from refusing.
            return tf.addN([...outputs.map((o, i) => weigh(o, i)), tf.sum(tf.mul(th, 0))]) as tf.Scalar;
          };
          const inputs = [x(), leak, threshold, ...(start ? [start] : [])];
          const [a, b] = [true, false].map((fused) => tf.valueAndGrads(run(fused) as never)(inputs));
          expect(distance(a!.value.dataSync(), b!.value.dataSync())).toBeLessThan(1e-5);
          a!.grads.forEach((grad, i) => {
            expect(grad.shape).toEqual(inputs[i]!.shape);
            expect(distance(grad.dataSync(), b!.grads[i]!.dataSync())).toBeLessThan(2e-5);
          });
        }
      }
    }
  });

  it.each([
    { title: "rows that are no whole vectors", shape: [2, 3, 7], channels: 7 },
    { title: "rows shorter than a vector", shape: [3, 4, 3], channels: 3 },
    { title: "rows of more than one tile", shape: [2, 3, 2, 514], channels: 514 },
    { title: "parameters that do not divide a tile", shape: [2, 3, 55, 11], channels: 11 },
    { title: "rows of more than one block that is copied", shape: [2, 40, 125, 8], channels: 8 },
    { title: "one parameter per neuron", shape: [2, 3, 5, 3], channels: [5, 3] },
    { title: "one step", shape: [2, 1, 9], channels: 9 },
    { title: "many steps", shape: [1, 60, 6], channels: 6 },
    ...surrogateNames().map((surrogate) => ({ title: surrogate, shape: [2, 4, 9], channels: 9, surrogate })),
    { title: "a surrogate of one's own", shape: [2, 4, 9], channels: 9, surrogate: cosine },
  ])("also for $title", ({ shape: odd, channels, surrogate = "arctan" }: Case) => {
    const size = [channels].flat();
    const parameter = (low: number, seed: number) => tf.randomUniform(size, low, 1, "float32", seed);
    for (const rule of [{}, { reset: 0.1, timing: "same-step", detachReset: false } as const, through]) {
      const inputs = [tf.randomUniform(odd, -0.5, 1.5, "float32", 9), parameter(0.5, 2), parameter(0.4, 3)];
      const run = (fused: boolean) => (input: tf.Tensor, leak: tf.Tensor, threshold: tf.Tensor) => {
        const params: LifParams = { ...rule, leak, threshold, surrogate };
        const outputs = fused
          ? sequences(input, null, params, "all")
          : composed(input, null, params, { timeAxis: 1, emit: "all" });
        // One step has no λ in it; 0·λ keeps tf.grads from refusing.
        return tf.addN([...outputs.map((o, i) => weigh(o, i)), tf.sum(tf.mul(leak, 0))]) as tf.Scalar;
      };
      const [a, b] = [true, false].map((fused) => tf.valueAndGrads(run(fused) as never)(inputs));
      expect(distance(a!.value.dataSync(), b!.value.dataSync())).toBeLessThan(1e-5);
      a!.grads.forEach((grad, i) => {
        expect(distance(grad.dataSync(), b!.grads[i]!.dataSync())).toBeLessThan(2e-5);
      });
    }
  });

  it("takes tensors that another backend made", async () => {
    const here = tf.getBackend();
    const there = here === "cpu" ? "wasm" : "cpu";
    const run = (input: tf.Tensor, leak: tf.Tensor, threshold: tf.Tensor) =>
      weigh(lifSequence(input, null, { leak, threshold }).potential, 1) as tf.Scalar;
    const make = () => [tf.randomUniform([2, 3, 5000], -0.5, 1.5, "float32", 9), ...scalars()];
    const expected = tf.valueAndGrads(run as never)(make());
    await tf.setBackend(there);
    const foreign = make();
    await tf.setBackend(here);
    const got = tf.valueAndGrads(run as never)(foreign);
    expect(distance(got.value.dataSync(), expected.value.dataSync())).toBeLessThan(1e-6);
    got.grads.forEach((g, i) => {
      expect(distance(g.dataSync(), expected.grads[i]!.dataSync())).toBeLessThan(1e-5);
    });
  });

  it("holds as many tensors after many training steps as after one", () => {
    const [leak, threshold] = scalars();
    const weights = [tf.variable(leak), tf.variable(threshold)] as const;
    const currents = x();
    const step = () =>
      tf.tidy(() => {
        const loss = () =>
          tf.sum(lifSpikes(currents, null, { leak: weights[0], threshold: weights[1] }).spikes) as tf.Scalar;
        const { grads } = tf.variableGrads(loss, [...weights]);
        for (const w of weights) w.assign(tf.sub(w, tf.mul(grads[w.name]!, 1e-6)));
      });
    step();
    const { numTensors, numDataBuffers } = tf.memory();
    for (let i = 0; i < 1000; i++) step();
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
  });

  it("leaves nothing behind but what it returns", () => {
    const currents = x();
    const [leak, threshold] = perChannel();
    const before = tf.memory().numTensors;
    const { potential, spikes, state } = lifSequence(currents, null, { leak, threshold, gain: 2, rest: 0.1 });
    expect(tf.memory().numTensors).toBe(before + 3);
    tf.dispose([potential, spikes, state.potential]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

interface Case {
  shape: number[];
  channels: number | number[];
  surrogate?: string | Surrogate;
}

/** The three entry points of the fused kernel, in the order `composed` returns their outputs. */
function sequences(
  input: tf.Tensor,
  state: { potential: tf.Tensor } | null,
  params: LifParams,
  emit: "all" | "spikes" | "last",
) {
  if (emit === "last") return [lifFinal(input, state, params).potential];
  if (emit === "spikes") {
    const out = lifSpikes(input, state, params);
    return [out.spikes, out.state.potential];
  }
  const out = lifSequence(input, state, params);
  return [out.potential, out.spikes, out.state.potential];
}

/** With a smooth step the recurrence is differentiable: its gradient must equal finite differences. */
describe("the recurrence against finite differences, through a smooth step", () => {
  it.each(rules.filter(({ detachReset }) => !detachReset))("reset $reset, $timing", async ({ reset, timing }) => {
    await tf.setBackend("cpu");
    // "compensated" cuts the reset before the step out of the gradient by definition: no finite difference sees that.
    const cut = timing === "compensated" && reset !== "none";
    const smooth = { ...surrogate("sigmoid"), relaxation: (u: tf.Tensor) => tf.sigmoid(tf.mul(u, 3)) };
    const rule = { reset, timing, detachReset: false, surrogate: smooth };
    const loss = (input: tf.Tensor, leak: tf.Tensor, threshold: tf.Tensor) => {
      let state: LifState | null = null;
      let total: tf.Tensor = tf.scalar(0);
      tf.unstack(input, 0).forEach((current, t) => {
        const step = lifStep(current, state, { ...rule, leak, threshold });
        state = step.state;
        total = tf.addN([total, weigh(step.spikes, t), weigh(step.potential, t + 50)]);
      });
      return total as tf.Scalar;
    };
    const inputs = [tf.randomUniform([4, 3], -0.5, 1.5, "float32", 5), tf.scalar(0.8), tf.scalar(0.6)];
    const gradients = tf.grads(loss as never)(inputs);
    const worst = Math.max(...inputs.map((_, i) => distance(gradients[i]!.dataSync(), differences(loss, inputs, i))));
    if (cut) expect(worst).toBeGreaterThan(1e-2);
    else expect(worst).toBeLessThan(5e-3);
  });
});

function differences(
  loss: (...inputs: [tf.Tensor, tf.Tensor, tf.Tensor]) => tf.Scalar,
  inputs: tf.Tensor[],
  which: number,
) {
  const values = inputs[which]!.dataSync().slice();
  const at = (i: number, h: number) => {
    const moved = values.slice();
    moved[i]! += h;
    const all = inputs.map((t, k) => (k === which ? tf.tensor(moved, t.shape) : t));
    return loss(...(all as [tf.Tensor, tf.Tensor, tf.Tensor])).dataSync()[0]!;
  };
  const h = 2e-3;
  return [...values].map((_, i) => (at(i, h) - at(i, -h)) / (2 * h));
}
