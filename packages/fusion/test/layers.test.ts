import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import * as fusion from "../src/index.js";
import { filled } from "./finite-differences.js";

const cases: [string, () => tfl.layers.Layer, number[][], number[]][] = [
  ["PatchEmbedding", () => new fusion.PatchEmbedding({ filters: 4, patchSize: 3 }), [[8, 7, 2]], [2, 2, 4]],
  [
    "PatchEmbedding, padded",
    () => new fusion.PatchEmbedding({ filters: 4, patchSize: 3, grid: [3, 3] }),
    [[8, 7, 2]],
    [3, 3, 4],
  ],
  ["SpatioTemporalEncoding", () => new fusion.SpatioTemporalEncoding({ triplets: 8 }), [[6, 4], [1]], [6, 4]],
  [
    "TransformerEncoderBlock",
    () => new fusion.TransformerEncoderBlock({ heads: 2, mlpRatio: 2, dropout: 0.2 }),
    [[6, 4]],
    [6, 4],
  ],
  [
    "PatchEmbedding of frames",
    () => new fusion.PatchEmbedding({ filters: 4, patchSize: 3 }),
    [[2, 8, 7, 2]],
    [2, 2, 2, 4],
  ],
  [
    "SpatioTemporalEncoding of steps",
    () => new fusion.SpatioTemporalEncoding({ triplets: 8 }),
    [[2, 6, 4], [1]],
    [2, 6, 4],
  ],
  [
    "TransformerEncoderBlock of steps",
    () => new fusion.TransformerEncoderBlock({ heads: 2, dropout: 0.2 }),
    [[3, 6, 4]],
    [3, 6, 4],
  ],
  [
    "SeparateEncoderBlock",
    () => new fusion.SeparateEncoderBlock({ heads: 2, modalities: 3, dropout: 0.2 }),
    [[6, 4]],
    [6, 4],
  ],
  [
    "CrossModalEncoderBlock",
    () => new fusion.CrossModalEncoderBlock({ heads: 2, modalities: 3, dropout: 0.2 }),
    [[6, 4]],
    [6, 4],
  ],
  ["SeparateTokenNorm", () => new fusion.SeparateTokenNorm({ modalities: 2 }), [[6, 4]], [6, 4]],
  ["ConvLSTM", () => new fusion.ConvLSTM({ filters: 3, stride: 2 }), [[3, 5, 4, 2]], [3, 2, 3]],
  [
    "ConvLSTM with peepholes, all steps",
    () => new fusion.ConvLSTM({ filters: 3, peepholes: true, returnSequences: true }),
    [[3, 5, 4, 2]],
    [3, 5, 4, 3],
  ],
  ["SummariseFrames", () => new fusion.SummariseFrames({ summary: "channels" }), [[3, 5, 4, 2]], [5, 4, 6]],
  ["PadChannels", () => new fusion.PadChannels({ channels: 3 }), [[3, 5, 4, 2]], [3, 5, 4, 3]],
  ["ClassTokenPooling", () => new fusion.ClassTokenPooling({ heads: 2 }), [[2, 3, 4]], [1, 1, 4]],
  ["MeanOfModalities", () => new fusion.MeanOfModalities(), [[3, 2, 3, 4]], [2, 3, 4]],
  [
    "FramesToTokens",
    () => new fusion.FramesToTokens(),
    [
      [2, 3, 4],
      [5, 2, 3, 4],
    ],
    [5, 12, 4],
  ],
  ["FrameFolding", () => new fusion.FrameFolding({ grid: [2, 3], modality: 1 }), [[5, 12, 4]], [5, 2, 3, 4]],
  ["TokenNorm", () => new fusion.TokenNorm(), [[6, 4]], [6, 4]],
  [
    "MapsToTokens",
    () => new fusion.MapsToTokens(),
    [
      [2, 3, 4],
      [2, 3, 4],
    ],
    [12, 4],
  ],
  ["TokenFolding", () => new fusion.TokenFolding({ grid: [2, 3] }), [[12, 4]], [2, 2, 3, 4]],
  [
    "MultiModalMixer",
    () => new fusion.MultiModalMixer({ filters: 5 }),
    [
      [2, 2, 3, 4],
      [2, 3, 4],
    ],
    [2, 3, 5],
  ],
  ["ResidualDenseBlock", () => new fusion.ResidualDenseBlock({ growth: 2 }), [[3, 3, 4]], [3, 3, 4]],
  [
    "ResidualInResidualDenseBlock",
    () => new fusion.ResidualInResidualDenseBlock({ growth: 2, blocks: 2 }),
    [[3, 3, 4]],
    [3, 3, 4],
  ],
  [
    "BilinearPooling",
    () => new fusion.BilinearPooling(),
    [
      [6, 4],
      [6, 5],
    ],
    [4, 5],
  ],
  [
    "CompactBilinearPooling",
    () => new fusion.CompactBilinearPooling({ dims: 12 }),
    [
      [6, 4],
      [6, 5],
    ],
    [12],
  ],
  [
    "FactorisedBilinearPooling",
    () => new fusion.FactorisedBilinearPooling({ dims: 5, factors: 2, normalise: false }),
    [
      [6, 4],
      [6, 3],
    ],
    [5],
  ],
  [
    "TrilinearPooling",
    () => new fusion.TrilinearPooling({ dims: 5, factors: 2 }),
    [
      [2, 3, 4],
      [2, 3, 4],
      [2, 3, 3],
    ],
    [5],
  ],
  [
    "TemporalTrilinearPooling",
    () => new fusion.TemporalTrilinearPooling({ dims: 5, factors: 2 }),
    [
      [6, 4],
      [6, 4],
      [6, 2],
      [6, 3],
    ],
    [5],
  ],
  ["LateFusion", () => new fusion.LateFusion({ rule: [1, 0.5] }), [[4], [4]], [4]],
  ["ClassifierHead, of vectors", () => new fusion.ClassifierHead({ classes: 3 }), [[4]], [3]],
  ["ClassifierHead", () => new fusion.ClassifierHead({ classes: 3, dropout: 0.5 }), [[3, 3, 4]], [3]],
  [
    "ConvNorm",
    () => new fusion.ConvNorm({ filters: 3, kernelSize: 3, stride: 2, activation: "swish" }),
    [[5, 4, 2]],
    [3, 2, 3],
  ],
  [
    "MBConv",
    () => new fusion.MBConv({ filters: 4, expanded: 8, squeezed: 2, kernelSize: 3, drop: 0.2 }),
    [[4, 4, 4]],
    [4, 4, 4],
  ],
  [
    "MBConv, strided, not expanded",
    () => new fusion.MBConv({ filters: 3, expanded: 4, squeezed: 1, kernelSize: 5, stride: 2 }),
    [[5, 5, 4]],
    [3, 3, 3],
  ],
  ["ResidualBlock", () => new fusion.ResidualBlock({ filters: 4, bottleneck: null }), [[4, 4, 4]], [4, 4, 4]],
  [
    "ResidualBlock, bottleneck",
    () => new fusion.ResidualBlock({ filters: 8, bottleneck: 2, stride: 2 }),
    [[5, 5, 4]],
    [3, 3, 8],
  ],
  ["SymmetricMaxPool", () => new fusion.SymmetricMaxPool({ size: 3, stride: 2 }), [[5, 4, 2]], [3, 2, 2]],
  ["ClassTokenSequence", () => new fusion.ClassTokenSequence(), [[6, 4]], [7, 4]],
  ["FirstToken", () => new fusion.FirstToken(), [[6, 4]], [1, 1, 4]],
];

