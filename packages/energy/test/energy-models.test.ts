import "@tensorflow/tfjs-backend-cpu";
import { lifSpikes } from "@cvar/snn";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  breakEvenSpikeRate,
  type EnergyComponents,
  estimateEnergy,
  horowitz45nm,
  horowitz45nmInt8,
  horowitz45nmInt32,
  isEnergyError,
  joules,
  joulesPerAccess,
  loihi,
  type Measurement,
  measure,
  trueNorth,
} from "../src/index.js";

beforeAll(() => tf.setBackend("cpu"));

const T = 4;
const INPUTS = 6;
const OUTPUTS = 3;

/** LIF neurons, dense weights, LIF neurons: [1, T, 6] → [1, T, 3]. */
function spikingNetwork(offset = 0): Measurement {
  return measure(() =>
    tf.tidy(() => {
      const x = tf.add(tf.randomNormal([1, T, INPUTS], 0, 1, "float32", 7), offset);
      const { spikes } = lifSpikes(x, null, { leak: 0.9, threshold: 0.5 });
      const currents = tf.matMul(tf.reshape(spikes, [T, INPUTS]), tf.fill([INPUTS, OUTPUTS], 0.4));
      return lifSpikes(tf.reshape(currents, [1, T, OUTPUTS]), null, { leak: 0.9, threshold: 0.5 }).spikes;
    }),
  );
}

const sum = (components: EnergyComponents) => Object.values(components).reduce((a: number, b: number) => a + b, 0);
/** Horowitz's line below 8 KB. */
const small = (words: number) => (10e-12 * words * 4) / 8192;

describe("memory", () => {
  it("costs what the figures say, and lines between them", () => {
    const at = (bytes: number) => joulesPerAccess(horowitz45nm, bytes, "single") * 1e12;
    expect([8192, 32768, 2 ** 20].map(at)).toEqual([10, 20, 100].map((pJ) => expect.closeTo(pJ, 9)));
    expect(at(4096)).toBeCloseTo(5, 9);
    expect(at(20480)).toBeCloseTo(15, 9);
    expect(at(2 ** 21)).toBeCloseTo(100 + (80 * 2 ** 20) / (2 ** 20 - 2 ** 15), 9);
    expect(at(2 ** 40)).toBeCloseTo(1300, 9); // no more than memory beside the chip
    expect(joulesPerAccess(horowitz45nm, 8192, "packed") * 1e12).toBeCloseTo(5, 9);
    expect(joulesPerAccess(horowitz45nmInt8, 8192, "packed") * 1e12).toBeCloseTo(1.25, 9);
  });
});

describe("a spiking layer by Lemaire et al.'s equations", () => {
  const int32 = { technology: horowitz45nmInt32, model: "memory" } as const;

  it("equals them term by term", () => {
    const measured = spikingNetwork();
    const [layer] = measured.perLayer as [Measurement["perLayer"][number]];
    const [first, second] = measured.neurons as [Measurement["neurons"][number], Measurement["neurons"][number]];
    const spikesIn = first.spikes; // θ of layer l − 1
    expect(layer.spikes).toBe(spikesIn);
    expect(spikesIn).toBeGreaterThan(0);
    expect(second.spikes).toBeGreaterThan(0);
    const { layers, components, joules: all } = estimateEnergy(measured, int32);
    const [synapses, , neurons] = layers as [(typeof layers)[0], (typeof layers)[0], (typeof layers)[0]];
    const close = (components: Partial<EnergyComponents>) =>
      Object.fromEntries(Object.entries(components).map(([name, value]) => [name, expect.closeTo(value, 22)]));
    expect(synapses.components).toEqual(
      close({
        macs: 0,
        accumulates: spikesIn * OUTPUTS * 0.1e-12, // Eq. 2
        biases: 0,
        membrane: 0,
        inputs: spikesIn * small(1000), // Eq. 5, from the queue
        weights: spikesIn * OUTPUTS * small(INPUTS * OUTPUTS), // Eq. 8
        potentials: 2 * spikesIn * OUTPUTS * small(OUTPUTS), // Eq. 10 and 15, first terms
        outputs: 0,
        addressing: spikesIn * OUTPUTS * 0.1e-12, // Eq. 17
      }),
    );
    expect(neurons.components).toMatchObject(
      close({
        potentials: 2 * T * OUTPUTS * small(OUTPUTS), // Eq. 10 and 15, second terms
        outputs: second.spikes * small(1000), // Eq. 13
        membrane: (T - 1) * OUTPUTS * 3.1e-12 + ((T - 1) * OUTPUTS + T * OUTPUTS + second.resets) * 0.1e-12, // Eq. 2
      }),
    );
    expect(all).toBeCloseTo(sum(components), 20);
    expect(all).toBeCloseTo(
      layers.reduce((joules, layer) => joules + layer.joules, 0),
      20,
    );
  });

  it("a convolution computes an address per axis, a volume one more", () => {
    const spikes = () =>
      tf.cast(tf.greater(tf.randomNormal([1, 5, 5, 2], 0, 1, "float32", 3), 0), "float32") as tf.Tensor4D;
    const flat = measure(() => tf.conv2d(spikes(), tf.ones([3, 3, 2, 4]) as tf.Tensor4D, 1, "same"));
    const deep = measure(() =>
      tf.conv3d(
        tf.reshape(spikes(), [1, 1, 5, 5, 2]) as tf.Tensor5D,
        tf.ones([1, 3, 3, 2, 4]) as tf.Tensor5D,
        1,
        "same",
      ),
    );
    const addressing = (m: Measurement) => estimateEnergy(m, int32).components.addressing;
    expect(addressing(flat)).toBeCloseTo(flat.spikes * 2 * 3.2e-12 + flat.accumulates * 0.1e-12, 20);
    expect(addressing(deep) - addressing(flat)).toBeCloseTo(flat.spikes * 3.2e-12, 20);
  });
});

