import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import { ConvLIF1D, ConvLIF2D, IF, LeakyIntegrator, LIF, PerStep, Synaptic } from "../src/index.js";
import type { NirArray, NirGraph, NirNode } from "../src/nir/index.js";
import {
  completeGraph,
  layersToNir,
  type NirMethod,
  nirToLayers,
  readNir,
  UnsupportedNodeError,
  writeNir,
} from "../src/nir/index.js";
import { distance, onEveryBackend } from "./backends.js";
import { FIXTURES, fixtureBehaviour, fixtureGraph } from "./nir/fixtures.js";

const exact = { reset: "zero", timing: "same-step" } as const;
const perStep = (layer: tfl.layers.Layer, inputShape?: number[]) =>
  new PerStep({ layer, ...(inputShape && { inputShape }) });

/** Models of all that can be exported, and whether NIR has their neurons. */
const models: [name: string, input: number[], layers: () => tfl.layers.Layer[]][] = [
  [
    "dense layers and LIF",
    [6],
    () => [
      tfl.layers.dense({ units: 8, inputShape: [null as unknown as number, 6] }),
      new LIF({ ...exact, leak: 0.8, threshold: 0.3 }),
      tfl.layers.dropout({ rate: 0.5 }),
      tfl.layers.dense({ units: 4, useBias: false }),
      new LIF({ ...exact, reset: -0.1, leak: 1, threshold: 0.2 }),
      tfl.layers.dense({ units: 3 }),
      new LIF({ leak: 0.9, reset: "none", output: "potential" }),
    ],
  ],
  [
    "convolutions, pools, flattening, a last potential",
    [8, 7, 2],
    () => [
      perStep(tfl.layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: "same" }), [5, 8, 7, 2]),
      new LIF({ ...exact, leak: 0.7, threshold: 0.2, perChannel: true }),
      perStep(tfl.layers.depthwiseConv2d({ kernelSize: [2, 3], depthMultiplier: 2, padding: "same" })),
      perStep(tfl.layers.averagePooling2d({ poolSize: 2 })),
      new ConvLIF2D({ ...exact, filters: 3, stride: [1, 2], padding: [1, 1], leak: 0.9, threshold: 0.05 }),
      tfl.layers.timeDistributed({ layer: tfl.layers.flatten() }),
      new LIF({ ...exact, leak: 0.6, threshold: 0.5, perChannel: true }),
      tfl.layers.dense({ units: 3 }),
      new LIF({ leak: 0.95, reset: "none", output: "final" }),
    ],
  ],
  [
    "one axis, and channels mixed in place",
    [9, 2],
    () => [
      perStep(tfl.layers.conv1d({ filters: 4, kernelSize: 4, strides: 2, padding: "same" }), [5, 9, 2]),
      new LIF({ ...exact, leak: 0.7, threshold: 0.2 }),
      perStep(tfl.layers.conv1d({ filters: 4, kernelSize: 3, padding: "same", dilationRate: 2 })),
      new LIF({ reset: "none", leak: 1, threshold: 0.4 }),
      new ConvLIF1D({
        ...exact,
        kernelSize: 2,
        groups: "depthwise",
        dilation: 2,
        padding: 1,
        useBias: true,
        threshold: 0.3,
      }),
      perStep(tfl.layers.flatten()),
    ],
  ],
  [
    "a synapse, constants, one parameter per channel kept in range by a logit",
    [6],
    () => [
      new Synaptic({
        ...{ ...exact, reset: 0.05, leak: [0.5, 0.6, 0.7, 0.8, 0.9, 0.99], keepInRange: "reparametrize" },
        ...{ threshold: 0.2, synapticLeak: 0.6, synapticGain: 0.5, gain: 0.7, rest: [0.1, 0.2, 0, 0, 0, -0.1] },
        inputShape: [5, 6],
      }),
      tfl.layers.dense({ units: 4 }),
      new IF({ ...exact, threshold: 0.4, gain: 0.8 }),
      tfl.layers.dense({ units: 3 }),
      new LeakyIntegrator({ leak: 0.9, gain: 0.3, rest: 0.2 }),
    ],
  ],
  [
    "the paper's neurons, approximated",
    [6, 6, 2],
    () => [
      new ConvLIF2D({ filters: 4, stride: 2, leak: 0.8, threshold: 0.1, inputShape: [5, 6, 6, 2] }),
      tfl.layers.dense({ units: 3 }),
      new LIF({ leak: 0.9, threshold: 0.1, surrogate: { name: "atan", alpha: 2 }, comparison: ">=" }),
    ],
  ],
];

