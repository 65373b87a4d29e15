import { availableParallelism } from "node:os";
import { type Transferable as NodeTransferable, Worker } from "node:worker_threads";
import { createPool, type DecoderPool, type DecoderPoolOptions, type StartWorker } from "../pool/decoder-pool.js";
import type { Answer } from "../pool/messages.js";

/** From its TypeScript sources (in its own tests) the package uses the worker that was built. */
const workerFile = new URL(
  import.meta.url.endsWith(".ts") ? "../../dist/node/decoder-worker.js" : "./decoder-worker.js",
  import.meta.url,
);

/**
 * Worker threads that decode many files at once. They start with the first file, and a program ends without closing the pool as
 * soon as no file is being read.
 *
 * @throws UsageError for options out of range
 * @example
 * const pool = createDecoderPool({ workers: 2 });
 * await Promise.all(files.map(async (file) => {
 *   for await (const frame of pool.frames(file, { output: "motion" })) count(file, frame.motion);
 * }));
 * await pool.close();
 */
export function createDecoderPool({
  workers = Math.max(1, availableParallelism() - 1),
  prefetch = 16,
}: DecoderPoolOptions = {}): DecoderPool {
  return createPool(nodeWorker(workerFile), workers, prefetch);
}

/** Starts threads of a file. Exported for tests of threads that die. */
export function nodeWorker(file: URL): StartWorker {
  return (heard, died) => {
    // The program's own flags (how to read what was given with -e, loaders of sources) are not for it.
    const worker = new Worker(file, { execArgv: [] });
    let dead = false;
    const end = (why: string) => {
      if (!dead) died(why);
      dead = true;
    };
    worker.on("message", (answer: Answer) => heard(answer));
    worker.on("messageerror", (error) => void worker.terminate().then(() => end(error.message)));
    worker.on("error", (error) => end(error.message));
    worker.on("exit", (code) => end(`exit code ${code}`));
    return {
      post: (request, move) => worker.postMessage(request, move as readonly NodeTransferable[]),
      keepAlive: (alive) => (alive ? worker.ref() : worker.unref()),
      async terminate() {
        await worker.terminate();
      },
    };
  };
}
