import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { registerTrainingKernels } from "../src/register-training-kernels.js";
import { start } from "./backends.js";
import { type Fault, faults } from "./faults.js";
import { compareLater } from "./finite-differences.js";

/** Largest difference from the loops that single precision explains. */
const TOLERANCE = 1e-5;

/** Data buffers that tfjs's own kernels leave behind in each call (README: "On WebGL and WebGPU"). */
const LEAKS: Record<string, number> = { "tf.spectral.fft": 2, "gradient of gatherND": 1 };

const all = Object.entries(faults);
const backends = ["webgl", "webgpu"] as const;

/** How far off a backend is: infinite where it refuses. */
async function wrongness({ where, twin }: Fault): Promise<number> {
  try {
    const { forward, gradients } = await compareLater(where === "value" ? { ...twin, valueOnly: true } : twin, 3);
    return where === "value" ? forward : Math.max(...gradients);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

const stock = new Map<string, number>();

beforeAll(async () => {
  for (const backend of backends) {
    await start(backend);
    for (const [name, fault] of all) stock.set(`${backend} ${name}`, await wrongness(fault));
  }
  registerTrainingKernels();
}, 120_000);

describe.each(backends)("%s", (backend) => {
  beforeAll(() => start(backend));

  it.each(all)("%s", async (name, fault) => {
    if (fault.graphics) expect(stock.get(`${backend} ${name}`), "without the training kernels").toBeGreaterThan(1e-2);
    else expect(stock.get(`${backend} ${name}`), "without the training kernels").toBeLessThan(TOLERANCE);
    expect(await wrongness(fault), "with them").toBeLessThan(TOLERANCE);
  });

  it.each(all)("%s: nothing is left behind", (name, { twin }) => {
    const xs = twin.shapes.map((shape) => tf.ones([...shape]));
    const gradients = tf.grads((...inputs: tf.Tensor[]) => tf.sum(twin.tensors(...inputs)));
    const once = () => tf.dispose(twin.valueOnly ? tf.tidy(() => twin.tensors(...xs)) : gradients(xs));
    const held = () => [tf.memory().numTensors, tf.memory().numDataBuffers];
    once();
    const [tensors, buffers] = held();
    for (let i = 0; i < 3; i++) once();
    expect(held()).toEqual([tensors, buffers! + 3 * (LEAKS[name] ?? 0)]);
    tf.dispose(xs);
  });
});
