import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { registerTrainingKernels } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import {
  createModel,
  descriptionOf,
  InvalidConfigError,
  loadSafetensors,
  modelInfo,
  readSafetensors,
  STM_NET_ABLATIONS,
  type StmNetOverrides,
  saveSafetensors,
  stmNetAblation,
} from "../src/index.js";
import { relativeError } from "./golden.js";
import { smallOverrides } from "./small-networks.js";

/** Small enough to try every row. */
const SMALL = smallOverrides("stm-net-base") as StmNetOverrides;
const COMBINED: [string, StmNetOverrides][] = [
  ["a picture that is not square", { size: [32, 48] }],
  ["a picture of another shape, padded", { size: [33, 20], remainder: "pad" }],
  ["patches first, cross-attention", { order: ["local", "global", "temporal"], encoder: "cross-attention" }],
  [
    "patches first, common ConvLSTM",
    { order: ["local", "temporal", "global"], modulator: "conv-lstm", stm: { common: true } },
  ],
  ["patches first, no P-frames", { order: ["local", "global", "temporal"], modalities: ["image"] }],
  [
    "patches first, motion alone, no modulator",
    { order: ["local", "global", "temporal"], modalities: ["motion"], modulator: "mean" },
  ],
  ["common ConvLSTM", { modulator: "conv-lstm", stm: { common: true } }],
  ["common STM of one stream", { modalities: ["image", "residual"], stm: { common: true } }],
  ["the last frame alone", { modulator: "last" }],
  [
    "separate encoders of patches first",
    { order: ["local", "global", "temporal"], encoder: "separate", mixer: "none" },
  ],
];
const cases: (readonly [string, StmNetOverrides])[] = [
  ...STM_NET_ABLATIONS.map(({ table, variant, overrides }) => [`Table ${table}, ${variant}`, overrides] as const),
  ...COMBINED,
].map(([name, overrides]) => [name, { ...SMALL, ...overrides, stm: { ...SMALL.stm, ...overrides.stm } }]);

const samples = (overrides: StmNetOverrides, batch: number) =>
  modelInfo("stm-net-base", overrides).inputs.map(({ shape, dtype }, i) =>
    dtype === "int32"
      ? tf.fill([batch, ...shape], 2, "int32")
      : tf.randomNormal([batch, ...shape], 0, 1, "float32", i + 1),
  );
const output = (model: tfl.LayersModel, inputs: tf.Tensor[]) =>
  tf.tidy(() => (model.predict(inputs) as tf.Tensor).dataSync());

async function artifacts(model: tfl.LayersModel): Promise<tf.io.ModelArtifacts> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (all) => {
      saved = { ...all, modelTopology: JSON.parse(JSON.stringify(all.modelTopology)) };
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    }),
  );
  return saved!;
}

beforeAll(async () => {
  registerTrainingKernels();
  await tf.setBackend("wasm");
});

describe.each(cases)("%s", (_name, overrides) => {
  it("has the parameters that its formula counts, and logits for two batch sizes", () => {
    const model = createModel("stm-net-base", overrides);
    const trainable = model.trainableWeights.reduce(
      (sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]),
      0,
    );
    expect(trainable).toBe(modelInfo("stm-net-base", overrides).parameters);
    for (const batch of [1, 3]) {
      const logits = model.predict(samples(overrides, batch)) as tf.Tensor;
      expect(logits.shape).toEqual([batch, 3]);
      expect(logits.dataSync().every(Number.isFinite)).toBe(true);
    }
    model.dispose();
  });

  it("gives the same logits on cpu as on wasm", async () => {
    const model = createModel("stm-net-base", overrides);
    const inputs = samples(overrides, 2);
    const expected = output(model, inputs);
    await tf.setBackend("cpu");
    try {
      expect(relativeError(output(model, inputs), expected)).toBeLessThan(1e-4);
    } finally {
      await tf.setBackend("wasm");
    }
    tf.dispose(inputs);
    model.dispose();
  });

  it("sends a gradient to every weight, and keeps no tensors", () => {
    const model = createModel("stm-net-base", { ...overrides, dropout: 0.1 });
    const inputs = samples(overrides, 2);
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const step = () =>
      tf.variableGrads(() => {
        const logits = model.apply(inputs, { training: true }) as tf.Tensor;
        return tf.neg(tf.mean(tf.slice(tf.logSoftmax(logits), [0, 0], [2, 1]))) as tf.Scalar;
      }, variables);
    const first = step();
    const idle = variables.filter(({ name }) => !first.grads[name]!.dataSync().some((value) => value !== 0));
    expect(idle.map(({ name }) => name)).toEqual([]);
    const before = tf.memory().numTensors;
    tf.dispose(step() as unknown as tf.TensorContainer);
    tf.dispose(model.predict(inputs));
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([first.value, first.grads, inputs]);
    model.dispose();
  });

  it("is the same after saving and loading, under PyTorch's names and whole", async () => {
    const [model, other] = [5, 6].map((seed) => createModel("stm-net-base", { ...overrides, seed }));
    const inputs = samples(overrides, 2);
    const bytes = await saveSafetensors(model!);
    expect(readSafetensors(bytes).tensors.size).toBe(model!.weights.length);
    expect(output(other!, inputs)).not.toEqual(output(model!, inputs));
    const report = loadSafetensors(other!, bytes);
    expect(report).toMatchObject({ missing: [], unexpected: [], mismatched: [] });
    expect(output(other!, inputs)).toEqual(output(model!, inputs));
    const stored = await tfl.loadLayersModel(tf.io.fromMemory(await artifacts(model!)));
    expect(output(stored, inputs)).toEqual(output(model!, inputs));
    expect(descriptionOf(stored)).toEqual(descriptionOf(model!));
    stored.dispose();
    tf.dispose(inputs);
    model!.dispose();
    other!.dispose();
  });
});

it("every row differs from the paper's network, but the paper's own and the one without accumulation", () => {
  const seen = new Set<string>();
  const same = STM_NET_ABLATIONS.filter(({ overrides }) => {
    const { config } = modelInfo("stm-net-base", overrides);
    const key = JSON.stringify(config);
    const known = seen.has(key);
    seen.add(key);
    return known || key === JSON.stringify(modelInfo("stm-net-base").config);
  });
  expect(same.map(({ table, variant }) => `${table} ${variant}`)).toEqual([
    "3 I+MV+R",
    "4a T⇒LS⇒GS",
    "4b Unified",
    "4c STM",
    "4d W/o P-frame Accumulation",
  ]);
  expect(() => stmNetAblation("4a", "GS⇒LS⇒T")).toThrow(InvalidConfigError);
});
