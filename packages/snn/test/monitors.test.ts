import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import type { Synapses } from "../src/index.js";
import { ConvLIF2D, convolveFrames, LIF, monitor, STM, synapticOperations } from "../src/index.js";
import { onEveryBackend } from "./backends.js";

const classifier = () =>
  tfl.sequential({
    layers: [
      tfl.layers.dense({ units: 6, inputShape: [5, 4], kernelInitializer: tfl.initializers.heNormal({ seed: 1 }) }),
      new LIF({ leak: 0.6, threshold: 0.3, name: "hidden" }),
      tfl.layers.dense({ units: 3, kernelInitializer: tfl.initializers.heNormal({ seed: 2 }) }),
      new LIF({ leak: 0.9, threshold: 0.5, name: "second" }),
      tfl.layers.dense({ units: 2, kernelInitializer: tfl.initializers.heNormal({ seed: 3 }) }),
    ],
  });
const input = () => tf.randomNormal([2, 5, 4], 0, 1, "float32", 4);
const spikesOf = (shape: number[], seed = 5) =>
  tf.cast(tf.greater(tf.randomUniform(shape, 0, 1, "float32", seed), 0.6), "float32");

onEveryBackend("monitors", () => {
  it("record each spiking layer of a model, which stays as it is", async () => {
    const model = classifier();
    const x = input();
    const before = [model.toJSON(), model.layers.map((l) => [l.inboundNodes.length, l.outboundNodes.length])];
    const expected = (model.predict(x) as tf.Tensor).dataSync();
    const watch = monitor(model);
    expect(watch.names).toEqual(["hidden", "second"]);
    const { numTensors } = tf.memory();
    const recording = watch.record(x);
    const [hidden, second] = recording.layers;
    const currents = model.layers[0]!.apply(x) as tf.Tensor;
    expect(hidden!.spikes.dataSync()).toEqual((model.layers[1]!.apply(currents) as tf.Tensor).dataSync());
    expect(second!.spikes.shape).toEqual([2, 5, 3]);
    const activity = await recording.activity();
    const ones = hidden!.spikes.dataSync<"float32">().reduce((n, o) => n + o, 0);
    expect(ones).toBeGreaterThan(0);
    expect(activity[0]).toEqual({ name: "hidden", spikes: ones, sites: 60, rate: ones / 60 });
    recording.dispose();
    // What this test made itself: the currents and the layer's output.
    expect(tf.memory().numTensors).toBe(numTensors + 2);
    expect([model.toJSON(), model.layers.map((l) => [l.inboundNodes.length, l.outboundNodes.length])]).toEqual(before);
    expect((model.predict(x) as tf.Tensor).dataSync()).toEqual(expected);
  });

  it("record some layers only, and groups of neurons inside one layer", () => {
    const model = tfl.sequential({
      layers: [
        new ConvLIF2D({ filters: 3, threshold: 0.1, name: "edges", inputShape: [4, 6, 6, 2] }),
        new STM({ width: 2, threshold: 0.1, name: "stm" }),
      ],
    });
    const x = tf.randomNormal([1, 4, 6, 6, 2], 0, 1, "float32", 3);
    const names = (watched?: string[]) =>
      monitor(model, watched)
        .record(x)
        .layers.map((layer) => layer.name);
    expect(names()).toEqual(["edges", "stm/0", "stm/1"]);
    expect(names(["stm"])).toEqual(["stm/0", "stm/1"]);
    expect(() => monitor(model, ["edge"])).toThrow('names is "edge", allowed: spiking layers of the model: edges, stm');
    const dense = tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [3] })] });
    expect(() => monitor(dense)).toThrow("spiking layers of the model: none");
  });
});

