import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import type { NirGraph } from "../src/nir/index.js";
import { nirArray, nirToLayers } from "../src/nir/index.js";
import { distance, onEveryBackend } from "./backends.js";
import { FIXTURES, fixtureBehaviour, fixtureGraph, sampleChannelsLast } from "./nir/fixtures.js";

onEveryBackend("NIR as layers", () => {
  it.each(FIXTURES)("%s does what its simulation does, also after save and load", async (name) => {
    const { dt, method, input, output } = fixtureBehaviour(name);
    const { model } = nirToLayers(await fixtureGraph(name), { dt, method });
    const x = sampleChannelsLast(input);
    const y = model.predict(x) as tf.Tensor;
    expect(distance(y.dataSync(), output.data)).toBeLessThan(1e-5);

    const loaded = await savedAndLoaded(model);
    expect(distance((loaded.predict(x) as tf.Tensor).dataSync(), y.dataSync())).toBe(0);
  });

  it.each(["convolutional", "recurrent"])("%s can be trained", async (name) => {
    const { dt, input, output } = fixtureBehaviour(name);
    const { model } = nirToLayers(await fixtureGraph(name), { dt, surrogate: "fastSigmoid" });
    model.compile({ optimizer: tf.train.adam(1e-2), loss: "meanSquaredError" });
    const x = sampleChannelsLast(input);
    const y = tf.add(tf.tensor(output.data, [1, ...output.shape]), 0.3);
    const learned = model.trainableWeights.map((w) => w.read().dataSync().slice());
    const { history } = await model.fit(x, y, { epochs: 20, verbose: 0 });
    const losses = history.loss as number[];
    expect(losses.at(-1)!).toBeLessThan(losses[0]!);
    const changed = model.trainableWeights.map((w, i) => distance(w.read().dataSync(), learned[i]!) > 0);
    expect(changed.every(Boolean)).toBe(true);
  });
});

/** The model as a file would give it back. */
async function savedAndLoaded(model: tfl.LayersModel): Promise<tfl.LayersModel> {
  let saved: tf.io.ModelArtifacts = {};
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
  const { weightData, ...rest } = saved;
  return tfl.loadLayersModel(tf.io.fromMemory({ ...JSON.parse(JSON.stringify(rest)), weightData }));
}

describe("what nirToLayers makes", () => {
  it("says what became of each node", async () => {
    const { report, model } = nirToLayers(await fixtureGraph("snntorch"), { dt: 1e-4 });
    expect(report.map(({ node, as }) => [node, as])).toEqual([
      ["0", "dense layer of 6 units"],
      ["1", "LIF, λ 0.7 to 0.95, v_th 1.5, reset to 0, same-step"],
      ["2", "dense layer of 3 units"],
      ["3", "LIF, λ 0.8, v_th 1.2, reset to 0, same-step"],
    ]);
    expect(model.layers.map(({ name }) => name)).toEqual(["input", "0", "1", "2", "3"]);
  });

  it("several inputs and outputs, edges that meet, an input that goes straight out", () => {
    const graph: NirGraph = {
      type: "NIRGraph",
      nodes: {
        a: { type: "Input", shape: [2] },
        b: { type: "Input", shape: [2] },
        scale: { type: "Scale", scale: nirArray([2], [2, 3]) },
        sum: { type: "Output", shape: [2] },
        plain: { type: "Output", shape: [2] },
      },
      edges: [
        ["a", "scale"],
        ["b", "scale"],
        ["scale", "sum"],
        ["a", "sum"],
        ["b", "plain"],
      ],
    };
    const { model, inputs, outputs } = nirToLayers(graph, { dt: 1 });
    const given: Record<string, tf.Tensor> = { a: tf.tensor([[[1, 10]]]), b: tf.tensor([[[5, 7]]]) };
    const made = model.predict(inputs.map((name) => given[name]!)) as tf.Tensor[];
    const byName = Object.fromEntries(outputs.map((name, i) => [name, [...made[i]!.dataSync()]]));
    expect(byName).toEqual({ sum: [13, 61], plain: [5, 7] });
  });
});
