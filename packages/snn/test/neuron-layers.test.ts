import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import * as snn from "../src/index.js";
import { distance, onEveryBackend } from "./backends.js";
import { currents, layerCases } from "./neuron-layers.js";

onEveryBackend("layers of neurons", () => {
  it.each(layerCases)(
    "$name: shape, weights, save and load",
    async ({ create, weights, input: axes = [6, 3], output = [6, 3], drive }) => {
      const layer = create();
      const input = tfl.input({ shape: [...axes] });
      const model = tfl.model({ inputs: input, outputs: layer.apply(input) as tfl.SymbolicTensor });
      expect(model.outputs[0]!.shape).toEqual([null, ...output]);
      const names = layer.weights.map(({ originalName }) => originalName.slice(layer.name.length + 1));
      expect(names.sort()).toEqual([...weights].sort());
      const x = currents(2, drive, axes);
      const y = model.predict(x) as tf.Tensor;
      expect(new Set(y.dataSync()).size).toBeGreaterThan(1);
      let saved: tf.io.ModelArtifacts | undefined;
      await model.save(
        tf.io.withSaveHandler(async (artifacts) => {
          saved = { ...artifacts, modelTopology: JSON.parse(JSON.stringify(artifacts.modelTopology)) };
          return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
        }),
      );
      const loaded = await tfl.loadLayersModel(tf.io.fromMemory(saved!));
      expect(loaded.layers[1]!.getConfig()).toEqual(layer.getConfig());
      expect(loaded.layers[1]!.trainableWeights.length).toBe(layer.trainableWeights.length);
      expect(distance((loaded.predict(x) as tf.Tensor).dataSync(), y.dataSync())).toBe(0);
      const { numTensors } = tf.memory();
      (model.predict(x) as tf.Tensor).dispose();
      for (const spikes of layer.spikes!(x)) spikes.dispose();
      expect(tf.memory().numTensors).toBe(numTensors);
    },
  );

  it.each(layerCases)("$name: learns in model.fit", async ({ name, create, drive, input = [6, 3] }) => {
    const layer = create(name === "LeakyIntegrator" ? { output: "potential" } : {});
    const model = tfl.sequential({
      layers: [tfl.layers.dense({ units: input[input.length - 1]!, inputShape: [...input] }), layer],
    });
    model.add(tfl.layers.flatten());
    model.add(tfl.layers.dense({ units: 1 }));
    model.compile({ optimizer: tf.train.sgd(0.05), loss: "meanSquaredError" });
    const x = currents(8, drive, input);
    const y = tf.randomUniform([8, 1], 0, 1, "float32", 3);
    const before = layer.trainableWeights.map((w) => w.read().dataSync().slice());
    const fit = () =>
      model.fit(x, y, {
        epochs: 1,
        batchSize: 4,
        verbose: 0,
        callbacks: { onBatchEnd: () => snn.applyConstraints(model) },
      });
    const { history } = await fit();
    expect(Number.isFinite(history.loss![0] as number)).toBe(true);
    const moved = layer.trainableWeights.filter((w, i) => distance(w.read().dataSync(), before[i]!) > 0);
    expect(moved.length).toBeGreaterThan(0);
    const { numTensors } = tf.memory();
    await fit();
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

/** A smooth function in the step's place makes every layer differentiable: its gradient must equal finite differences. */
describe("layers' gradients against finite differences", () => {
  const smooth = { ...snn.surrogate("sigmoid"), relaxation: (u: tf.Tensor) => tf.sigmoid(tf.mul(u, 3)) };
  const outputs = ["spikes", "potential", "final"] as const;
  const cases = layerCases.flatMap((c) =>
    (c.name === "LeakyIntegrator" ? (["potential", "final"] as const) : outputs).map((output) => ({ ...c, output })),
  );

  it.each(cases)("$name, $output", async ({ create, drive, output, input }) => {
    await tf.setBackend("cpu");
    const layer = create({ output, surrogate: smooth, detachReset: false, timing: undefined });
    const x = currents(2, drive, input);
    layer.apply(x);
    const weights = layer.trainableWeights.map((w) => w.read() as tf.Variable);
    const loss = (input: tf.Tensor) => {
      const y = layer.apply(input) as tf.Tensor;
      return tf.sum(tf.mul(y, tf.randomUniform(y.shape, -1, 1, "float32", 21))) as tf.Scalar;
    };
    const { grads } = tf.variableGrads(() => loss(x), weights);
    const dx = tf.grad(loss)(x);
    expect(
      distance(
        dx.dataSync(),
        differences(x, (moved) => loss(moved).dataSync()[0]!),
      ),
    ).toBeLessThan(5e-3);
    for (const weight of weights) {
      const value = weight.clone();
      const expected = differences(value, (moved) => {
        weight.assign(moved);
        return loss(x).dataSync()[0]!;
      });
      weight.assign(value);
      expect(distance(grads[weight.name]!.dataSync(), expected), weight.name).toBeLessThan(5e-3);
    }
  });
});

function differences(at: tf.Tensor, f: (moved: tf.Tensor) => number): number[] {
  const values = at.dataSync();
  const h = 3e-3;
  return Array.from(values, (_, i) => {
    const [above, below] = [h, -h].map((step) => {
      const moved = values.slice();
      moved[i]! += step;
      return f(tf.tensor(moved, at.shape));
    });
    return (above! - below!) / (2 * h);
  });
}

describe("options of layers", () => {
  it("take the presets of other libraries, and give their numbers", async () => {
    await tf.setBackend("cpu");
    const x = currents(2, 1.5);
    const pairs: [tfl.layers.Layer, tf.Tensor][] = [
      [
        new snn.LIF(snn.spikingJelly.lifNode({ tau: 3, vReset: -0.2, vThreshold: 0.4 })),
        snn.lifSequence(x, null, snn.spikingJelly.lifNode({ tau: 3, vReset: -0.2, vThreshold: 0.4 })).spikes,
      ],
      [
        new snn.LIF(snn.snnTorch.leaky({ beta: 0.8, threshold: 0.7, resetDelay: false })),
        snn.lifSequence(x, null, snn.snnTorch.leaky({ beta: 0.8, threshold: 0.7, resetDelay: false })).spikes,
      ],
      [
        new snn.ParametricLIF(snn.spikingJelly.parametricLifNode({ initTau: 3, decayInput: false, vReset: null })),
        snn.parametricLifSequence(
          x,
          null,
          snn.spikingJelly.parametricLifNode({ initTau: 3, decayInput: false, vReset: null }),
        ).spikes,
      ],
      [
        new snn.Synaptic(snn.snnTorch.synaptic({ alpha: 0.5, beta: 0.8, resetMechanism: "zero" })),
        snn.synapticSequence(x, null, snn.snnTorch.synaptic({ alpha: 0.5, beta: 0.8, resetMechanism: "zero" })).spikes,
      ],
      [
        new snn.Alpha(snn.snnTorch.alpha({ alpha: 0.8, beta: 0.5, threshold: 0.4, resetMechanism: "subtract" })),
        snn.alphaSequence(
          x,
          null,
          snn.snnTorch.alpha({ alpha: 0.8, beta: 0.5, threshold: 0.4, resetMechanism: "subtract" }),
        ).spikes,
      ],
      [
        new snn.QuadraticIF(snn.spikingJelly.qifNode({ vThreshold: 0.4 })),
        snn.quadraticIfSequence(x, null, snn.spikingJelly.qifNode({ vThreshold: 0.4 })).spikes,
      ],
      [
        new snn.ExponentialIF(snn.spikingJelly.eifNode({ detachReset: true })),
        snn.exponentialIfSequence(x, null, snn.spikingJelly.eifNode({ detachReset: true })).spikes,
      ],
      [
        new snn.Izhikevich(snn.spikingJelly.izhikevichNode({ vThreshold: 0.5, a: 0.2, b: 0.1 })),
        snn.izhikevichSequence(x, null, snn.spikingJelly.izhikevichNode({ vThreshold: 0.5, a: 0.2, b: 0.1 })).spikes,
      ],
    ];
    for (const [layer, expected] of pairs) {
      const got = layer.apply(x) as tf.Tensor;
      expect(tf.sum(expected).dataSync()[0], layer.name).toBeGreaterThan(0);
      expect([...got.dataSync()], layer.name).toEqual([...expected.dataSync()]);
    }
  });

  it("store a logit and an inverse softplus where they are asked to, and compute with λ and v_th", () => {
    const layer = new snn.LIF({ leak: 0.8, threshold: 0.5, keepInRange: "reparametrize" });
    const plain = new snn.LIF({ leak: 0.8, threshold: 0.5 });
    const x = currents(2);
    const [a, b] = [layer, plain].map((l) => (l.apply(x) as tf.Tensor).dataSync());
    expect([...a!]).toEqual([...b!]);
    const [threshold, leak] = layer.weights.map((w) => w.read().dataSync()[0]!);
    expect(leak).toBeCloseTo(Math.log(4), 5);
    expect(threshold).toBeCloseTo(Math.log(Math.expm1(0.5)), 5);
    // No step, however large, leaves the range.
    for (const weight of layer.weights) (weight.read() as tf.Variable).assign(tf.scalar(-30));
    expect((layer.apply(x) as tf.Tensor).dataSync().every(Number.isFinite)).toBe(true);
  });

  it("may be a leak of 0 where it is not learned: every step forgets the one before", () => {
    const x = currents(2);
    const params = snn.snnTorch.leaky({ beta: 0, resetMechanism: "none" });
    const layer = new snn.LIF({ ...params, learnLeak: false, output: "potential" });
    expect([...(layer.apply(x) as tf.Tensor).dataSync()]).toEqual([...x.dataSync()]);
    snn.applyConstraints(layer);
    expect(layer.weights.map((w) => w.read().dataSync()[0])).toEqual([1, 0]);
    const loaded = new snn.LIF(layer.getConfig() as never);
    expect([...(loaded.apply(x) as tf.Tensor).dataSync()]).toEqual([...x.dataSync()]);
  });

  it("are refused where no neuron could have them", () => {
    const input = tfl.input({ shape: [6, 3] });
    const refused: [() => unknown, string][] = [
      [() => new snn.LIF({ leak: Number.NaN }), "leak is NaN, allowed: (0, 1]"],
      [() => new snn.LIF({ leak: [0.5, 1.5, 0.2] }), "leak is 1.5"],
      [() => new snn.LIF({ leak: tf.ones([3]) as never }), "leak is a tensor [3], allowed: (0, 1]"],
      [() => new snn.LIF({ leak: "0.9" as never }), 'leak is "0.9"'],
      [() => new snn.LIF({ leak: -0.1, learnLeak: false }), "leak is -0.1, allowed: [0, 1]"],
      [() => snn.snnTorch.leaky({} as never), "beta is undefined"],
      [() => new snn.LIF({ surrogate: { name: "atan", alfa: 2 } }), 'parameter is "alfa", allowed: alpha'],
      [() => new snn.LIF({ surrogate: { name: "atan", alpha: Number.NaN } }), "surrogate atan's alpha is NaN"],
      [
        () => snn.lifStep(tf.ones([1, 3]), null, { leak: [0.9] as never, threshold: 1 }),
        "leak is [0.9], allowed: [0, 1]",
      ],
      [() => snn.lifStep(tf.ones([1, 3]), null, { leak: 0.9 } as never), "threshold is undefined"],
      [() => new snn.LIF({ leak: 1, keepInRange: "reparametrize" }), "its end excluded"],
      [() => new snn.LIF({ threshold: Number.POSITIVE_INFINITY }), "threshold is Infinity"],
      [() => new snn.LIF({ gain: Number.NaN }), "gain is NaN"],
      [() => new snn.LIF({ reset: Number.NaN }), "reset is NaN"],
      [() => new snn.LIF({ keepInRange: "wish" as never }), "keepInRange"],
      [() => new snn.LIF({ threshold: [1, 2] }).apply(input), "expected shape [3], one per channel, got [2]"],
      [() => new snn.Alpha({ excitatoryLeak: 0.5, inhibitoryLeak: 0.6 }), "less than excitatoryLeak"],
      [() => new snn.Alpha({ reset: 2 as never }), "reset is 2"],
      [() => new snn.QuadraticIF({ timeConstant: 0 }), "timeConstant is 0"],
      [() => new snn.RecurrentLIF({ recurrence: "none" as never }), "recurrence"],
      [() => new snn.SLSTM({ units: 0 }), "units is 0"],
      [() => new snn.SLSTM({ units: 2 }).apply(tfl.input({ shape: [6, 3, 2] })), "[B, T, F]"],
      [() => new snn.LeakyIntegrator({ output: "spikes" as never }), "output is"],
    ];
    for (const [make, message] of refused) expect(make).toThrow(message);
  });
});
