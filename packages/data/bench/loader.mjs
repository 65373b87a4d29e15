/**
 * Training triplets per second: `node bench/loader.mjs CLIP…`, after a build. Threads are started and one pass is dropped
 * before the clock; then the clips are gone through three times.
 */
import { cpus } from "node:os";
import { createClipReaders, createLoader } from "@cvar/data/node";

const files = process.argv.slice(2);
const clips = files.map((file) => ({ file, label: "any", split: "train" }));
const shape = { size: 112, steps: 11 };
console.log(
  `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}, ${files.length} clips, S ${shape.size}`,
);
for (const modalities of [["image", "motion", "residual"], ["image", "motion"], ["image"]]) {
  for (const workers of [0, 1, 2]) {
    const readers = createClipReaders(workers);
    const pass = async (epoch) => {
      let count = 0;
      const loader = createLoader({
        clips,
        classes: ["any"],
        shape,
        batchSize: 8,
        mode: "train",
        epoch,
        readers,
        modalities,
      });
      for await (const batch of loader) count += batch.labels.length;
      return count;
    };
    await pass(0);
    const began = performance.now();
    let count = 0;
    for (const epoch of [1, 2, 3]) count += await pass(epoch);
    const seconds = (performance.now() - began) / 1000;
    console.log(`${modalities.join("+")}, ${workers} workers: ${(count / seconds).toFixed(1)} triplets/s`);
    await readers.close();
  }
}
