import { trace } from "@cvar/backend";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { isEnergyError } from "./errors.js";
import { macsOfTrace } from "./macs-of-trace.js";
import { measure } from "./measure.js";

beforeAll(() => tf.setBackend("cpu"));

const weights = () => tf.ones([4, 5]) as tf.Tensor2D;
const spike = (x: tf.Tensor) => tf.cast(tf.greater(x, 0), "float32");
const product = (x: tf.Tensor) => tf.matMul(tf.reshape(x, [-1, 4]), weights());

describe("which products are spike-driven", () => {
  it.each([
    ["a comparison's result", () => product(spike(tf.tensor1d([1, -1, 1, -1]))), 0, 10],
    ["a step's result", () => product(tf.step(tf.tensor1d([1, -1, -1, -1]))), 0, 5],
    ["a silent layer", () => product(spike(tf.fill([4], -1))), 0, 0],
    ["a layer where everything fires", () => product(spike(tf.ones([4]))), 0, 20],
    [
      "spikes that were moved",
      () => product(tf.reverse(tf.concat([spike(tf.tensor1d([1, -1])), spike(tf.tensor1d([1, 1]))]))),
      0,
      15,
    ],
    ["spikes padded with zeros", () => product(tf.pad(spike(tf.tensor1d([1, 1])), [[1, 1]])), 0, 10],
    ["spikes padded with ones", () => product(tf.pad(spike(tf.tensor1d([1, 1])), [[1, 1]], 1)), 20, 0],
    ["one-hot rows", () => product(tf.cast(tf.oneHot(tf.tensor1d([2], "int32"), 4), "float32")), 20, 0],
    ["binary input from outside", () => product(tf.tensor1d([0, 1, 1, 0])), 20, 0],
    ["zeros from outside", () => product(tf.zeros([4])), 20, 0],
    ["averaged spikes", () => product(tf.mul(spike(tf.tensor1d([1, -1, 1, -1])), 0.5)), 20, 0],
    ["spikes beside ordinary numbers", () => product(tf.concat([spike(tf.tensor1d([1, 1])), tf.zeros([2])])), 20, 0],
    ["a leaky step's result", () => product(tf.step(tf.tensor1d([1, -1, 1, 1]), 1)), 20, 0],
  ])("%s", (_, run, macs, accumulates) => {
    const cost = measure(run as () => tf.Tensor);
    expect([cost.macs, cost.accumulates, cost.spikingMacs]).toEqual([macs, accumulates, 20 - macs]);
  });

  it("neurons by kernels of one's own are named", () => {
    tf.registerKernel({
      kernelName: "TestNeuron",
      backendName: "cpu",
      kernelFunc: ({ backend, inputs }) => {
        const { x } = inputs as { x: tf.TensorInfo };
        (backend as tf.KernelBackend).incRef(x.dataId);
        return { ...x };
      },
    });
    const neuron = (x: tf.Tensor) => tf.engine().runKernel("TestNeuron", { x }) as tf.Tensor;
    const run = () => product(neuron(tf.tensor1d([1, 0, 0, 0])));
    expect(measure(run).accumulates).toBe(0);
    expect(measure(run, undefined, { sources: { TestNeuron: () => [0] } }).accumulates).toBe(5);
    tf.unregisterKernel("TestNeuron", "cpu");
  });

  it("rates: a tensor that drives two products counts once", () => {
    const cost = measure(() => {
      const s = spike(tf.tensor1d([1, -1, -1, -1]));
      return [product(s), tf.matMul(tf.reshape(s, [1, 4]) as tf.Tensor2D, weights())];
    });
    expect([cost.accumulates, cost.spikes, cost.spikeRate]).toEqual([10, 1, 0.25]);
    const same = measure(() => {
      const s = tf.reshape(spike(tf.tensor1d([1, -1, -1, -1])), [1, 4]) as tf.Tensor2D;
      return [tf.matMul(s, weights()), tf.matMul(s, weights())];
    });
    expect([same.accumulates, same.spikes, same.perLayer.length]).toEqual([10, 1, 2]);
    expect(measure(() => product(tf.zeros([4]))).spikeRate).toBeNull();
  });
});

describe("models", () => {
  const a = tfl.input({ shape: [6, 6, 2], name: "a" });
  const b = tfl.input({ shape: [3], name: "b" });
  const conv = tfl.layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: "same", name: "stem" }).apply(a);
  const flat = tfl.layers.flatten().apply(conv) as tfl.SymbolicTensor;
  const joined = tfl.layers.concatenate().apply([flat, b]) as tfl.SymbolicTensor;
  const head = tfl.layers.dense({ units: 7, name: "head" }).apply(joined) as tfl.SymbolicTensor;
  const model = tfl.model({ inputs: [a, b], outputs: head });
  const inputs = () => ({ b: tf.ones([2, 3]), a: tf.ones([2, 6, 6, 2]) });

  it("counts by layer, takes inputs by name, and equals the count of a trace", () => {
    const named = inputs();
    const cost = measure(model, named);
    const stem = 2 * 3 * 3 * 4 * 3 * 3 * 2;
    const dense = 2 * 39 * 7;
    expect(cost.perLayer.map(({ scope, macs }) => [scope, macs])).toEqual([
      ["stem", stem],
      ["head", dense],
    ]);
    expect(cost.macs).toBe(stem + dense);
    const { calls, result } = trace(() => model.predict([named.a, named.b]), { layers: [model] });
    expect(macsOfTrace(calls).macs).toBe(cost.macs);
    expect(macsOfTrace(calls).perScope).toEqual([
      { scope: "stem", macs: stem },
      { scope: "head", macs: dense },
    ]);
    tf.dispose([named.a, named.b, result as tf.Tensor]);
  });

  it("leaves no tensor behind, and none of the inputs disposed", () => {
    const named = inputs();
    measure(model, named);
    const before = tf.memory().numTensors;
    measure(model, named);
    expect(tf.memory().numTensors).toBe(before);
    expect(named.a.isDisposed).toBe(false);
    tf.dispose(Object.values(named));
  });

  it("says what is wrong with its arguments", () => {
    const fails = (f: () => unknown, words: RegExp) => {
      let error: unknown;
      try {
        f();
      } catch (e) {
        error = e;
      }
      expect(isEnergyError(error, "UsageError")).toBe(true);
      expect((error as Error).message).toMatch(words);
    };
    fails(() => measure({} as never, tf.zeros([1])), /tf\.layers model/);
    fails(() => measure(model), /tf\.layers model/);
    fails(() => measure(model, { a: tf.zeros([1, 6, 6, 2]) }), /an input "b"/);
  });
});
