import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import type { LIFArgs } from "../src/index.js";
import { applyConstraints, ConvLIF1D, ConvLIF2D, ConvLIF3D, LIF, STM } from "../src/index.js";
import { distance, onEveryBackend } from "./backends.js";

const frames = (batch = 2) => tf.randomNormal([batch, 3, 7, 6, 2], 0, 1, "float32", 5);
const odd = { leak: 0.7, threshold: 0.4, seed: 3, surrogate: { name: "atan", alpha: 3 }, reset: -0.25 } as const;

/** Name, layer, shape of one sample's output, names of the weights, and of one sample where it is not [3, 7, 6, 2]. */
const made: [string, () => tfl.layers.Layer, number[], string[], number[]?][] = [
  ["LIF, spikes", () => new LIF({ ...odd }), [3, 7, 6, 2], ["threshold", "leak"]],
  ["LIF, potential", () => new LIF({ output: "potential", timing: "same-step" }), [3, 7, 6, 2], ["threshold", "leak"]],
  ["LIF, final", () => new LIF({ output: "final", perChannel: true }), [7, 6, 2], ["threshold", "leak"]],
  [
    "ConvLIF2D",
    () => new ConvLIF2D({ ...odd, filters: 4, stride: 2 }),
    [3, 4, 3, 4],
    ["conv.weight", "threshold", "leak"],
  ],
  [
    "ConvLIF2D, final",
    () => new ConvLIF2D({ filters: 4, kernelSize: 5, padding: 0, output: "final", learnLeak: false }),
    [3, 2, 4],
    ["conv.weight", "threshold", "leak"],
  ],
  [
    "ConvLIF2D, depthwise",
    () => new ConvLIF2D({ ...odd, groups: "depthwise", useBias: true, dilation: 2 }),
    [3, 7, 6, 2],
    ["conv.weight", "conv.bias", "threshold", "leak"],
  ],
  [
    "ConvLIF2D, transposed",
    () => new ConvLIF2D({ ...odd, filters: 4, transposed: true, stride: 2, outputPadding: 1, perChannel: true }),
    [3, 14, 12, 4],
    ["conv.weight", "threshold", "leak"],
  ],
  [
    "ConvLIF2D, groups, an option for each axis",
    () => new ConvLIF2D({ ...odd, filters: 4, groups: 2, kernelSize: [3, 2], stride: [1, 2], padding: [0, 1] }),
    [3, 5, 4, 4],
    ["conv.weight", "threshold", "leak"],
  ],
  [
    "ConvLIF1D",
    () => new ConvLIF1D({ ...odd, filters: 3, kernelSize: 5, stride: 2, output: "potential" }),
    [7, 3, 3],
    ["conv.weight", "threshold", "leak"],
    [7, 6, 2],
  ],
  [
    "ConvLIF1D, depthwise, transposed",
    () => new ConvLIF1D({ ...odd, groups: "depthwise", filters: 4, kernelSize: 4, stride: 2, transposed: true }),
    [7, 12, 4],
    ["conv.weight", "threshold", "leak"],
    [7, 6, 2],
  ],
  [
    "ConvLIF3D",
    () => new ConvLIF3D({ ...odd, filters: 3, stride: [1, 2, 1], output: "final" }),
    [4, 2, 5, 3],
    ["conv.weight", "threshold", "leak"],
    [2, 4, 3, 5, 2],
  ],
  [
    "ConvLIF3D, transposed",
    () => new ConvLIF3D({ ...odd, filters: 2, kernelSize: 2, padding: 0, stride: 2, transposed: true }),
    [2, 4, 6, 4, 2],
    ["conv.weight", "threshold", "leak"],
    [2, 2, 3, 2, 2],
  ],
  [
    "STM",
    () => new STM({ ...odd, width: 4 }),
    [4, 3, 4],
    ["0", "1"].flatMap((k) => ["conv.weight", "threshold", "leak"].map((name) => `layers.${k}.${name}`)),
  ],
  [
    "STM, sequences",
    () => new STM({ width: 3, strides: [1], returnSequences: true, perChannel: true }),
    [3, 7, 6, 3],
    ["layers.0.conv.weight", "layers.0.threshold", "layers.0.leak"],
  ],
];

