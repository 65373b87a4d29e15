import "@tensorflow/tfjs-backend-cpu";
import { convolveFrames, lifSpikes, synapticOperations } from "@cvar/snn";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { horowitz45nm, joules, measure } from "../src/index.js";

beforeAll(() => tf.setBackend("cpu"));

it.each([
  { stride: 1, padding: 1 },
  { stride: 2, padding: 1 },
  { stride: 2, padding: 0 },
])("counts per step what the trace counts in all: stride $stride, padding $padding", async ({ stride, padding }) => {
  const currents = tf.randomNormal([2, 4, 7, 6, 3], 0, 1, "float32", 3);
  const kernel = tf.ones([3, 3, 3, 5]) as tf.Tensor4D;
  const fire = () => lifSpikes(currents, null, { leak: 0.8, threshold: 0.4 }).spikes;
  const traced = measure(() => tf.tidy(() => convolveFrames(fire(), { kernel, stride, padding })));
  const counted = await synapticOperations(fire(), { kind: "convolution", filters: 5, kernelSize: 3, stride, padding });
  expect(counted.accumulates).toBe(traced.accumulates);
  expect(counted.accumulates).toBeGreaterThan(0);
  expect(counted.spikes).toBe(traced.spikes);
  expect(counted.perStep.reduce((a, b) => a + b, 0)).toBe(traced.accumulates);
  expect(joules(counted)).toBe(counted.accumulates * horowitz45nm.joulesPerAccumulate);
});
