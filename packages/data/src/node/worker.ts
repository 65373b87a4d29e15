import { parentPort } from "node:worker_threads";
import { type ClipResult, type ClipTask, readClip } from "./clip-task.js";

let last: Promise<void> = Promise.resolve();

/** The thread behind `createClipReaders`: tasks come in, results go out in the same order, arrays moved and not copied. */
parentPort?.on("message", (task: ClipTask) => {
  last = last.then(async () => {
    const result = await readClip(task);
    parentPort?.postMessage(result, buffersOf(result));
  });
});

function buffersOf(result: ClipResult): ArrayBuffer[] {
  if ("skipped" in result) return [];
  const arrays = result.triplets.flatMap(({ image, motion, residual }) => [image, motion, residual]);
  return [...new Set(arrays.map((array) => array.buffer as ArrayBuffer))];
}
