import "@tensorflow/tfjs-backend-cpu";
import { breakEvenSpikeRate, estimateEnergy, joules, measure } from "@cvar/energy";
import { createModel, modelInfo } from "@cvar/models";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { RunEnergy } from "./run-energy.js";

beforeAll(() => tf.setBackend("cpu"));

it("is the mean video of all batches, by layer, with memory beside arithmetic", () => {
  const overrides = { size: 32, d: 16, depth: 1, nf: 16, gc: 4, steps: 3, heads: 2 };
  const model = createModel("stm-net-tiny", overrides);
  const { inputs } = modelInfo("stm-net-tiny", overrides);
  const batch = (rows: number) =>
    inputs.map(({ shape, dtype }) =>
      dtype === "int32" ? tf.zeros([rows, ...shape], dtype) : tf.randomNormal([rows, ...shape], 0, 3, "float32", rows),
    );
  const energy = new RunEnergy();
  const measured = [4, 2].map((rows) => {
    const x = batch(rows);
    const cost = measure(model, x);
    energy.add(cost, rows);
    tf.dispose(x);
    return cost;
  });
  model.dispose();
  const report = energy.report({ model: "m", parameters: 7, videos: 3 });
  const sum = (of: (cost: (typeof measured)[number]) => number) =>
    measured.reduce((total, cost) => total + of(cost), 0);
  expect(report).toMatchObject({ model: "m", parameters: 7, views: 2 });
  expect(report.macs).toBeCloseTo(sum((c) => c.macs) / 3, 3);
  expect(report.accumulates).toBeCloseTo(sum((c) => c.accumulates) / 3, 3);
  expect(report.joules).toBeCloseTo(sum((c) => joules(c)) / 3, 15);
  expect(report.spikeRate).toBeGreaterThan(0);
  expect(report.spikeRate).toBeCloseTo(sum((c) => c.spikes) / sum((c) => c.sites), 12);
  const [memory] = report.estimates;
  expect(memory!.joules).toBeGreaterThan(report.joules);
  expect(memory!.joules).toBeCloseTo(sum((c) => estimateEnergy(c, { model: "memory" }).joules) / 3, 12);
  // It follows from the network and not from the batch; what was measured is of all batches.
  for (const [i, model] of (["arithmetic", "memory"] as const).entries()) {
    const { spikeRate } = breakEvenSpikeRate(measured[0]!, { model });
    expect(report.breakEven![i]).toMatchObject({ model });
    expect(report.breakEven![i]!.spikeRate).toBeCloseTo(spikeRate!, 9);
    expect(report.breakEven![i]!.sentence).toContain(
      `measured were ${Number((sum((c) => c.spikes) / sum((c) => c.sites)).toPrecision(3))}`,
    );
  }
  expect(memory!.joules).toBeCloseTo(
    memory!.parts.reduce((total, { joules }) => total + joules, 0),
    15,
  );
});

it("counts the batches in which nothing fires", () => {
  const fires = (rows: number, level: number) => {
    const neurons = tf.fill([rows, 4], level);
    const cost = measure(() => tf.matMul(tf.cast(tf.greater(neurons, 0.5), "float32"), tf.ones([4, 2])));
    neurons.dispose();
    return cost;
  };
  const energy = new RunEnergy();
  energy.add(fires(3, 0), 3);
  const options = { model: "m", parameters: 8, videos: 3 };
  expect(energy.report(options).spikeRate).toBe(0);
  energy.add(fires(1, 1), 1);
  expect(energy.report({ ...options, videos: 4 }).spikeRate).toBe(0.25);
  const dense = new RunEnergy();
  dense.add(
    measure(() => tf.matMul(tf.ones([1, 4]), tf.ones([4, 2]))),
    1,
  );
  expect(dense.report({ ...options, videos: 1 }).breakEven).toBeUndefined();
});
