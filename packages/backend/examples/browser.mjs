import { registerTrainingKernels, selectBackend } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";

const { name, threads, tried } = await selectBackend({ wasmPaths: "/wasm/" });
registerTrainingKernels();

// A bright line on 8×8 pixels, level or upright: two filters are enough to tell.
const picture = (i) => Array.from({ length: 64 }, (_, p) => Number((i < 8 ? p >> 3 : p % 8) === i % 8));
const x = tf.tensor4d(Array.from({ length: 16 }, (_, i) => picture(i)).flat(), [16, 8, 8, 1]);
const y = tf.tensor2d(Array.from({ length: 16 }, (_, i) => [Number(i >= 8)]));

const model = tfl.sequential({
  layers: [
    tfl.layers.conv2d({
      inputShape: [8, 8, 1],
      filters: 4,
      kernelSize: 3,
      padding: "same",
      activation: "relu",
      kernelInitializer: tfl.initializers.heNormal({ seed: 1 }),
    }),
    tfl.layers.globalMaxPooling2d({}),
    tfl.layers.dense({ units: 1, activation: "sigmoid", kernelInitializer: tfl.initializers.heNormal({ seed: 2 }) }),
  ],
});
model.compile({ optimizer: tf.train.adam(0.05), loss: "binaryCrossentropy", metrics: ["accuracy"] });
const { history } = await model.fit(x, y, { epochs: 60, batchSize: 16, verbose: 0 });
console.log(`${name}, threads: ${threads}, accuracy: ${history.acc.at(-1)}`);
for (const { name, ok, reason } of tried) if (!ok) console.log(`not ${name}: ${reason}`);
