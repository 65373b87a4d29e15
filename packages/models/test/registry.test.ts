import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "@tensorflow/tfjs-backend-cpu";
import { registerTrainingKernels } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import {
  ARCHITECTURES,
  type ArchitectureId,
  createModel,
  descriptionOf,
  ForeignModelError,
  loadSafetensors,
  MODELS,
  type ModelName,
  modelInfo,
  modelNames,
  readSafetensors,
  saveSafetensors,
  UnknownModelError,
  WeightMismatchError,
  writeSafetensors,
} from "../src/index.js";
import { loadModel, loadWeights, saveModel } from "../src/node/index.js";
import { smallNetworks, smallOverrides } from "./small-networks.js";

beforeAll(() => registerTrainingKernels());

const SMALL = smallOverrides("stm-net-tiny");

function samples(name: ModelName, overrides: object, batch: number): tf.Tensor[] {
  return modelInfo(name, overrides).inputs.map(({ shape, dtype }, i) =>
    dtype === "int32"
      ? tf.fill([batch, ...shape], 2, "int32")
      : tf.randomNormal([batch, ...shape], 0, 1, "float32", i + 1),
  );
}

const output = (model: tfl.LayersModel, inputs: tf.Tensor[]) =>
  tf.tidy(() => (model.predict(inputs) as tf.Tensor).dataSync());

/** Moves every weight a little, running statistics too, so that none has the value that it starts from. */
function disturb(model: tfl.LayersModel): void {
  for (const [i, weight] of model.weights.entries()) {
    tf.tidy(() => {
      weight.write(tf.add(weight.read(), tf.randomUniform(weight.shape as number[], 0, 0.1, "float32", i)));
    });
  }
}

it("has names in the families that there are, each family with a model", () => {
  const families = new Set<ArchitectureId>(modelNames.map((name) => MODELS[name].architecture));
  expect([...families].sort()).toEqual(Object.keys(ARCHITECTURES).sort());
  for (const [id, architecture] of Object.entries(ARCHITECTURES)) {
    expect(architecture.id).toBe(id);
    expect(Object.keys(architecture.torchNames).length).toBeGreaterThan(0);
  }
});

describe.each(smallNetworks())("$name, $variant", ({ name, overrides }) => {
  it("has the inputs, outputs and parameters that its info says", () => {
    const info = modelInfo(name, overrides);
    const model = createModel(name, overrides);
    const trainable = model.trainableWeights.reduce(
      (sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]),
      0,
    );
    expect(trainable).toBe(info.parameters);
    expect(model.inputNames).toEqual(info.inputs.map((input) => input.name));
    expect(model.inputs.map((input) => input.shape.slice(1))).toEqual(info.inputs.map((input) => [...input.shape]));
    expect(model.inputs.map((input) => input.dtype)).toEqual(info.inputs.map((input) => input.dtype));
    for (const batch of [1, 3]) {
      const logits = model.predict(samples(name, overrides, batch)) as tf.Tensor;
      expect(logits.shape).toEqual([batch, ...info.output]);
      expect(info.output).toEqual([3]);
      expect(logits.dataSync().every(Number.isFinite)).toBe(true);
    }
    model.dispose();
  });

  it("sends a gradient to every weight, and keeps no tensors", () => {
    const inputs = samples(name, overrides, 2);
    const empty = tf.memory().numTensors;
    const model = createModel(name, overrides);
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
    for (const gradient of Object.values(grads)) gradient.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBeLessThanOrEqual(empty + 1); // the loss of the first step
  });

  it("is the same after saving and loading, to a folder and as safetensors in every dialect", async () => {
    const path = await mkdtemp(join(tmpdir(), "cvar-models-"));
    try {
      const model = createModel(name, { ...overrides, seed: 5 });
      disturb(model);
      const inputs = samples(name, overrides, 2);
      const expected = output(model, inputs);
      await saveModel(model, path);
      const { model: loaded, description } = await loadModel(path);
      expect(description).toEqual(descriptionOf(model));
      expect(output(loaded, inputs)).toEqual(expected);
      loaded.dispose();
      const load = async (how: (other: tfl.LayersModel) => unknown) => {
        const other = createModel(name, { ...overrides, seed: 6 }, { weights: "zeros" });
        expect(output(other, inputs)).not.toEqual(expected);
        const report = await how(other);
        expect(report).toMatchObject({ missing: [], unexpected: [], mismatched: [], ignored: [] });
        expect(report).toHaveProperty("loaded.length", model.weights.length);
        expect(output(other, inputs)).toEqual(expected);
        other.dispose();
      };
      await load((other) => loadWeights(other, path));
      for (const dialect of Object.keys(ARCHITECTURES[description.architecture].torchNames)) {
        const bytes = await saveSafetensors(model, { dialect });
        await load((other) => loadSafetensors(other, bytes));
        await load((other) => loadSafetensors(other, bytes, { dialect }));
      }
      model.dispose();
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
