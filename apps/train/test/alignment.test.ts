import { join } from "node:path";
import { createModel } from "@cvar/models";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { startEngine } from "../src/engine.js";
import { loadRunModel } from "../src/model-files.js";
import { openReplicas } from "../src/replicas/replicas.js";
import { type AlignmentOptions, openAlignment } from "../src/training/alignment.js";
import { disposeGradients, localGradientStep } from "../src/training/gradient-step.js";
import type { ModelArrays } from "../src/training/model-inputs.js";
import { train } from "../src/training/train.js";
import { trainSchema } from "../src/training/train-config.js";
import { cvar, temporaryFolder } from "./cvar.js";
import { smallEfficientNet } from "./small-models.js";
import { smallSet } from "./small-set.js";

const frozen = { ...smallEfficientNet, batchNorm: "frozen", dropout: 0, stochasticDepth: 0 } as const;
const settings = { model: "efficientnet-b0", config: frozen, recipe: "small", batchSize: 2, workers: 0 } as const;

let folder: string;
let data: string;
let teacher: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  data = await smallSet(join(folder, "data"));
  teacher = join(folder, "teacher");
  const config = trainSchema.parse({ ...settings, data, out: teacher, input: "flow", epochs: 1 });
  (await train(config)).model.dispose();
});

const SAMPLES = 3;
const numbers = (seed: number) =>
  Float32Array.from({ length: SAMPLES * 32 * 32 * 2 }, (_, i) => Math.sin(seed + i * 0.37) * Math.cos(i * 0.011));
const batch: ModelArrays = { inputs: { image: numbers(1), flow: numbers(2) }, labels: Int32Array.of(0, 1, 1) };
/** With scores that differ: initial classifiers are small. */
function student(): tfl.LayersModel {
  const model = createModel("efficientnet-b1", { ...frozen, channels: 2, classes: 2, seed: 5 });
  const kernel = model.getLayer("head").trainableWeights[0]!.read() as tf.Variable;
  tf.tidy(() => kernel.assign(tf.mul(kernel, 2000)));
  return model;
}
const step = { labelSmoothing: 0, step: 0 };
const loss = (found: ReturnType<typeof localGradientStep>) => {
  const value = found.loss.dataSync()[0]!;
  disposeGradients(found);
  return value;
};
const options = (kind: AlignmentOptions["kind"], weight = 0.5): AlignmentOptions => ({
  teacher,
  kind,
  weight,
  temperature: 2,
});

/** Features (mean maps) and scores of a network of single pictures, as rows. */
function rows(model: tfl.LayersModel, values: Float32Array): { features: number[][]; scores: number[][] } {
  return tf.tidy(() => {
    const outputs = [model.getLayer("top").output as tfl.SymbolicTensor, model.outputs[0]!];
    const network = tfl.model({ inputs: model.inputs, outputs });
    const [maps, scores] = network.predict(tf.tensor(values, [SAMPLES, 32, 32, 2])) as tf.Tensor[];
    return { features: tf.mean(maps!, [1, 2]).arraySync() as number[][], scores: scores!.arraySync() as number[][] };
  });
}

const squares = (a: number[][], b: number[][]) =>
  a.reduce((sum, row, i) => sum + row.reduce((s, value, k) => s + (value - b[i]![k]!) ** 2, 0), 0) / SAMPLES;
const soft = (row: number[], t: number) => {
  const e = row.map((value) => Math.exp(value / t));
  return e.map((value) => value / e.reduce((x, y) => x + y, 0));
};
const divergence = (own: number[][], wanted: number[][], t: number) =>
  own.reduce((sum, row, i) => {
    const [p, q] = [soft(wanted[i]!, t), soft(row, t)];
    return sum + p.reduce((s, value, k) => s + value * Math.log(value / q[k]!), 0);
  }, 0) *
  (t ** 2 / SAMPLES);

