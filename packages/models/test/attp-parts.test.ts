import "@tensorflow/tfjs-backend-cpu";
import { registerTrainingKernels } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type AttpConfig,
  type AttpOverrides,
  alignmentLoss,
  attpLoss,
  attpTeacherConfig,
  cachedAttp,
  createModel,
  descriptionOf,
  ForeignModelError,
  modelInfo,
  withMotionFeatures,
} from "../src/index.js";
import { smallOverrides } from "./small-networks.js";

const SMALL = smallOverrides("attp") as AttpOverrides;
beforeAll(() => registerTrainingKernels());

function samples(overrides: AttpOverrides, batch: number): tf.Tensor[] {
  return modelInfo("attp", overrides).inputs.map(({ shape }, i) =>
    tf.randomNormal([batch, ...shape], 0, 1, "float32", i + 1),
  );
}

describe("cachedAttp", () => {
  it.each<AttpOverrides>([{}, { fusion: "trilinear" }, { fusion: "late", modalities: ["image", "motion"] }])(
    "%j gives the model's scores from kept features, with its weights",
    (overrides) => {
      const given = { ...SMALL, ...overrides };
      const empty = tf.memory().numTensors;
      const model = createModel("attp", given);
      const inputs = samples(given, 2);
      const { image, scores } = cachedAttp(model);
      const names = model.inputNames;
      expect(scores.inputNames).toEqual(names);
      const expected = tf.tidy(() => (model.predict(inputs) as tf.Tensor).dataSync());
      const actual = tf.tidy(() => {
        const kept = inputs.map((input, i) =>
          names[i] === "image" || names[i] === "neighbour" ? (image.predict(input) as tf.Tensor) : input,
        );
        return (scores.predict(kept) as tf.Tensor).dataSync();
      });
      expect(actual).toEqual(expected);
      tf.dispose(inputs);
      for (const each of [image, scores, model]) each.dispose();
      expect(tf.memory().numTensors).toBe(empty);
    },
  );

  it("refuses models without an image stream, and other families", () => {
    const motion = createModel("attp", { ...SMALL, modalities: ["motion"], fusion: "late" });
    expect(() => cachedAttp(motion)).toThrow(ForeignModelError);
    const other = createModel("stm-net-tiny", smallOverrides("stm-net-tiny"));
    expect(() => cachedAttp(other)).toThrow(ForeignModelError);
    expect(() => withMotionFeatures(other)).toThrow(ForeignModelError);
    const image = createModel("attp", { ...SMALL, modalities: ["image"], fusion: "late" });
    expect(() => withMotionFeatures(image)).toThrow(ForeignModelError);
    for (const each of [motion, other, image]) each.dispose();
  });
});

describe.each<AttpOverrides>([
  { alignment: "both" },
  { alignment: "scores" },
  { alignment: "distillation" },
  { alignment: "both", fusion: "late", modalities: ["motion"] },
])("training with %j", (overrides) => {
  const given = { ...SMALL, ...overrides };
  const outputs = (model: tfl.LayersModel, inputs: tf.Tensor[], training: boolean) =>
    model.apply(inputs, { training }) as tf.Tensor[];

  it("brings the motion stream nearer to its teacher, which stays, and keeps no tensors", () => {
    const empty = tf.memory().numTensors;
    const student = createModel("attp", given);
    const config = descriptionOf(student).config as AttpConfig;
    const flow = createModel("attp", { ...attpTeacherConfig(config), seed: 3 });
    const aligned = withMotionFeatures(student);
    const teacher = withMotionFeatures(flow);
    const inputs = samples(given, 4);
    const labels = tf.tensor1d([0, 1, 2, 0], "int32");
    const taught = tf.tidy(() => outputs(teacher, samples(attpTeacherConfig(config), 4), false));
    const before = flow.getWeights().map((weight) => weight.dataSync().slice());
    const distance = () =>
      tf.tidy(() => {
        const [, features, scores] = outputs(aligned, inputs, true);
        const [, wanted, wantedScores] = taught;
        return alignmentLoss(
          config,
          { features: features!, scores: scores! },
          { features: wanted!, scores: wantedScores! },
        ).dataSync()[0]!;
      });
    const variables = aligned.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const optimizer = tf.train.adam(0.01);
    const step = () =>
      tf.tidy(() => {
        const loss = () => attpLoss(config, outputs(aligned, inputs, true), labels, taught);
        return optimizer.minimize(loss, true, variables)!.dataSync()[0]!;
      });
    const begin = distance();
    const first = step();
    const tensors = tf.memory().numTensors;
    let last = first;
    for (let k = 0; k < 5; k++) last = step();
    expect(tf.memory().numTensors).toBe(tensors);
    expect(last).toBeLessThan(first);
    expect(distance()).toBeLessThan(begin);
    expect(flow.getWeights().map((weight) => weight.dataSync())).toEqual(before);
    optimizer.dispose();
    tf.dispose([inputs, labels, taught]);
    for (const model of [aligned, teacher]) model.dispose();
    expect(tf.memory().numTensors).toBe(empty);
  });
});

it("aligns nothing where the config says none", () => {
  const { config } = modelInfo("attp", SMALL);
  const features = { features: tf.ones([2, 3]), scores: tf.ones([2, 3]) };
  const zeros = { features: tf.zeros([2, 3]), scores: tf.zeros([2, 3]) };
  expect(alignmentLoss(config, features, zeros).dataSync()[0]).toBe(0);
  expect(alignmentLoss({ ...config, alignment: "both", alignmentWeight: 2 }, features, zeros).dataSync()[0]).toBe(12);
});
