import { parentPort } from "node:worker_threads";
import { type ClipResult, type ClipTask, readClip } from "./clip-task.js";

/** The thread behind `createClipReaders`: a task comes in, its result goes out, arrays moved and not copied. */
parentPort?.on("message", async (task: ClipTask) => {
  const result = await readClip(task);
  parentPort?.postMessage(result, buffersOf(result));
});

function buffersOf(result: ClipResult): ArrayBuffer[] {
  if ("skipped" in result) return [];
  const arrays = result.triplets.flatMap(({ image, motion, residual }) => [image, motion, residual]);
  return [...new Set(arrays.map((array) => array.buffer as ArrayBuffer))];
}
