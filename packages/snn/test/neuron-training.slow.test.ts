import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { applyConstraints } from "../src/index.js";
import { onEveryBackend } from "./backends.js";
import { currents, layerCases } from "./neuron-layers.js";

onEveryBackend("a thousand training steps", () => {
  it.each(layerCases)("$name holds as many tensors as one", ({ create, drive, input }) => {
    const layer = create();
    const x = currents(2, drive, input);
    layer.apply(x);
    const weights = layer.trainableWeights.map((w) => w.read() as tf.Variable);
    const optimizer = tf.train.adam(1e-3);
    const loss = () => tf.mean(tf.square(layer.apply(x) as tf.Tensor)) as tf.Scalar;
    const step = () => {
      optimizer.minimize(loss, false, weights);
      applyConstraints(layer);
    };
    step();
    const { numTensors, numDataBuffers } = tf.memory();
    for (let i = 0; i < 1000; i++) step();
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
    for (const weight of weights) expect(weight.dataSync().every(Number.isFinite), weight.name).toBe(true);
  });
});
