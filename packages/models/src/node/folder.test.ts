import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createModel } from "../create-model.js";
import { ForeignModelError, StoredModelError } from "../errors.js";
import { folder } from "./folder.js";
import { loadModel, saveModel } from "./stored-model.js";

let path: string;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), "cvar-models-"));
});
afterEach(() => rm(path, { recursive: true, force: true }));

function small(value: number): tfl.LayersModel {
  const kernelInitializer = tfl.initializers.constant({ value });
  return tfl.sequential({ layers: [tfl.layers.dense({ units: 3, inputShape: [2], kernelInitializer })] });
}

async function manifest(
  change: (json: { weightsManifest: [{ paths: unknown[]; weights: Record<string, unknown>[] }] }) => void,
) {
  const file = join(path, "model.json");
  const json = JSON.parse(await readFile(file, "utf8"));
  change(json);
  await writeFile(file, JSON.stringify(json));
}

describe("folder", () => {
  it("loads the model that it saved, and removes the weights of the one before", async () => {
    await small(1).save(folder(join(path, "new")));
    const result = await small(2).save(folder(join(path, "new")));
    expect(result.modelArtifactsInfo.weightDataBytes).toBe(4 * 9);
    const names = await readdir(join(path, "new"));
    expect(names.sort()).toEqual(["model.json", expect.stringMatching(/^weights-[0-9a-f]{16}\.bin$/)]);
    const loaded = await tfl.loadLayersModel(folder(join(path, "new")));
    expect((loaded.predict(tf.ones([1, 2])) as tf.Tensor).arraySync()).toEqual([[4, 4, 4]]);
  });

  it("says what is wrong with a folder", async () => {
    const load = () => tfl.loadLayersModel(folder(path));
    await expect(load()).rejects.toThrow(StoredModelError);
    await writeFile(join(path, "model.json"), "{");
    await expect(load()).rejects.toThrow("is no JSON");
    await writeFile(join(path, "model.json"), "{}");
    await expect(load()).rejects.toThrow("is no saved tf.layers model");
    await small(1).save(folder(path));
    await manifest(({ weightsManifest: [group] }) => (group.weights[0]!.shape = [2, 4]));
    await expect(load()).rejects.toThrow("36 bytes, model.json names 44");
    await manifest(({ weightsManifest: [group] }) => (group.weights[0]!.shape = [2, "3"]));
    await expect(load()).rejects.toThrow("cannot be read");
    await manifest(({ weightsManifest: [group] }) => (group.paths = ["../weights.bin"]));
    await expect(load()).rejects.toThrow("outside the folder");
    await manifest(({ weightsManifest: [group] }) => (group.paths = ["weights-0.bin"]));
    await expect(load()).rejects.toThrow(StoredModelError);
  });

  it("leaves nothing behind where it cannot write", async () => {
    await writeFile(join(path, "file"), "");
    await expect(small(1).save(folder(join(path, "file")))).rejects.toThrow(StoredModelError);
    expect(await readdir(path)).toEqual(["file"]);
  });
});

it("loadModel refuses models of others, and keeps no tensors of them", async () => {
  await small(1).save(folder(path));
  const before = tf.memory().numTensors;
  await expect(loadModel(path)).rejects.toThrow(ForeignModelError);
  expect(tf.memory().numTensors).toBe(before);
});

it("a model that was loaded leaves no tensor once it is disposed of, by any loader where no layer is shared", async () => {
  const model = createModel("stm-net-tiny", { size: 16, d: 8, depth: 1, nf: 8, gc: 4, stm: { width: 2 } });
  await saveModel(model, path);
  const weights = model.getWeights().map((weight) => tf.clone(weight));
  const before = tf.memory().numTensors;
  (await loadModel(path)).model.dispose();
  (await tfl.loadLayersModel(folder(path))).dispose();
  model.setWeights(weights);
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose(weights);
  model.dispose();
});
