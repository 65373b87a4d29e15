/** Reads clips over and over and prints the bytes of arrays that are alive after each round, for memory.slow.test.ts. */
import { createLoader, csvList } from "../dist/node/index.js";

const { classes, clips } = await csvList(process.argv[2]);
const options = { clips: clips.slice(0, 20), classes, shape: { size: 96, steps: 11 }, batchSize: 4, mode: "train" };
const alive = [];
for (let epoch = 0; epoch < 8; epoch++) {
  for await (const _ of createLoader({ ...options, epoch, workers: epoch % 2 }));
  for (let k = 0; k < 3; k++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  alive.push(process.memoryUsage().arrayBuffers);
}
console.log(JSON.stringify(alive));
