/** Loads clips with 0, 1 and 2 threads of the built package and prints what came, for worker-threads.test.ts. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
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
/** What keeps the program alive, but for what it began with. */
void [process.stdout, process.stderr]; // opened by the first thread otherwise
const began = process.getActiveResourcesInfo();
const left = () => {
  const now = process.getActiveResourcesInfo();
  for (const name of began) if (now.includes(name)) now.splice(now.indexOf(name), 1);
  return now;
};
const leaks = {};
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

leaks.finished = left();

for await (const _ of createLoader({ ...options, workers: 2 })) break;
leaks.left = left();

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
leaks.aborted = left();

// A clip that is cut off, one that is no video, one without a frame, none at all, and one that can be read.
const folder = mkdtempSync(join(tmpdir(), "cvar-broken-"));
const whole = readFileSync(clips[0].file);
const file = (name, bytes) => {
  writeFileSync(join(folder, name), bytes);
  return { file: join(folder, name), label: clips[0].label, split: "train" };
};
const broken = [
  file("cut-off.avi", whole.subarray(0, 2000)),
  file("text.avi", "this is no video"),
  file("empty.avi", ""),
  { ...file("missing.avi", ""), file: join(folder, "nowhere.avi") },
];
const some = { ...options, clips: [...broken, file("whole.avi", whole)], workers: 2 };
const loader = createLoader(some);
let readable = 0;
for await (const batch of loader) readable += batch.labels.length;
let refused = null;
try {
  for await (const _ of createLoader({ ...some, clips: broken }));
} catch (error) {
  refused = error._tag;
}
rmSync(folder, { recursive: true });
leaks.broken = left();
const skipped = loader.skipped.map(({ file, reason }) => [basename(file), reason.split(":")[0]]).sort();

// Left without closing: its threads must not keep this program alive.
const abandoned = createLoader({ ...options, workers: 2 })[Symbol.asyncIterator]();
await abandoned.next();
const found = { keptTriplets: after.triplets?.length, aborted, leaks, skipped, readable, refused };
console.log(JSON.stringify({ passes, views, ...found }));