onEveryBackend("layers", () => {
  it.each(made)("%s: shape, weight names, save and load", async (_, create, shape, names, sample = [3, 7, 6, 2]) => {
    const layer = create();
    const input = tfl.input({ shape: sample });
    const model = tfl.model({ inputs: input, outputs: layer.apply(input) as tfl.SymbolicTensor });
    expect(model.outputs[0]!.shape).toEqual([null, ...shape]);
    // tfjs-layers lists what is not trained last.
    expect(layer.weights.map(({ originalName }) => originalName.slice(layer.name.length + 1)).sort()).toEqual(
      names.sort(),
    );
    const x = tf.randomNormal([2, ...sample], 0, 1, "float32", 5);
    const y = model.predict(x) as tf.Tensor;
    expect(y.shape).toEqual([2, ...shape]);
    expect(new Set(y.dataSync()).size).toBeGreaterThan(1);

    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = { ...artifacts, modelTopology: JSON.parse(JSON.stringify(artifacts.modelTopology)) };
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
      }),
    );
    const loaded = await tfl.loadLayersModel(tf.io.fromMemory(saved!));
    const again = loaded.layers[1]!;
    expect(again.getConfig()).toEqual(layer.getConfig());
    expect(again.trainableWeights.length).toBe(layer.trainableWeights.length);
    expect(distance((loaded.predict(x) as tf.Tensor).dataSync(), y.dataSync())).toBe(0);
    const { numTensors } = tf.memory();
    (model.predict(x) as tf.Tensor).dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
    const trained = layer.trainableWeights.map((w) => w.read() as tf.Variable);
    const step = () => {
      const { value, grads } = tf.variableGrads(() => tf.sum(model.apply(x) as tf.Tensor) as tf.Scalar, trained);
      const all = Object.values(grads);
      expect(all.every((g) => g.dataSync().every(Number.isFinite))).toBe(true);
      tf.dispose([value, ...all]);
    };
    step();
    const held = tf.memory().numTensors;
    step();
    expect(tf.memory().numTensors).toBe(held);
  });

  it("trains: the loss of an STM falls, and a thousand steps hold no more tensors than one", () => {
    const layer = new STM({ width: 2, threshold: 0.3, seed: 5 });
    const x = tf.randomNormal([2, 3, 4, 4, 1], 0, 1, "float32", 6);
    const target = tf.randomNormal([2, 2, 2, 2], 0, 0.3, "float32", 7);
    layer.apply(x);
    const weights = layer.trainableWeights.map((w) => w.read() as tf.Variable);
    const optimizer = tf.train.sgd(0.02);
    const loss = () => tf.mean(tf.squaredDifference(layer.apply(x) as tf.Tensor, target)) as tf.Scalar;
    const step = () => {
      const cost = optimizer.minimize(loss, true, weights)!;
      applyConstraints(layer);
      const value = cost.dataSync()[0]!;
      cost.dispose();
      return value;
    };
    const first = step();
    const { numTensors } = tf.memory();
    let last = first;
    for (let i = 0; i < 1000; i++) last = step();
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(last).toBeLessThan(first * 0.8);
  });

  it("starts every call at rest", () => {
    const layer = new STM({ width: 4, threshold: 0.2 });
    const x = frames();
    expect((layer.apply(x) as tf.Tensor).dataSync()).toEqual((layer.apply(x) as tf.Tensor).dataSync());
  });

  it("gives λ and v_th the raw gradient, and brings them back into range", async () => {
    const layer = new LIF({ leak: 1, threshold: 0.5 });
    const x = tf.randomUniform([2, 4, 3], 0, 1, "float32", 1);
    layer.apply(x);
    const [threshold, leak] = layer.weights;
    (leak!.read() as tf.Variable).assign(tf.scalar(1.5));
    const loss = () => tf.sum(layer.apply(x) as tf.Tensor) as tf.Scalar;
    const { value, grads } = tf.variableGrads(
      loss,
      layer.weights.map((w) => w.read() as tf.Variable),
    );
    const used = layer.spikes(x)[0]!;
    expect(Math.abs(value.dataSync()[0]! - tf.sum(used).dataSync()[0]!)).toBeLessThan(1e-5);
    expect(Object.values(grads).every((g) => g.dataSync()[0] !== 0)).toBe(true);
    applyConstraints(layer);
    expect(leak!.read().dataSync()[0]).toBe(1);
    (threshold!.read() as tf.Variable).assign(tf.scalar(-3));
    applyConstraints(layer);
    expect(threshold!.read().dataSync()[0]).toBeCloseTo(1e-4, 8);
  });

  it("refuses what it cannot be", () => {
    const args: [LIFArgs, string][] = [
      [{ leak: 0 }, "leak is 0, allowed: (0, 1]"],
      [{ threshold: -1 }, "threshold is -1, allowed: > 0"],
      [{ output: "sum" as never }, "output"],
      [{ surrogate: "box" }, "surrogate"],
    ];
    for (const [options, message] of args) expect(() => new LIF(options)).toThrow(message);
    expect(() => new STM({ strides: [] })).toThrow("strides");
    expect(() => new ConvLIF2D({})).toThrow("filters");
    expect(() => new ConvLIF2D({ filters: 4, groups: 3 }).build([null, 2, 4, 4, 2])).toThrow("groups is 3");
    expect(() => new ConvLIF3D({ filters: 4, stride: [1, 2] })).toThrow("stride is [1,2]");
    expect(() => new ConvLIF1D({ filters: 4 }).build([null, 2, 4, 4, 2])).toThrow("[B, T, L, C]");
    expect(() => new ConvLIF2D({ filters: 0 })).toThrow("filters is 0, allowed: a whole number of at least 1");
    expect(() => new STM().build([null, 4, 4, 2])).toThrow("[B, T, H, W, C], got [?, 4, 4, 2]");
  });
});