describe("a layer of numbers by the same equations", () => {
  it("reads an input and a weight per product, and writes each output", () => {
    const x = tf.randomNormal([2, 5, 5, 3]) as tf.Tensor4D;
    const w = tf.ones([3, 3, 3, 4]) as tf.Tensor4D;
    const bias = tf.ones([4]) as tf.Tensor1D;
    const measured = measure(() => tf.fused.conv2d({ x, filter: w, strides: 1, pad: "same", bias }));
    const macs = 2 * 25 * 4 * 27;
    const { components } = estimateEnergy(measured, { technology: horowitz45nmInt32, model: "memory" });
    const near = (value: number) => expect.closeTo(value, 20);
    expect(components).toEqual({
      macs: near(macs * 3.2e-12), // Eq. 1
      accumulates: 0,
      biases: near(2 * 100 * 0.1e-12),
      membrane: 0,
      inputs: near(macs * small(75)), // Eq. 3
      weights: near(macs * small(108) + 2 * 100 * small(4)), // Eq. 6
      potentials: 0,
      outputs: near(2 * 100 * small(100)), // Eq. 11
      addressing: near(2 * (75 + 100 + 4 * 9) * 0.1e-12), // Eq. 16
    });
    const dense = measure(() => tf.matMul(tf.ones([2, 6]), tf.ones([6, 3])));
    expect(estimateEnergy(dense, { technology: horowitz45nmInt32, model: "memory" }).components).toMatchObject({
      inputs: near(2 * 6 * small(6)), // Eq. 4
      weights: near(36 * small(18)),
      outputs: near(2 * 3 * small(3)), // Eq. 12
      addressing: near(2 * 9 * 0.1e-12), // Eq. 17
    });
    tf.dispose([x, w, bias]);
  });
});

describe("arithmetic alone", () => {
  it("is the papers' formula, the neurons apart", () => {
    const measured = spikingNetwork();
    const { components, joules: all } = estimateEnergy(measured);
    expect(components.macs + components.accumulates).toBeCloseTo(joules(measured), 20);
    expect(components.membrane).toBeGreaterThan(0);
    expect(all).toBeCloseTo(joules(measured) + components.membrane, 20);
    expect(components.weights + components.potentials + components.addressing).toBe(0);
  });

  it("chips that print one figure for a neuron take it", () => {
    const measured = spikingNetwork();
    const { components } = estimateEnergy(measured, { technology: loihi });
    expect(components.membrane).toBeCloseTo(measured.membrane.updates * 81e-12, 20);
    expect(components.accumulates).toBeCloseTo(measured.accumulates * 23.6e-12, 20);
    expect(estimateEnergy(measured, { technology: trueNorth }).components.membrane).toBe(0);
  });
});

