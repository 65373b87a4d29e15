import { join } from "node:path";
import { createModel } from "@cvar/models";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEngine } from "../src/engine.js";
import { divideBatch, partOf } from "../src/replicas/batch-parts.js";
import { openReplicas, type Replicas } from "../src/replicas/replicas.js";
import { type Gradients, localGradientStep } from "../src/training/gradient-step.js";
import type { ModelArrays } from "../src/training/model-inputs.js";
import { train } from "../src/training/train.js";
import { trainSchema } from "../src/training/train-config.js";
import { temporaryFolder } from "./cvar.js";
import { smallEfficientNet } from "./small-models.js";
import { smallSet } from "./small-set.js";

const [SIZE, STEPS] = [32, 3];

let model: LayersModel;
beforeAll(async () => {
  await startEngine();
  model = createModel("stm-net-tiny", { size: SIZE, steps: STEPS, dropout: 0.3, rrdbs: 1, classes: 4 });
});
afterAll(() => model.dispose());

function batchOf(samples: number): ModelArrays {
  const random = (length: number, seed: number) =>
    Float32Array.from({ length: samples * length }, (_, i) => Math.sin(seed + i * 12.9898 + (i % 7) * 78.233));
  const pixels = SIZE * SIZE;
  return {
    inputs: {
      image: random(pixels * 3, 1),
      motion: random(STEPS * pixels * 2, 2),
      residual: random(STEPS * pixels * 3, 3),
      triplet: Int32Array.from({ length: samples }, (_, i) => i % 8),
    },
    labels: Int32Array.from({ length: samples }, (_, i) => (3 * i + 1) % 4),
  };
}

/** Numbers of all that a step says; consumes it. */
function numbers({ loss, logits, gradients }: Gradients): Float32Array[] {
  const all = [loss, logits, ...gradients].map((tensor) => tensor.dataSync() as Float32Array);
  tf.dispose([loss, logits, gradients as tf.Tensor[]]);
  return all;
}

const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
/** Deep equality of half a million numbers takes vitest seconds. */
const bytesOf = (arrays: readonly ArrayBufferView[]) =>
  Buffer.concat(arrays.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)));
const options = { labelSmoothing: 0.1, step: 17 };

it.each([
  [5, 2, [3, 2]],
  [16, 3, [6, 5, 5]],
  [2, 3, [1, 1]],
  [1, 4, [1]],
])("%i samples on %i backends are parts of %j", (samples, backends, counts) => {
  const parts = divideBatch(samples, backends);
  expect(parts.map(({ count }) => count)).toEqual(counts);
  expect(parts.map(({ first }) => first)).toEqual(counts.map((_, k) => counts.slice(0, k).reduce((a, b) => a + b, 0)));
});

it("a step in parts of two samples equals the step on all at once", () => {
  const batch = batchOf(5);
  const whole = numbers(localGradientStep(model, batch, options));
  const before = tf.memory().numTensors;
  const parts = numbers(localGradientStep(model, batch, { ...options, microBatch: 2 }));
  expect(tf.memory().numTensors).toBe(before);
  for (const [i, values] of whole.entries()) {
    expect(norm(values.map((value, k) => value - parts[i]![k]!)), `tensor ${i}`).toBeLessThan(
      1e-4 * norm(values) + 1e-6,
    );
  }
});

