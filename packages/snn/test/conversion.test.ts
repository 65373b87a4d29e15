import { registerTrainingKernels } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { compareAccuracy, convertToSpiking, UnsupportedLayerError } from "../src/conversion/index.js";
import { InvalidOptionError, ShapeMismatchError } from "../src/index.js";
import { distance } from "./backends.js";
import { shapeImages } from "./shapes.js";

/** A small ReLU network with what networks have: batch normalisation, strides, a ReLU layer, average pooling, dropout. */
function reluNetwork(): tfl.Sequential {
  const init = (seed: number) => ({ kernelInitializer: tfl.initializers.heNormal({ seed }) });
  return tfl.sequential({
    layers: [
      tfl.layers.conv2d({ filters: 8, kernelSize: 3, padding: "same", inputShape: [16, 16, 1], ...init(1) }),
      tfl.layers.batchNormalization({ momentum: 0.8 }),
      tfl.layers.activation({ activation: "relu" }),
      tfl.layers.averagePooling2d({ poolSize: 2 }),
      tfl.layers.conv2d({ filters: 12, kernelSize: 3, strides: 2, padding: "same", activation: "relu", ...init(2) }),
      tfl.layers.flatten(),
      tfl.layers.dropout({ rate: 0.1, seed: 1 }),
      tfl.layers.dense({ units: 24, ...init(3) }),
      tfl.layers.reLU({ maxValue: 6 }),
      tfl.layers.dense({ units: 4, activation: "softmax", ...init(4) }),
    ],
  });
}

describe("ReLU networks as spiking ones", () => {
  let relu: tfl.Sequential;
  const train = () => shapeImages(800, 1);
  const calibration = () => shapeImages(160, 3).images;
  const test = () => shapeImages(200, 2);

  beforeAll(async () => {
    await tf.setBackend("wasm");
    registerTrainingKernels();
    relu = reluNetwork();
    relu.compile({ optimizer: tf.train.adam(5e-3), loss: "sparseCategoricalCrossentropy" });
    const { images, labels } = train();
    const y = tf.tensor1d(labels);
    for (let epoch = 0; epoch < 12; epoch++) {
      // Shuffled, but the same way every time.
      const order = tf.topk(tf.randomUniform([labels.length], 0, 1, "float32", epoch + 1), labels.length).indices;
      await relu.fit(tf.gather(images, order), tf.gather(y, order), { batchSize: 32, verbose: 0, shuffle: false });
    }
  });

  it("keep their accuracy, the better the more steps", async () => {
    const { images, labels } = test();
    const conversion = await convertToSpiking(relu, calibration());
    const { analog, spiking, agreement } = await compareAccuracy(relu, conversion, images, labels, {
      steps: [4, 16, 64, 128],
      batchSize: 50,
    });
    expect(analog).toBeGreaterThan(0.85);
    const [four, sixteen, , most] = spiking.map(({ accuracy }) => accuracy);
    expect(most!).toBeGreaterThan(analog - 0.03);
    expect(sixteen!).toBeGreaterThan(analog - 0.1);
    expect(four!).toBeLessThanOrEqual(most! + 0.03);
    expect(agreement.at(-1)!.share).toBeGreaterThan(0.95);
  });

  it("approach the network's own outputs as steps grow", async () => {
    const { images } = test();
    const x = tf.slice(images, 0, 20);
    const expected = (relu.predict(x) as tf.Tensor).dataSync();
    const errors: number[] = [];
    for (const steps of [8, 64, 512]) {
      const { model } = await convertToSpiking(relu, calibration(), { steps, percentile: 100 });
      errors.push(meanDistance((model.predict(x) as tf.Tensor).dataSync(), expected));
    }
    expect(errors[1]!).toBeLessThan(errors[0]! / 2);
    expect(errors[2]!).toBeLessThan(errors[1]! / 2);
  });

  it("take rate-coded inputs, the same for the same seed", async () => {
    const { images, labels } = test();
    const conversion = await convertToSpiking(relu, calibration(), { coding: "rate", seed: 3, steps: 16 });
    const x = tf.slice(images, 0, 4);
    const twice = [0, 1].map(() => (conversion.model.predict(x) as tf.Tensor).dataSync());
    expect(distance(twice[0]!, twice[1]!)).toBe(0);
    const { analog, spiking } = await compareAccuracy(relu, conversion, images, labels, { steps: [128] });
    expect(spiking[0]!.accuracy).toBeGreaterThan(analog - 0.2);
  });

  it("are models: saved, loaded, and told in a report", async () => {
    const { model, report } = await convertToSpiking(relu, calibration(), { steps: 8 });
    const { images } = test();
    const x = tf.slice(images, 0, 3);
    let saved: tf.io.ModelArtifacts = {};
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
      }),
    );
    const { weightData, ...rest } = saved;
    const loaded = await tfl.loadLayersModel(tf.io.fromMemory({ ...JSON.parse(JSON.stringify(rest)), weightData }));
    const [a, b] = [model, loaded].map((m) => (m.predict(x) as tf.Tensor).dataSync());
    expect(distance(a!, b!)).toBe(0);
    expect(report.map(({ scale, foldedBatchNorm }) => [scale !== null, foldedBatchNorm])).toEqual([
      [true, true],
      [true, false],
      [true, false],
      [false, false],
    ]);
    expect(report[2]!.scale).toBeLessThanOrEqual(6);
  });

  it("leave no tensors behind", async () => {
    const { images, labels } = shapeImages(8, 5);
    const conversion = await convertToSpiking(relu, images, { steps: 2 });
    const start = tf.memory().numTensors;
    await compareAccuracy(relu, conversion, images, labels, { steps: [1, 2] });
    expect(tf.memory().numTensors).toBe(start);
  });
});

