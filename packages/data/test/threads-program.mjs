/** Loads clips with 0, 1 and 2 threads of the built package and prints what came, for worker-threads.test.ts. */
import { createHash } from "node:crypto";
import { createClipReaders, createLoader, csvList } from "../dist/node/index.js";

const { classes, clips } = await csvList(process.argv[2]);
const options = {
  clips: clips.slice(0, 10),
  classes,
  shape: { size: 16, steps: 11 },
  batchSize: 3,
  mode: "train",
  seed: 5,
};
const digest = ({ images, motions, residuals, neighbours, triplets, labels }) => {
  const hash = createHash("md5");
  for (const array of [images, motions, residuals, neighbours, triplets, labels]) hash.update(array);
  return hash.digest("hex");
};
async function pass(options) {
  const loader = createLoader(options);
  const batches = [];
  for await (const batch of loader) batches.push({ clips: batch.clips, digest: digest(batch) });
  return { batches, skipped: loader.skipped };
}
const passes = [];
for (const workers of [0, 1, 2]) passes.push(await pass({ ...options, workers }));
const still = { ...options, shape: { size: 16, steps: 1 }, mode: "eval", sampling: "neighbours", crops: 10 };
const views = [];
for (const workers of [0, 2]) views.push(await pass({ ...still, clips: clips.slice(0, 2), workers }));

const readers = createClipReaders(2);
for await (const _ of createLoader({ ...options, readers })) break;
const after = await readers.read({ file: clips[0].file, options: { shape: options.shape, which: { random: 1 } } });
await readers.close();

const abort = new AbortController();
let aborted = null;
try {
  for await (const _ of createLoader({ ...options, workers: 2, signal: abort.signal })) abort.abort();
} catch (error) {
  aborted = error.name;
}

// Left without closing: its threads must not keep this program alive.
const abandoned = createLoader({ ...options, workers: 2 })[Symbol.asyncIterator]();
await abandoned.next();
console.log(JSON.stringify({ passes, views, keptTriplets: after.triplets?.length, aborted }));