describe("break-even", () => {
  it.each(["arithmetic", "memory"] as const)("at that rate both cost the same: %s", (model) => {
    const measured = spikingNetwork();
    const { spikeRate, denseJoules, spikingJoules, steps, spikesPerNeuron, sentence } = breakEvenSpikeRate(measured, {
      model,
    });
    expect(steps).toBe(T);
    expect(spikesPerNeuron).toBeCloseTo(spikeRate! * T, 12);
    const [layer] = measured.perLayer;
    const at = {
      perLayer: [{ ...layer!, spikes: layer!.sites! * spikeRate!, accumulates: layer!.everySite * spikeRate! }],
      neurons: measured.neurons.map((n) => ({ ...n, spikes: n.updates * spikeRate!, resets: n.updates * spikeRate! })),
    };
    expect(estimateEnergy(at, { model }).joules).toBeCloseTo(denseJoules, 18);
    expect(spikingJoules).toBeCloseTo(estimateEnergy(measured, { model }).joules, 18);
    expect(sentence).toMatch(spikeRate! > 0 ? /cost as much as the same layers dense at/ : /even without a spike/);
  });

  it("the simple model flatters spikes", () => {
    const measured = spikingNetwork();
    const rate = (model: "arithmetic" | "memory") => breakEvenSpikeRate(measured, { model }).spikeRate!;
    expect(rate("memory")).toBeLessThan(rate("arithmetic"));
  });

  it("without neurons' own work, arithmetic alone breaks even at E_MAC / E_AC", () => {
    const { perLayer } = spikingNetwork();
    const { spikeRate } = breakEvenSpikeRate({ perLayer, neurons: [] });
    expect(spikeRate).toBeCloseTo(4.6 / 0.9, 9);
    const once = breakEvenSpikeRate({ perLayer, neurons: [] }, { dense: "once" });
    expect(once.spikesPerNeuron).toBeCloseTo(4.6 / 0.9, 9);
  });

  it("of silence is that of noise, and of dense networks none", () => {
    const [silent, loud] = [spikingNetwork(-100), spikingNetwork(100)];
    expect(silent.spikes).toBe(0);
    const rates = [silent, loud].map((m) => breakEvenSpikeRate(m, { model: "memory" }).spikeRate!);
    expect(rates[0]).toBeCloseTo(rates[1]!, 9);
    const dense = breakEvenSpikeRate(measure(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 4]))));
    expect(dense).toMatchObject({ spikeRate: null, spikesPerNeuron: null, measuredRate: null });
    expect(dense.sentence).toMatch(/nothing to compare/);
  });
});

describe("what cannot be answered", () => {
  const fails = (run: () => unknown, tag: string, words: RegExp) => {
    let error: unknown;
    try {
      run();
    } catch (e) {
      error = e;
    }
    expect(isEnergyError(error, tag)).toBe(true);
    expect((error as Error).message).toMatch(words);
  };

  it("is said by name", () => {
    const spiking = spikingNetwork();
    const dense = measure(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 4])));
    fails(() => estimateEnergy(dense, { technology: loihi }), "MissingCostError", /Loihi.*joulesPerMac/);
    fails(() => estimateEnergy(spiking, { technology: loihi, model: "memory" }), "MissingCostError", /memory/);
    fails(() => estimateEnergy(spiking, { model: "simple" as never }), "InvalidOptionError", /model is "simple"/);
    fails(() => estimateEnergy(spiking, { queueLength: 0 }), "InvalidOptionError", /queueLength/);
    fails(() => estimateEnergy(spiking, { access: "wide" as never }), "InvalidOptionError", /access/);
    fails(() => breakEvenSpikeRate(spiking, { dense: "never" as never }), "InvalidOptionError", /dense/);
    fails(
      () => estimateEnergy(spiking, { technology: { ...horowitz45nm, joulesPerAccumulate: Number.NaN } }),
      "InvalidTechnologyError",
      /joulesPerAccumulate/,
    );
    const chip = { name: "chip", source: "datasheet", joulesPerMac: null, joulesPerAccumulate: 1e-12 };
    fails(() => estimateEnergy(spiking, { technology: chip }), "MissingCostError", /joulesPerNeuronUpdate/);
  });
});
