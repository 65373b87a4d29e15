import { applyConstraints, LIF, spikeActivity } from "@cvar/snn";
import * as tf from "@tensorflow/tfjs";

// A dot runs along 12 pixels in 8 steps, to the left or to the right: no single step says which.
const [steps, pixels] = [8, 12];
const examples = Array.from({ length: 240 }, (_, i) => {
  const toRight = i % 2;
  const start = (i * 7) % pixels;
  const frames = Array.from({ length: steps }, (_, t) =>
    Array.from({ length: pixels }, (_, p) => Number(p === (start + (toRight ? t : pixels - t)) % pixels)),
  );
  return { frames, label: [1 - toRight, toRight] };
});
const x = tf.tensor3d(examples.map(({ frames }) => frames));
const y = tf.tensor2d(examples.map(({ label }) => label));

const hidden = new LIF({ leak: 0.6, threshold: 0.3, perChannel: true });
const model = tf.sequential({
  layers: [
    tf.layers.dense({
      units: 24,
      inputShape: [steps, pixels],
      kernelInitializer: tf.initializers.heNormal({ seed: 1 }),
    }),
    hidden,
    tf.layers.dense({ units: 24, kernelInitializer: tf.initializers.heNormal({ seed: 2 }) }),
    new LIF({ leak: 0.9, threshold: 0.5 }),
    tf.layers.dense({ units: 2, kernelInitializer: tf.initializers.heNormal({ seed: 3 }) }),
    new LIF({ leak: 0.95, output: "final", reset: "none" }), // a leaky integrator: the readout
    tf.layers.softmax(),
  ],
});
model.compile({ optimizer: tf.train.adam(0.01), loss: "categoricalCrossentropy", metrics: ["accuracy"] });
const { history } = await model.fit(x, y, {
  epochs: 25,
  batchSize: 40,
  verbose: 0,
  callbacks: { onBatchEnd: () => applyConstraints(model) },
});
console.log("accuracy:", history.acc.at(-1));

const [{ rate }] = await spikeActivity(hidden.spikes(model.layers[0].apply(x)));
console.log("spikes per neuron and step:", rate.toFixed(3));
