import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { registerTrainingKernels, trainingGradients, trainingKernels } from "./register-training-kernels.js";

it("is idempotent, keeps each kernel's set-up, and leaves other kernels alone", () => {
  const before = new Map(tf.getKernelsForBackend("wasm").map((config) => [config.kernelName, config]));
  registerTrainingKernels();
  const first = trainingKernels.map(({ kernelName, backendName }) => tf.getKernel(kernelName, backendName));
  registerTrainingKernels();
  trainingKernels.forEach(({ kernelName, backendName }, i) => {
    expect(tf.getKernel(kernelName, backendName), kernelName).toBe(first[i]);
  });
  for (const config of trainingGradients) expect(tf.getGradient(config.kernelName)).toBe(config);
  const replaced = new Set(trainingKernels.filter((k) => k.backendName === "wasm").map((k) => k.kernelName));
  for (const [name, config] of before) {
    const now = tf.getKernel(name, "wasm")!;
    expect(now.setupFunc, name).toBe(config.setupFunc);
    if (!replaced.has(name)) expect(now.kernelFunc, name).toBe(config.kernelFunc);
  }
});

it("names no kernel twice for one backend", () => {
  const names = trainingKernels.map(({ kernelName, backendName }) => `${backendName}/${kernelName}`);
  expect(new Set(names).size).toBe(names.length);
});

it("is there before the backend starts, and after", async () => {
  await tf.setBackend("wasm");
  const x = tf.ones([1, 4, 4, 8]) as tf.Tensor4D;
  const sum = tf.sum(x, [0, 1, 2]);
  expect([...sum.dataSync()]).toEqual(new Array(8).fill(16));
  tf.dispose([x, sum]);
});
