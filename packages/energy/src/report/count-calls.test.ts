import "@tensorflow/tfjs-backend-cpu";
import { createModel, modelInfo } from "@cvar/models";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { measure } from "../measure.js";
import { countCalls } from "./count-calls.js";

beforeAll(() => tf.setBackend("cpu"));

it("counts what a run counts, spike-driven calls apart, and leaves no tensor", () => {
  const model = createModel("stm-net-tiny", { size: 32, d: 16, depth: 1, nf: 16, gc: 4, steps: 3, heads: 2 });
  const { inputs } = modelInfo("stm-net-tiny", { size: 32, d: 16, depth: 1, nf: 16, gc: 4, steps: 3, heads: 2 });
  const values = inputs.map(({ shape, dtype }) => tf.ones([1, ...shape], dtype));
  const measured = measure(model, values);
  const run = () => model.predictOnBatch(values);
  const before = tf.memory().numTensors;
  const counted = countCalls(run, [model]);
  expect(tf.memory().numTensors).toBe(before);
  expect(counted.map(({ scope, kernel, macs, spikingMacs }) => [scope, kernel, macs, spikingMacs])).toEqual(
    measured.perLayer.map(({ scope, kernel, macs, spikingMacs }) => [scope, kernel, macs, spikingMacs]),
  );
  const driven = counted.filter(({ spikingMacs }) => spikingMacs !== 0);
  expect(driven.length).toBeGreaterThan(0);
  for (const { accumulates } of driven) expect(accumulates).toBeNull();
  tf.dispose(values);
  model.dispose();
});

it("takes what nobody could run here", () => {
  // 40 GB an operand.
  const run = () => tf.matMul(tf.fill([1e5, 1e5], 0) as tf.Tensor2D, tf.fill([1e5, 1e5], 0) as tf.Tensor2D);
  expect(countCalls(run).map(({ kernel, macs }) => [kernel, macs])).toEqual([["BatchMatMul", 1e15]]);
});