describe.each(cases)("%s", (_name, make, inputShapes, outputShape) => {
  const model = () => {
    const inputs = inputShapes.map((shape) => tfl.input({ shape }));
    const output = make().apply(inputs.length === 1 ? inputs[0]! : inputs) as tfl.SymbolicTensor;
    return tfl.model({ inputs, outputs: output });
  };
  const batch = (size: number) => inputShapes.map((shape, i) => filled([size, ...shape] as [number], i + 1));

  it("makes the shape that it announces, for two batch sizes", () => {
    const built = model();
    expect(built.outputs[0]!.shape.slice(1)).toEqual(outputShape);
    for (const size of [1, 3]) expect((built.predict(batch(size)) as tf.Tensor).shape).toEqual([size, ...outputShape]);
  });

  it("has a gradient for each weight, and keeps no tensors in a training step", () => {
    const built = model();
    const xs = batch(2);
    const variables = built.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const step = () => {
      const loss = () => tf.sum(tf.square(built.apply(xs, { training: true }) as tf.Tensor)) as tf.Scalar;
      const { value, grads } = tf.variableGrads(loss, variables.length > 0 ? variables : [tf.variable(tf.scalar(0))]);
      value.dispose();
      return grads;
    };
    if (variables.length === 0) return expect(built.countParams()).toBe(0);
    const grads = step();
    for (const variable of variables)
      expect(Math.max(...grads[variable.name]!.dataSync().map(Math.abs))).toBeGreaterThan(0);
    tf.dispose(grads);
    const before = tf.memory().numTensors;
    tf.dispose(step());
    expect(tf.memory().numTensors).toBe(before);
  });

  it("is the same model after saving and loading", async () => {
    const built = model();
    let saved: tf.io.ModelArtifacts | undefined;
    await built.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
      }),
    );
    const modelTopology = JSON.parse(JSON.stringify(saved!.modelTopology));
    const loaded = await tfl.loadLayersModel(tf.io.fromMemory({ ...saved!, modelTopology }));
    const xs = batch(2);
    expect((loaded.predict(xs) as tf.Tensor).dataSync()).toEqual((built.predict(xs) as tf.Tensor).dataSync());
    expect(loaded.layers.at(-1)!.getConfig()).toEqual(built.layers.at(-1)!.getConfig());
  });
});