describe("alignment with a teacher", () => {
  it.each(["both", "scores", "distillation"] as const)(
    "%s: cross-entropy + λ·L_Align, told in plain numbers",
    async (kind) => {
      await startEngine();
      const model = student();
      const { model: network } = await loadRunModel(teacher);
      const [own, wanted] = [
        rows(model, batch.inputs.image as Float32Array),
        rows(network, batch.inputs.flow as Float32Array),
      ];
      const expected = {
        both: squares(own.features, wanted.features) + squares(own.scores, wanted.scores),
        scores: squares(own.scores, wanted.scores),
        distillation: divergence(own.scores, wanted.scores, 2),
      };
      const alignment = await openAlignment(model, options(kind));
      const alone = loss(localGradientStep(model, batch, step));
      const before = tf.memory().numTensors;
      const together = loss(localGradientStep(model, batch, step, undefined, alignment));
      expect(tf.memory().numTensors).toBe(before);
      expect(expected[kind]).toBeGreaterThan(1e-4);
      expect(together - alone).toBeCloseTo(0.5 * expected[kind], 4);
      const parts = loss(localGradientStep(model, batch, { ...step, microBatch: 2 }, undefined, alignment));
      expect(parts).toBeCloseTo(together, 4);
      alignment.dispose();
      model.dispose();
      network.dispose();
    },
  );

  it("is the same on two backends", async () => {
    const model = student();
    const [one, two] = [await openReplicas(model, 1, options("both")), await openReplicas(model, 2, options("both"))];
    const [a, b] = [await one.gradientStep(model, batch, step), await two.gradientStep(model, batch, step)];
    expect(b.loss.dataSync()[0]).toBeCloseTo(a.loss.dataSync()[0]!, 4);
    for (const [i, gradient] of a.gradients.entries()) {
      const [x, y] = [gradient.dataSync(), b.gradients[i]!.dataSync()];
      const largest = Math.max(1e-3, ...x.map(Math.abs));
      expect(Math.max(...x.map((value, k) => Math.abs(value - y[k]!))), `gradient ${i}`).toBeLessThan(1e-3 * largest);
    }
    disposeGradients(a);
    disposeGradients(b);
    await Promise.all([one.close(), two.close()]);
    model.dispose();
  });

  it("trains through the command, and the model is the same network as without", async () => {
    const out = join(folder, "aligned");
    const { code, stderr } = await cvar([
      ...["train", "--data", data, "--out", out, "--model", "efficientnet-b0", "--config", JSON.stringify(frozen)],
      ...["--input", "motion", "--teacher", teacher, "--epochs", "1", "--batch-size", "2", "--workers", "0", "--json"],
    ]);
    expect(`${code} ${stderr}`).toMatch(/^0 efficientnet-b0 \(motion\)/);
    const { model } = await loadRunModel(out);
    const plain = createModel("efficientnet-b0", { ...frozen, channels: 2, classes: 2 });
    expect(model.countParams()).toBe(plain.countParams());
    model.dispose();
    plain.dispose();
    const evaluated = await cvar(["evaluate", "--model", teacher, "--workers", "0", "--json"]);
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ modalities: ["flow"], view: "groups" });
  });

  it("says what is no teacher", async () => {
    const again = [
      "train",
      "--data",
      data,
      "--out",
      join(folder, "none"),
      "--model",
      "efficientnet-b0",
      "--input",
      "motion",
    ];
    const line = async (run: string, config: object) =>
      (await cvar([...again, "--config", JSON.stringify(config), "--teacher", run, "--workers", "0"])).stderr;
    expect(await line(join(folder, "aligned"), frozen)).toMatch(/the teacher ".*aligned" looks at motion; train one/);
    expect(await line(teacher, { ...frozen, top: 12 })).toMatch(
      /teacher's features are .* 8, of 2 classes, .* 12, of 2/,
    );
    expect(await line("/nonexistent", frozen)).toMatch(/is no run folder/);
  });
});