describe.each([2, 3])("%i backends", (count) => {
  let replicas: Replicas;
  beforeAll(async () => {
    replicas = await openReplicas(model, count);
  });
  afterAll(() => replicas.close());

  it.each([5, 1])("a step over %i samples equals the step on one backend, masks of dropout too", async (samples) => {
    const batch = batchOf(samples);
    const here = numbers(localGradientStep(model, batch, options));
    const there = numbers(await replicas.gradientStep(model, batch, options));
    expect(there[0]![0]).toBeCloseTo(here[0]![0]!, 5);
    for (const [i, values] of here.entries()) {
      const difference = norm(values.map((value, k) => value - there[i]![k]!));
      expect(difference, `tensor ${i}`).toBeLessThan(1e-4 * norm(values) + 1e-6);
    }
    const again = numbers(await replicas.gradientStep(model, batch, options));
    expect(bytesOf(again).equals(bytesOf(there))).toBe(true);
    const later = numbers(await replicas.gradientStep(model, batch, { ...options, step: 18 }));
    expect(later[0]).not.toEqual(there[0]); // other masks
  });

  it("follows the weights, and predicts what one backend predicts", async () => {
    const batch = batchOf(4);
    const alone = await openReplicas(model, 1);
    const bias = model.trainableWeights.at(-1)!;
    for (const value of [0, 1.5]) {
      (bias.read() as tf.Variable).assign(tf.fill(bias.shape as number[], value));
      replicas.shareWeights();
      const [here, there] = [await alone.predict(batch), await replicas.predict(batch)];
      expect(there.length).toBe(16);
      expect(norm(here.map((v, i) => v - there[i]!))).toBeLessThan(1e-4 * norm(here));
    }
    await alone.close();
  });

  it("holds no more after ten steps than after two, here and in the workers", async () => {
    const batch = batchOf(3);
    const step = async () => {
      numbers(await replicas.gradientStep(model, batch, options));
      await replicas.predict(batch);
    };
    await step();
    await step();
    const before = [tf.memory().numTensors, await replicas.memory()];
    for (let k = 0; k < 8; k++) await step();
    expect([tf.memory().numTensors, await replicas.memory()]).toEqual(before);
    expect((await replicas.memory()).map(({ backend }) => backend)).toEqual(new Array(count - 1).fill(tf.getBackend()));
  });
});

it("running statistics of batch norms become the mean of the backends', by their samples", async () => {
  const net = createModel("efficientnet-b0", { ...smallEfficientNet, dropout: 0, stochasticDepth: 0, classes: 4 });
  const image = Float32Array.from({ length: 3 * SIZE * SIZE * 3 }, (_, i) => Math.sin(i * 1.7) + (i % 5));
  const batch: ModelArrays = { inputs: { image }, labels: Int32Array.of(0, 1, 2) };
  const all = () => net.weights.map((weight) => tf.clone(weight.read()));
  const begin = all();
  const statistics = () => net.nonTrainableWeights.map((weight) => weight.read().dataSync() as Float32Array);
  const reset = () => net.weights.forEach((weight, i) => void (weight.read() as tf.Variable).assign(begin[i]!));
  const after = [
    { first: 0, count: 2 },
    { first: 2, count: 1 },
  ].map((place) => {
    reset();
    numbers(localGradientStep(net, partOf(batch, place), options));
    return statistics();
  });
  const replicas = await openReplicas(net, 2);
  for (let round = 0; round < 2; round++) {
    reset();
    numbers(await replicas.gradientStep(net, batch, options));
    for (const [i, values] of statistics().entries()) {
      const expected = values.map((_, k) => (2 * after[0]![i]![k]! + after[1]![i]![k]!) / 3);
      expect(norm(values.map((value, k) => value - expected[k]!)), `statistic ${i}`).toBeLessThan(
        1e-4 * norm(expected) + 1e-6,
      );
    }
  }
  await replicas.close();
  tf.dispose(begin);
  net.dispose();
});

it("a training on two backends that was stopped ends in the weights of one that was not", async () => {
  const folder = await temporaryFolder();
  const data = await smallSet(join(folder, "data"), 3);
  const config = (out: string, resume = false) =>
    trainSchema.parse({
      data,
      out: join(folder, out),
      resume,
      epochs: 2,
      size: 32,
      steps: 3,
      batchSize: 3,
      workers: 1,
      backends: 2,
    });
  const weightsOf = (trained: LayersModel) => bytesOf(trained.weights.map((weight) => weight.read().dataSync()));
  const whole = await train(config("whole"));
  const stop = new AbortController();
  let steps = 0;
  const stopped = await train(config("stopped"), {
    signal: stop.signal,
    onStep: () => {
      if (++steps === 3) stop.abort();
    },
  });
  expect(stopped.finished).toBe(false);
  const resumed = await train(config("stopped", true));
  expect(resumed.finished).toBe(true);
  expect(weightsOf(resumed.model).equals(weightsOf(whole.model))).toBe(true);
  for (const { model } of [whole, stopped, resumed]) model.dispose();
});
