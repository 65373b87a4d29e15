import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import {
  createModel,
  descriptionOf,
  ForeignModelError,
  loadSafetensors,
  type ModelName,
  modelInfo,
  modelNames,
  readSafetensors,
  type StmNetOverrides,
  saveSafetensors,
  UnknownModelError,
  WeightMismatchError,
  writeSafetensors,
} from "../src/index.js";
import { loadModel, saveModel } from "../src/node/index.js";

/** Small enough for the plain cpu backend, and every part of it there. */
const SMALL: StmNetOverrides = {
  size: 32,
  steps: 3,
  d: 8,
  depth: 1,
  heads: 2,
  nf: 8,
  gc: 4,
  rrdbs: 1,
  classes: 3,
  stm: { width: 4, threshold: 0.2 },
};
const VARIANTS: [string, StmNetOverrides][] = [
  ["whole", {}],
  ["image only", { modalities: ["image"] }],
  ["motion only", { modalities: ["motion"] }],
  ["motion and residual", { modalities: ["residual", "motion"] }],
  ["size not a multiple of a patch, cropped", { size: 47 }],
  ["size not a multiple of a patch, padded", { size: 33, remainder: "pad" }],
  ["no transformer, no RRDB", { depth: 0, rrdbs: 0 }],
  [
    "other strides, kernel, ratio",
    { patch: 8, mlpRatio: 2, stm: { width: 4, threshold: 0.2, kernel: 5, strides: [2, 2, 1] } },
  ],
];
const cases = (modelNames.filter((name) => name.startsWith("stm-net")) as ("stm-net-base" | "stm-net-tiny")[]).flatMap(
  (name) => VARIANTS.map(([variant, overrides]) => [name, variant, { ...SMALL, ...overrides }] as const),
);

function samples(name: ModelName, overrides: StmNetOverrides, batch: number): tf.Tensor[] {
  return modelInfo(name, overrides).inputs.map(({ shape, dtype }, i) =>
    dtype === "int32"
      ? tf.fill([batch, ...shape], 2, "int32")
      : tf.randomNormal([batch, ...shape], 0, 1, "float32", i + 1),
  );
}

const output = (model: tfl.LayersModel, inputs: tf.Tensor[]) =>
  tf.tidy(() => (model.predict(inputs) as tf.Tensor).dataSync());

describe.each(cases)("%s, %s", (name, _variant, overrides) => {
  it("has the inputs, outputs and parameters that its info says", () => {
    const info = modelInfo(name, overrides);
    const model = createModel(name, overrides);
    expect(model.countParams()).toBe(info.parameters);
    expect(model.inputNames).toEqual(info.inputs.map((input) => input.name));
    expect(model.inputs.map((input) => input.shape.slice(1))).toEqual(info.inputs.map((input) => [...input.shape]));
    for (const batch of [1, 3]) {
      const logits = model.predict(samples(name, overrides, batch)) as tf.Tensor;
      expect(logits.shape).toEqual([batch, 3]);
      expect(logits.dataSync().every(Number.isFinite)).toBe(true);
    }
    model.dispose();
  });

  it("sends a gradient to every weight, and keeps no tensors", () => {
    const model = createModel(name, overrides);
    const inputs = samples(name, overrides, 2);
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const step = () =>
      tf.variableGrads(() => {
        const logits = model.apply(inputs, { training: true }) as tf.Tensor;
        return tf.neg(tf.mean(tf.slice(tf.logSoftmax(logits), [0, 0], [2, 1]))) as tf.Scalar;
      }, variables);
    const { grads } = step();
    const idle = variables.filter(({ name: variable }) => !grads[variable]!.dataSync().some((value) => value !== 0));
    expect(idle.map((variable) => variable.name)).toEqual([]);
    const before = tf.memory().numTensors;
    tf.dispose(step() as unknown as tf.TensorContainer);
    tf.dispose(model.predict(inputs));
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it("is the same after saving and loading, to a folder and as safetensors", async () => {
    const path = await mkdtemp(join(tmpdir(), "cvar-models-"));
    try {
      const model = createModel(name, { ...overrides, seed: 5 });
      const inputs = samples(name, overrides, 2);
      const expected = output(model, inputs);
      await saveModel(model, path);
      const { model: loaded, description } = await loadModel(path);
      expect(description).toEqual(descriptionOf(model));
      expect(output(loaded, inputs)).toEqual(expected);
      const other = createModel(name, { ...overrides, seed: 6 });
      expect(output(other, inputs)).not.toEqual(expected);
      const bytes = await saveSafetensors(model);
      const report = loadSafetensors(other, bytes);
      expect(report).toMatchObject({ missing: [], unexpected: [], mismatched: [] });
      expect(report.loaded.length).toBe(model.weights.length);
      expect(output(other, inputs)).toEqual(expected);
      for (const each of [model, loaded, other]) each.dispose();
    } finally {
      await rm(path, { recursive: true });
    }
  });
});

describe("createModel", () => {
  it("gives the same weights for the same seed, others for another, and zeros on request", () => {
    const weights = (seed: number, start: "random" | "zeros" = "random") => {
      const model = createModel("stm-net-tiny", { ...SMALL, seed }, { weights: start });
      const all = model.getWeights().map((weight) => weight.dataSync());
      model.dispose();
      return all;
    };
    expect(weights(1)).toEqual(weights(1));
    expect(weights(1)).not.toEqual(weights(2));
    expect(
      weights(1, "zeros")
        .flatMap((values) => [...values])
        .every((value) => value === 0),
    ).toBe(true);
  });

  it("gives back every tensor on disposal", () => {
    const before = tf.memory().numTensors;
    createModel("stm-net-tiny", SMALL).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses unknown names", () => {
    expect(() => createModel("stm-net-huge" as ModelName)).toThrow(UnknownModelError);
    expect(() => modelInfo("toString" as ModelName)).toThrow(UnknownModelError);
  });
});

describe("loadSafetensors", () => {
  it("changes nothing when something does not fit, unless told to take what fits", async () => {
    const model = createModel("stm-net-tiny", SMALL);
    const { tensors } = readSafetensors(
      await saveSafetensors(createModel("stm-net-tiny", { ...SMALL, classes: 4, seed: 9 })),
    );
    const changed = new Map(tensors);
    changed.delete("position");
    changed.set("extra", tensors.get("time")!);
    const bytes = writeSafetensors(changed);
    const before = model.getWeights().map((weight) => weight.dataSync().slice());
    expect(() => loadSafetensors(model, bytes)).toThrow(WeightMismatchError);
    expect(model.getWeights().map((weight) => weight.dataSync())).toEqual(before);
    const report = loadSafetensors(model, bytes, { strict: false });
    expect(report.missing).toEqual(["position"]);
    expect(report.unexpected).toEqual(["extra"]);
    expect(report.mismatched.map(({ name, expected, actual }) => [name, expected, actual])).toEqual([
      ["head.weight", [3, 8], [4, 8]],
      ["head.bias", [3], [4]],
    ]);
    expect(report.loaded.length).toBe(model.weights.length - 3);
    model.dispose();
  });

  it("refuses models of others", async () => {
    const { model: make, input, layers } = await import("@tensorflow/tfjs-layers");
    const x = input({ shape: [2] });
    const foreign = make({ inputs: x, outputs: layers.dense({ units: 1 }).apply(x) as tfl.SymbolicTensor });
    await expect(saveSafetensors(foreign)).rejects.toThrow(ForeignModelError);
  });
});
