import { trace } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { sharedFile } from "../../../scripts/shared-file.js";
import type { ConvLifParams } from "../src/index.js";
import { convLif, STM, spikeActivity, stm, stmSequence } from "../src/index.js";
import { distance, onEveryBackend } from "./backends.js";
import { readSafetensors } from "./safetensors.js";

const weightsFile = await sharedFile("golden", "stm_net", "weights.safetensors");
const ioFile = await sharedFile("golden", "stm_net", "io.safetensors");

const frames = () => tf.randomNormal([2, 4, 8, 6, 2], 0, 1, "float32", 4);
const layers = (): ConvLifParams[] => [
  { kernel: normal([3, 3, 2, 4], 1), stride: 2, padding: 1, leak: 0.8, threshold: 0.5 },
  { kernel: normal([3, 3, 4, 4], 2), padding: 1, leak: 0.9, threshold: 0.6 },
];
const normal = (shape: [number, number, number, number], seed: number) =>
  tf.randomNormal<tf.Rank.R4>(shape, 0, 0.5, "float32", seed);

onEveryBackend("spiking temporal modulator", () => {
  it.skipIf(!weightsFile || !ioFile)("equals the PyTorch reference with its weights", async () => {
    const weights = readSafetensors(weightsFile!);
    const { mv, stm_mv } = readSafetensors(ioFile!);
    const tensor = (name: string) => tf.tensor(weights[name]!.values, weights[name]!.shape);
    const input = tf.transpose(tf.tensor(mv!.values, mv!.shape), [0, 1, 3, 4, 2]);
    const layer = new STM({ width: 4, name: "stm_mv" });
    layer.apply(input);
    layer.setWeights(
      layer.weights.map(({ originalName }) => {
        const value = tensor(originalName.replace("/", "."));
        return value.rank === 4 ? tf.transpose(value, [2, 3, 1, 0]) : value;
      }),
    );
    const expected = tf.transpose(tf.tensor(stm_mv!.values, stm_mv!.shape), [0, 2, 3, 1]);
    const output = layer.apply(input) as tf.Tensor;
    expect(output.shape).toEqual(expected.shape);
    expect(distance(output.dataSync(), expected.dataSync())).toBeLessThan(1e-5);
    const [hidden] = await spikeActivity(layer.spikes(input));
    expect(hidden!.rate).toBeGreaterThan(0);
  });

  it("is its ConvLIF layers one after the other, with spikes of zeros and ones between", async () => {
    const [first, second] = layers() as [ConvLifParams, ConvLifParams];
    const hidden = convLif(frames(), null, first);
    const last = convLif(hidden.spikes, null, second);
    const { potential, spikes } = stm(frames(), [first, second]);
    expect(potential.shape).toEqual([2, 4, 3, 4]);
    expect(potential.dataSync()).toEqual(last.state.potential.dataSync());
    expect(spikes.map((s) => s.shape)).toEqual([[2, 4, 4, 3, 4]]);
    expect(spikes[0]!.dtype).toBe("float32");
    expect(new Set(spikes[0]!.dataSync())).toEqual(new Set([0, 1]));
    const sequence = stmSequence(frames(), [first, second]);
    expect(sequence.potential.dataSync()).toEqual(last.potential.dataSync());
    expect(sequence.spikes[1]!.dataSync()).toEqual(last.spikes.dataSync());
    const [activity] = await spikeActivity(spikes);
    const ones = spikes[0]!.dataSync<"float32">().reduce((n, o) => n + o, 0);
    expect(activity).toEqual({ spikes: ones, sites: 2 * 4 * 4 * 3 * 4, rate: ones / 384 });
  });

  it("shows a kernel trace the spikes as the second convolution's input", () => {
    const layer = new STM({ width: 4, threshold: 0.3 });
    layer.apply(frames());
    const ones: number[] = [];
    const { calls } = trace(() => layer.apply(frames()), {
      inspect: (call, inputs) => {
        if (call.kernel !== "Conv2D") return;
        const values = inputs.x!.dataSync<"float32">();
        ones.push(values.every((v) => v === 0 || v === 1) ? values.reduce((n, v) => n + v, 0) : Number.NaN);
      },
    });
    expect(ones).toEqual([
      Number.NaN,
      layer
        .spikes(frames())[0]!
        .dataSync<"float32">()
        .reduce((n, v) => n + v, 0),
    ]);
    expect(ones[1]).toBeGreaterThan(0);
    expect(calls.filter(({ kernel }) => kernel === "CvarLif")).toHaveLength(2);
  });

  it("leaves only its results behind", () => {
    const x = frames();
    const params = layers();
    const before = tf.memory().numTensors;
    const { potential, spikes } = stm(x, params);
    expect(tf.memory().numTensors).toBe(before + 2);
    tf.dispose([potential, spikes]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses no layers", () => {
    expect(() => stm(frames(), [])).toThrow("layers is [], allowed: at least one ConvLIF layer");
  });
});