onEveryBackend("synaptic operations", () => {
  const image: number[] = [2, 3, 6, 5, 4];
  const cases: [string, number[], Synapses, (x: tf.Tensor) => tf.Tensor][] = [
    ["dense", [2, 3, 4], { kind: "dense", units: 7 }, (x) => tf.matMul(tf.reshape(x, [6, 4]), tf.ones([4, 7]))],
    ...([1, 2, 3] as const).flatMap((stride) =>
      (["same", "valid"] as const).map(
        (padding) =>
          [
            `2-D, stride ${stride}, ${padding}`,
            image,
            { kind: "convolution", filters: 3, kernelSize: [2, 3], stride, padding },
            (x: tf.Tensor) =>
              tf.conv2d(tf.reshape(x, [6, 6, 5, 4]) as tf.Tensor4D, tf.ones([2, 3, 4, 3]), stride, padding),
          ] as [string, number[], Synapses, (x: tf.Tensor) => tf.Tensor],
      ),
    ),
    [
      "2-D, padded as PyTorch pads",
      image,
      { kind: "convolution", filters: 3, kernelSize: 3, stride: 2, padding: 1 },
      (x) => convolveFrames(x, { kernel: tf.ones([3, 3, 4, 3]), stride: 2, padding: 1 }),
    ],
    [
      "2-D, dilated and padded",
      image,
      { kind: "convolution", filters: 3, kernelSize: 2, padding: 2, dilation: 2 },
      (x) => {
        const padded = tf.pad(tf.reshape(x, [6, 6, 5, 4]), [
          [0, 0],
          [2, 2],
          [2, 2],
          [0, 0],
        ]) as tf.Tensor4D;
        return tf.conv2d(padded, tf.ones([2, 2, 4, 3]), 1, "valid", "NHWC", 2);
      },
    ],
    [
      "depthwise, two filters each",
      image,
      { kind: "convolution", filters: 8, kernelSize: 3, groups: 4, padding: "same" },
      (x) => tf.depthwiseConv2d(tf.reshape(x, [6, 6, 5, 4]) as tf.Tensor4D, tf.ones([3, 3, 4, 2]), 1, "same"),
    ],
    [
      "two groups",
      image,
      { kind: "convolution", filters: 6, kernelSize: 3, groups: 2, padding: "same" },
      (x) => {
        const halves = tf.split(tf.reshape(x, [6, 6, 5, 4]) as tf.Tensor4D, 2, 3);
        return tf.concat(
          halves.map((half) => tf.conv2d(half as tf.Tensor4D, tf.ones([3, 3, 2, 3]), 1, "same")),
          3,
        );
      },
    ],
    ...([1, 2, 3] as const).flatMap((stride) =>
      (["same", "valid"] as const).map(
        (padding) =>
          [
            `transposed, stride ${stride}, ${padding}`,
            image,
            { kind: "convolution", filters: 3, kernelSize: 2, stride, padding, transposed: true },
            (x: tf.Tensor) => {
              const layer = tfl.layers.conv2dTranspose({
                filters: 3,
                kernelSize: 2,
                strides: stride,
                padding,
                useBias: false,
                kernelInitializer: "ones",
              });
              return layer.apply(tf.reshape(x, [6, 6, 5, 4])) as tf.Tensor;
            },
          ] as [string, number[], Synapses, (x: tf.Tensor) => tf.Tensor],
      ),
    ),
    [
      "1-D",
      [2, 3, 9, 4],
      { kind: "convolution", filters: 5, kernelSize: 3, stride: 2, padding: "same" },
      (x) => tf.conv1d(tf.reshape(x, [6, 9, 4]) as tf.Tensor3D, tf.ones([3, 4, 5]), 2, "same"),
    ],
    [
      "3-D",
      [2, 2, 3, 4, 5, 2],
      { kind: "convolution", filters: 3, kernelSize: 2, padding: "same" },
      (x) => tf.conv3d(tf.reshape(x, [4, 3, 4, 5, 2]) as tf.Tensor5D, tf.ones([2, 2, 2, 2, 3]), 1, "same"),
    ],
  ];

  it.each(cases)("equal the sum of the layer itself with weights of one: %s", async (_, shape, synapses, layer) => {
    const spikes = spikesOf(shape);
    const { numTensors } = tf.memory();
    const counted = await synapticOperations(spikes, synapses);
    expect(tf.memory().numTensors).toBe(numTensors);
    const sums = [...tf.sum(tf.reshape(layer(spikes), [shape[0]!, shape[1]!, -1]), [0, 2]).dataSync()];
    expect(counted.perStep).toEqual(sums);
    expect(counted.accumulates).toBe(sums.reduce((a, b) => a + b, 0));
    expect(counted.spikingMacs).toBe(tf.sum(layer(tf.ones(shape))).dataSync()[0]);
    const ones = tf.sum(spikes).dataSync()[0]!;
    expect([counted.spikes, counted.spikeRate, counted.macs]).toEqual([ones, ones / spikes.size, 0]);
  });

  it("refuse synapses that the spikes cannot meet", async () => {
    const spikes = spikesOf(image);
    const conv = { kind: "convolution", filters: 4, kernelSize: 3 } as const;
    await expect(synapticOperations(spikes, { ...conv, groups: 3 })).rejects.toThrow("a divisor of 4 channels");
    await expect(synapticOperations(spikes, { ...conv, kernelSize: [3] })).rejects.toThrow("kernelSize");
    await expect(synapticOperations(spikesOf([2, 3]), { kind: "dense", units: 1 })).rejects.toThrow("[B, T, …, C]");
    await expect(synapticOperations(spikesOf([2, 3, 4]), conv)).rejects.toThrow("spikes: expected shape");
    await expect(synapticOperations(spikes, { ...conv, transposed: true, padding: 1 })).rejects.toThrow("padding is 1");
    await expect(synapticOperations(spikes, { kind: "dense", units: 0 })).rejects.toThrow("units is 0");
  });
});