it("drops activations in training only", () => {
  const layer = new fusion.TransformerEncoderBlock({ heads: 2, dropout: 0.5, seed: 1 });
  const x = filled([2, 6, 4], 3);
  const calm = () => (layer.apply(x) as tf.Tensor).dataSync();
  const dropped = () => (layer.apply(x, { training: true }) as tf.Tensor).dataSync();
  expect(calm()).toEqual(calm());
  expect(dropped()).not.toEqual(calm());
  expect(dropped()).not.toEqual(dropped());
});

it("refuses options that cannot be", () => {
  expect(() => new fusion.ClassifierHead({ classes: 0 })).toThrow(fusion.InvalidOptionError);
  expect(() => new fusion.TransformerEncoderBlock({ heads: 2, dropout: 1 })).toThrow(fusion.InvalidOptionError);
  expect(() => new fusion.TransformerEncoderBlock({ heads: 3 }).apply(filled([1, 2, 4], 1))).toThrow(
    fusion.InvalidOptionError,
  );
});

describe("layers with batch norms", () => {
  const x = filled([4, 5, 5, 2], 3, 2);
  const make = (args: object = {}) => {
    const layer = new fusion.ConvNorm({ filters: 3, kernelSize: 3, seed: 1, momentum: 0.25, ...args });
    layer.build(x.shape);
    return layer;
  };
  const statistics = (layer: fusion.ConvNorm) => layer.nonTrainableWeights.map((weight) => weight.read().dataSync());

  it("move their running statistics in training only, by PyTorch's rule", () => {
    const layer = make();
    const [before, calm] = [statistics(layer), (layer.apply(x) as tf.Tensor).dataSync()];
    expect(statistics(layer)).toEqual(before);
    const convolved = fusion.symmetricConvolution(x as tf.Tensor4D, layer.weights[0]!.read() as tf.Tensor4D);
    const { mean, variance } = tf.moments(convolved, [0, 1, 2]);
    const dynamic = (layer.apply(x, { training: true }) as tf.Tensor).dataSync();
    expect(dynamic).not.toEqual(calm);
    const [movedMean, movedVariance] = statistics(layer);
    for (let c = 0; c < 3; c++) {
      expect(movedMean![c]).toBeCloseTo(0.25 * mean.dataSync()[c]!, 5);
      expect(movedVariance![c]).toBeCloseTo(0.75 + 0.25 * variance.dataSync()[c]! * (100 / 99), 5);
    }
  });

  it("keep them, and use them, where they are frozen or not trainable", () => {
    for (const args of [{ frozen: true }, { trainable: false }]) {
      const layer = make(args);
      const before = statistics(layer);
      const calm = (layer.apply(x) as tf.Tensor).dataSync();
      expect((layer.apply(x, { training: true }) as tf.Tensor).dataSync()).toEqual(calm);
      expect(layer.weights.filter(({ name }) => /mean|variance/.test(name)).map((w) => w.read().dataSync())).toEqual(
        before.length === 2 ? before : before.slice(-2),
      );
    }
  });

  it("drop branches by the seed and the call, never in inference", () => {
    const layer = new fusion.MBConv({ filters: 2, expanded: 4, squeezed: 1, kernelSize: 3, drop: 0.5, frozen: true });
    const run = (training: boolean) => (layer.apply(x, { training }) as tf.Tensor).dataSync();
    expect(run(false)).toEqual(run(false));
    const first = run(true);
    expect(run(true)).not.toEqual(first);
    layer.trainingCalls = 0;
    expect(run(true)).toEqual(first);
  });

  it("begin as their shortcut where γ is to be zero", () => {
    const layer = new fusion.ResidualBlock({ filters: 2, bottleneck: null, zeroInit: true });
    expect((layer.apply(x) as tf.Tensor).dataSync()).toEqual(tf.relu(x).dataSync());
  });

  it("refuse even kernels, momenta outside (0, 1], unknown activations", () => {
    for (const wrong of [{ kernelSize: 2 }, { momentum: 0 }, { momentum: 1.5 }, { epsilon: 0 }, { activation: "gelu" }])
      expect(() => make(wrong)).toThrow(fusion.InvalidOptionError);
  });
});
