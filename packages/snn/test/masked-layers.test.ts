import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import { LeakyIntegrator, LIF, lifSequence, monitor, RecurrentLIF, SLSTM } from "../src/index.js";
import { compactSteps } from "../src/time/compact-steps.js";
import { distance, onEveryBackend } from "./backends.js";

// Steps that are there, per sample: padding behind, padding before and a gap, all.
const there = [
  [0, 1, 2],
  [1, 2, 4, 5],
  [0, 1, 2, 3, 4, 5],
];
const input = (): tf.Tensor => {
  const rows = tf.tensor2d(there.map((ts) => Array.from({ length: 6 }, (_, t) => Number(ts.includes(t)))));
  return tf.mul(tf.randomUniform([3, 6, 4], 0.2, 1.5, "float32", 3), tf.expandDims(rows, 2));
};

onEveryBackend("masks of tfjs-layers", () => {
  it.each([
    ["LIF, spikes", () => new LIF({ leak: 0.8, threshold: 0.7 }), false],
    ["LIF, potential", () => new LIF({ leak: 0.8, threshold: 0.7, output: "potential" }), false],
    ["LIF, final", () => new LIF({ leak: 0.8, threshold: 0.7, output: "final" }), true],
    ["leaky integrator", () => new LeakyIntegrator({ leak: 0.8 }), true],
    ["recurrent LIF", () => new RecurrentLIF({ leak: 0.8, threshold: 0.7, seed: 1 }), false],
    ["spiking LSTM", () => new SLSTM({ units: 5, threshold: 0.05, seed: 1 }), false],
  ] as const)("%s: each sample as it would be alone, without the masked steps", (_, create, final) => {
    const layer = create();
    const model = tfl.sequential({ layers: [tfl.layers.masking({ maskValue: 0, inputShape: [6, 4] }), layer] });
    const x = input();
    const y = model.predict(x) as tf.Tensor;
    there.forEach((ts, b) => {
      const rows = tf.tensor1d([...ts], "int32");
      const alone = tf.gather(tf.slice(x, [b, 0, 0], [1, 6, 4]), rows, 1);
      const expected = (layer.apply(alone) as tf.Tensor).dataSync();
      const mine = tf.slice(y, b, 1);
      expect(distance((final ? mine : tf.gather(mine, rows, 1)).dataSync(), expected)).toBeLessThan(1e-6);
      if (!final)
        expect(tf.sum(tf.abs(mine)).dataSync()[0]).toBeCloseTo(
          tf.sum(tf.abs(tf.gather(mine, rows, 1))).dataSync()[0]!,
          5,
        );
    });
  });

  it("go through dense layers to the next neurons, and training works with them", async () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.masking({ maskValue: 0, inputShape: [6, 4] }),
        tfl.layers.dense({ units: 8, kernelInitializer: tfl.initializers.heNormal({ seed: 1 }) }),
        new LIF({ threshold: 0.5 }),
        tfl.layers.dense({ units: 2, kernelInitializer: tfl.initializers.heNormal({ seed: 2 }) }),
        new LeakyIntegrator({ leak: 0.9 }),
      ],
    });
    const padded = input();
    const [one] = there;
    const short = tf.slice(padded, [0, 0, 0], [1, one!.length, 4]);
    const layers = model.layers.slice(1);
    const alone = layers.reduce<tf.Tensor>((h, layer) => layer.apply(h) as tf.Tensor, short);
    expect(distance(tf.slice(model.predict(padded) as tf.Tensor, 0, 1).dataSync(), alone.dataSync())).toBeLessThan(
      1e-6,
    );
    model.compile({ optimizer: tf.train.adam(0.02), loss: "meanSquaredError" });
    const targets = tf.tensor2d([
      [1, -1],
      [-1, 1],
      [1, 1],
    ]);
    const { history } = await model.fit(padded, targets, { epochs: 30, verbose: 0 });
    expect(history.loss!.at(-1) as number).toBeLessThan(0.5 * (history.loss![0] as number));
  });

  it("give sums over the past the gradients that they have by hand, and keep no tensors", () => {
    const x = input();
    const mask = tf.any(tf.notEqual(x, 0), 2);
    const weights = tf.randomUniform([3, 6, 4], -1, 1, "float32", 5);
    // A linear function of the past: y[t] = Σ_{s ≤ t} x[s].
    const loss = (values: tf.Tensor) => {
      const { x: compacted, restore, last } = compactSteps(values, mask);
      const sums = lifSequence(compacted, null, { leak: 1, threshold: 1, reset: "none" }).potential;
      return tf.add(tf.sum(tf.mul(restore(sums), weights)), tf.sum(last(sums))) as tf.Scalar;
    };
    const gradient = tf.grad(loss)(x).arraySync() as number[][][];
    const w = weights.arraySync() as number[][][];
    there.forEach((ts, b) => {
      for (let t = 0; t < 6; t++) {
        for (let c = 0; c < 4; c++) {
          const later = ts.filter((s) => s >= t).reduce((sum, s) => sum + w[b]![s]![c]!, 0);
          expect(gradient[b]![t]![c]).toBeCloseTo(ts.includes(t) ? later + 1 : 0, 4);
        }
      }
    });
    const { numTensors } = tf.memory();
    tf.tidy(() => loss(x)).dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it("leave samples without any step at zero", () => {
    const { restore, last } = compactSteps(tf.ones([2, 3, 1]), [0, 2]);
    expect([...restore(tf.ones([2, 3, 1])).dataSync()]).toEqual([0, 0, 0, 1, 1, 0]);
    expect([...last(tf.ones([2, 3, 1])).dataSync()]).toEqual([0, 1]);
  });

  it("monitors tell the potentials of neuron layers", () => {
    const layer = new LIF({ threshold: 0.5, name: "hidden", inputShape: [6, 4] });
    const recording = monitor(tfl.sequential({ layers: [layer] })).record(input());
    expect(recording.layers[0]!.potential!.dataSync()).toEqual(layer.potentials(input())[0]!.dataSync());
    recording.dispose();
  });
});