onEveryBackend("layers as NIR", () => {
  it.each(models)("%s: there and back, the same outputs", async (title, shape, layers) => {
    const model = tfl.sequential({ layers: layers() });
    const x = tf.randomUniform([2, 5, ...shape], -0.5, 1, "float32", 3);
    for (const weight of model.trainableWeights) {
      if (!/leak|threshold/i.test(weight.name)) {
        weight.write(tf.randomUniform(weight.shape as number[], -0.4, 0.8, "float32", weight.shape.length));
      } else if (weight.shape.length > 0) {
        weight.write(tf.mul(weight.read(), tf.randomUniform(weight.shape as number[], 0.7, 1, "float32", 5)));
      }
    }
    const expected = model.predict(x) as tf.Tensor;
    // A discrete synapse before a membrane is Euler's, not the exact solution.
    const methods: NirMethod[] = title.startsWith("a synapse") ? ["euler"] : ["euler", "exponential"];
    for (const method of methods) {
      const options = { dt: 1e-3, method, approximate: title.endsWith("approximated") };
      const { graph } = await layersToNir(model, options);
      const file = await readNir(await writeNir(graph), { isolate: false });
      const back = nirToLayers(file.graph, options).model.predict(x) as tf.Tensor;
      expect(sameFeatures(back, expected, title)).toBeLessThan(1e-5);
      expect(expected.dataSync().some((v) => v !== 0)).toBe(true);
    }
  });

  it.each(FIXTURES)("%s: NIR, layers, NIR: the same parameters", async (name) => {
    const { dt, method } = fixtureBehaviour(name);
    const graph = await fixtureGraph(name);
    const { model } = nirToLayers(graph, { dt, method });
    const { graph: back } = await layersToNir(model, { dt, method });
    const [before, after] = [flatNodes(completeGraph(graph)), flatNodes(back)];
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    for (const [path, node] of before) {
      for (const [field, value] of Object.entries(node)) {
        if (field === "metadata") continue;
        const same = (after.get(path) as unknown as Record<string, unknown>)[field];
        if (!ArrayBuffer.isView((value as NirArray | null)?.data))
          expect([path, field, same]).toEqual([path, field, value]);
        else expect(distance((same as NirArray).data, (value as NirArray).data)).toBeLessThan(1e-6);
      }
    }
    expect(back.edges).toHaveLength(flatEdges(graph));
  });
});

it("neurons that NIR does not have are refused by name, with what to do", async () => {
  const layers = [tfl.layers.dense({ units: 3, inputShape: [5, 2] }), new LIF({ name: "paper" })];
  const exporting = layersToNir(tfl.sequential({ layers }), { dt: 1e-3 });
  await expect(exporting).rejects.toThrow(UnsupportedNodeError);
  await expect(exporting).rejects.toThrow(/LIF paper: a spike subtracts .*delayed.*approximate: true/);
});

it.each<[string, () => tfl.layers.Layer[], RegExp]>([
  ["an activation", () => [tfl.layers.dense({ units: 3, activation: "relu", inputShape: [5, 2] })], /no relu/],
  [
    "a maximum",
    () => [perStep(tfl.layers.maxPooling2d({ poolSize: 2, name: "max" }), [5, 4, 4, 1])],
    /MaxPooling2D per_step.*no node/,
  ],
  [
    "a mean at borders",
    () => [perStep(tfl.layers.averagePooling2d({ poolSize: 2, padding: "same" }), [5, 3, 3, 1])],
    /leaves out the padding/,
  ],
  ["flattened time", () => [tfl.layers.flatten({ inputShape: [5, 4, 4, 1] })], /within PerStep/],
  [
    "a layer behind the last step",
    () => [
      new LIF({ reset: "none", output: "final", inputShape: [5, 2] }),
      tfl.layers.dense({ units: 2, name: "behind" }),
    ],
    /behind: it reads the last step/,
  ],
])("%s is refused", async (_, layers, message) => {
  await expect(layersToNir(tfl.sequential({ layers: layers() }), { dt: 1e-3 })).rejects.toThrow(message);
});

it("a softmax at the end is left to the reader, sums become edges", async () => {
  const input = tfl.input({ shape: [5, 3] });
  const a = tfl.layers.dense({ units: 4, name: "a" }).apply(input) as tfl.SymbolicTensor;
  const b = tfl.layers.dense({ units: 4, name: "b" }).apply(input) as tfl.SymbolicTensor;
  const sum = tfl.layers.add({ name: "sum" }).apply([a, b, b]) as tfl.SymbolicTensor;
  const y = tfl.layers.activation({ activation: "softmax", name: "soft" }).apply(sum) as tfl.SymbolicTensor;
  const model = tfl.model({ inputs: input, outputs: y });
  const { graph, report } = await layersToNir(model, { dt: 1e-3 });
  expect(graph.edges.map(([from, to]) => `${from}>${to}`).sort()).toEqual(
    [`${input.name}>a`, `${input.name}>b`, "a>output", "b>output", "b>b.again", "b.again>output"].sort(),
  );
  expect(report.at(-1)).toMatchObject({ layer: "soft", nodes: [], notes: [expect.stringContaining("left out")] });
  const x = tf.randomUniform([1, 5, 3], 0, 1, "float32", 1);
  const back = nirToLayers(graph, { dt: 1e-3 }).model.predict(x) as tf.Tensor;
  expect(distance(tf.softmax(back).dataSync(), (model.predict(x) as tf.Tensor).dataSync())).toBeLessThan(1e-5);
});

/** Where the model ends flattened, NIR's features are in another order: that of channels first. */
function sameFeatures(back: tf.Tensor, expected: tf.Tensor, title: string): number {
  if (!title.startsWith("one axis")) return distance(back.dataSync(), expected.dataSync());
  const [batch, steps, features] = expected.shape as [number, number, number];
  const first = tf.transpose(tf.reshape(expected, [batch, steps, features / 4, 4]), [0, 1, 3, 2]);
  return distance(back.dataSync(), first.dataSync());
}

/** Nodes by path, inner graphs' too; their Input and Output nodes left out, as where they are put in place. */
function flatNodes(graph: NirGraph, prefix = ""): Map<string, NirNode> {
  const nodes = new Map<string, NirNode>();
  for (const [name, node] of Object.entries(graph.nodes)) {
    if (node.type === "NIRGraph")
      for (const [path, inner] of flatNodes(node, `${prefix}${name}.`)) nodes.set(path, inner);
    else if (prefix === "" || (node.type !== "Input" && node.type !== "Output")) nodes.set(prefix + name, node);
  }
  return nodes;
}

function flatEdges(graph: NirGraph): number {
  const inner = Object.values(graph.nodes).map((node) => (node.type === "NIRGraph" ? flatEdges(node) - 2 : 0));
  return graph.edges.length + inner.reduce((a, b) => a + b, 0);
}
