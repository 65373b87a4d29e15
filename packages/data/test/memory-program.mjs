/**
 * Reads clips over and over and prints, for memory.slow.test.ts: the bytes of arrays that are alive after each epoch, and in each
 * way of lending the most that were alive while batches came, beside what the loader says.
 */
import { createClipReaders, createLoader, csvList } from "../dist/node/index.js";

const { classes, clips } = await csvList(process.argv[2]);
const options = { clips: clips.slice(0, 20), classes, shape: { size: 96, steps: 11 }, batchSize: 4, mode: "train" };

async function collected() {
  for (let k = 0; k < 3; k++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().arrayBuffers;
}

const alive = [];
for (let epoch = 0; epoch < 8; epoch++) {
  for await (const _ of createLoader({ ...options, epoch, workers: epoch % 2 }));
  alive.push(await collected());
}

async function peakOf(more) {
  const before = await collected();
  const readers = createClipReaders(2);
  const loader = createLoader({ ...options, ...more, readers });
  let [most, batchBytes] = [0, 0];
  for await (const { images, motions, residuals } of loader) {
    globalThis.gc();
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    batchBytes = Math.max(batchBytes, images.byteLength + motions.byteLength + residuals.byteLength);
  }
  await readers.close();
  return { arrays: more.arrays, most, stated: loader.memoryBytes, batchBytes };
}

const peaks = [];
for (const arrays of ["borrowed", "owned"]) {
  for (const more of [{ prefetch: 1 }, { prefetch: 4 }, { mode: "eval", memory: 40e6, prefetch: 9 }])
    peaks.push(await peakOf({ ...more, arrays }));
}
console.log(JSON.stringify({ alive, peaks }));
