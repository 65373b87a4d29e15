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