describe("what is not converted", () => {
  const input = { inputShape: [8, 8, 1] };
  const classes = () => tfl.layers.dense({ units: 2 });
  it.each<[string, () => tfl.layers.Layer[], RegExp]>([
    ["a maximum", () => [tfl.layers.maxPooling2d({ poolSize: 2, ...input }), classes()], /average pooling/],
    ["tanh", () => [tfl.layers.conv2d({ filters: 1, kernelSize: 3, activation: "tanh", ...input })], /a tanh/],
    [
      "batch normalisation behind the ReLU",
      () => [
        tfl.layers.conv2d({ filters: 2, kernelSize: 3, activation: "relu", ...input }),
        tfl.layers.batchNormalization({ name: "late" }),
        tfl.layers.flatten(),
        classes(),
      ],
      /BatchNormalization late.*put it between the two/,
    ],
    [
      "two layers without a ReLU between",
      () => [tfl.layers.flatten(input), tfl.layers.dense({ units: 3, name: "first" }), classes()],
      /Dense first: no ReLU follows/,
    ],
    ["no class scores", () => [tfl.layers.dense({ units: 2, activation: "relu", inputShape: [3] })], /must end with/],
  ])("%s", async (_, layers, message) => {
    const model = tfl.sequential({ layers: layers() });
    const x = tf.zeros([1, ...model.inputs[0]!.shape.slice(1)] as number[]);
    await expect(convertToSpiking(model, x)).rejects.toThrow(message);
    await expect(convertToSpiking(model, x)).rejects.toThrow(UnsupportedLayerError);
  });

  it("options and data out of range", async () => {
    const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [3] })] });
    const x = tf.ones([2, 3]);
    await expect(convertToSpiking(model, x, { percentile: 0 })).rejects.toThrow(InvalidOptionError);
    await expect(convertToSpiking(model, x, { steps: 0 })).rejects.toThrow(InvalidOptionError);
    await expect(convertToSpiking(model, tf.ones([2, 4]))).rejects.toThrow(ShapeMismatchError);
    await expect(convertToSpiking(model, tf.neg(x), { coding: "rate" })).rejects.toThrow(/below 0/);
  });
});

function meanDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (v, i) => Math.abs(v - b[i]!)).reduce((sum, d) => sum + d, 0) / a.length;
}
