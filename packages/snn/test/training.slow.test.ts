import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import {
  applyConstraints,
  ceMembraneLoss,
  ceRateLoss,
  LeakyIntegrator,
  LIF,
  type LifState,
  labelsOverTime,
  lifStep,
  monitor,
  mseCountLoss,
  rateBand,
  rateEncode,
  unroll,
  vanRossumDistance,
} from "../src/index.js";
import { onEveryBackend } from "./backends.js";

onEveryBackend("a thousand training steps hold as many tensors as one", () => {
  it("by hand: masks, cut gradients, losses and penalties", () => {
    const x = rateEncode(tf.randomUniform([4, 6], 0, 1, "float32", 1), 4, { seed: 2 });
    const target = rateEncode(tf.fill([4, 3], 0.3), 4, { seed: 3 });
    const w = tf.variable(tf.randomNormal([6, 3], 0, 0.8, "float32", 4));
    const [leak, threshold] = [tf.variable(tf.scalar(0.8)), tf.variable(tf.scalar(0.6))];
    const optimizer = tf.train.adam(1e-3);
    const labels = tf.tensor1d([0, 1, 2, 0], "int32");
    const mask = [4, 3, 2, 4];
    const step = (input: tf.Tensor, state: LifState | null) =>
      lifStep(tf.matMul(input as tf.Tensor2D, w as tf.Tensor2D), state, { leak, threshold, surrogate: "fastSigmoid" });
    const loss = () => {
      const { spikes, potential } = unroll(step, x, null, { mask, truncate: 2 });
      return tf.addN([
        ceRateLoss(spikes, labels, { mask }),
        mseCountLoss(spikes, labels, { mask, correctRate: 0.8 }),
        ceMembraneLoss(potential, labels, { mask }),
        tf.mean(vanRossumDistance(spikes, target, { mask })),
        rateBand(spikes, { lower: 0.1, upper: 0.4, mask }),
      ]) as tf.Scalar;
    };
    const update = () => optimizer.minimize(loss, false, [w, leak, threshold]);
    update();
    const { numTensors, numDataBuffers } = tf.memory();
    for (let i = 0; i < 1000; i++) update();
    expect([tf.memory().numTensors, tf.memory().numDataBuffers]).toEqual([numTensors, numDataBuffers]);
  });

  it("model.fit with a spiking loss, masks and a monitor that looks in now and then", async () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.masking({ maskValue: -1, inputShape: [6, 5] }),
        tfl.layers.dense({ units: 8, kernelInitializer: tfl.initializers.heNormal({ seed: 1 }) }),
        new LIF({ threshold: 0.5, name: "hidden" }),
        tfl.layers.dense({ units: 2, kernelInitializer: tfl.initializers.heNormal({ seed: 2 }) }),
        new LIF({ threshold: 0.5, name: "output" }),
      ],
    });
    const loss = (labels: tf.Tensor, spikes: tf.Tensor) => ceRateLoss(spikes, labels);
    model.compile({ optimizer: tf.train.adam(0.01), loss });
    const signs = tf.randomUniform([20, 1, 1], -1, 1, "float32", 5);
    const x = tf.add(tf.mul(tf.randomUniform([20, 6, 5], 0.2, 1, "float32", 6), tf.sign(signs)), 0);
    const y = labelsOverTime(tf.oneHot(tf.cast(tf.greater(tf.reshape(signs, [20]), 0), "int32"), 2), 6);
    const watch = monitor(model);
    const look = async () => {
      const recording = watch.record(x);
      await recording.activity();
      recording.dispose();
    };
    const counts: number[] = [];
    const { history } = await model.fit(x, y, {
      batchSize: 2,
      epochs: 100,
      verbose: 0,
      callbacks: {
        onBatchEnd: () => applyConstraints(model),
        onEpochEnd: async () => {
          await look();
          counts.push(tf.memory().numTensors);
        },
      },
    });
    // model.fit itself keeps the logs of each epoch, one scalar each, until it ends.
    const growth = counts.slice(2).map((n, i) => n - counts[i + 1]!);
    expect(Math.max(...growth)).toBeLessThanOrEqual(1);
    expect(new Set(growth).size).toBe(1);
    const losses = history.loss as number[];
    expect(losses.at(-1)!).toBeLessThan(0.9 * losses[0]!);
    const { numTensors } = tf.memory();
    await model.fit(x, y, { batchSize: 2, epochs: 2, verbose: 0 });
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it("a layer that reads out by integrating", () => {
    const layer = new LeakyIntegrator({ leak: 0.9 });
    const x = tf.randomUniform([2, 5, 3], 0, 1, "float32", 1);
    layer.apply(x);
    const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const optimizer = tf.train.sgd(1e-3);
    const loss = () => tf.mean(tf.square(layer.apply(x) as tf.Tensor)) as tf.Scalar;
    optimizer.minimize(loss, false, variables);
    const { numTensors } = tf.memory();
    for (let i = 0; i < 1000; i++) optimizer.minimize(loss, false, variables);
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
