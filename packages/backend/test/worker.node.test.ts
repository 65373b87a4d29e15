import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";

const built = new URL("../dist/index.js", import.meta.url);

if (!existsSync(built)) console.log("skipped: no dist/ (run the build): the worker thread test needs it");

it.skipIf(!existsSync(built))("selects wasm and trains in a worker thread", async () => {
  const program = `
    const { parentPort } = require("node:worker_threads");
    (async () => {
      const { registerTrainingKernels, selectBackend } = await import(${JSON.stringify(built.href)});
      const { name } = await selectBackend({ prefer: ["wasm"] });
      registerTrainingKernels();
      const tf = require("node:module").createRequire(${JSON.stringify(built.href)})("@tensorflow/tfjs-core");
      const attrs = { strides: 1, pad: "valid", dataFormat: "NHWC", filterShape: [1, 1, 2, 3] };
      const dw = tf.engine().runKernel("Conv2DBackpropFilter", { x: tf.ones([1, 2, 2, 2]), dy: tf.ones([1, 2, 2, 3]) }, attrs);
      parentPort.postMessage([name, [...dw.dataSync()]]);
    })();`;
  const worker = new Worker(program, { eval: true });
  const answer = await new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  await worker.terminate();
  expect(answer).toEqual(["wasm", [4, 4, 4, 4, 4, 4]]);
});
