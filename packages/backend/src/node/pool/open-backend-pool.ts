import { type Transferable as NodeTransferable, Worker } from "node:worker_threads";
import type { BackendPool, PoolOptions } from "../../pool/backend-pool.js";
import { createPool } from "../../pool/create-pool.js";
import type { FromWorker } from "../../pool/messages.js";
import type { AnyTasks } from "../../pool/task.js";
import type { StartWorker } from "../../pool/worker-handle.js";

/** From its TypeScript sources (in its own tests) the package uses the worker that was built. */
const fromSources = import.meta.url.endsWith(".ts");
const workerFile = new URL(
  fromSources ? "../../../dist/node/pool/backend-worker.js" : "./backend-worker.js",
  import.meta.url,
);

/** What a pool of backends is opened with in Node. */
export interface NodePoolOptions extends PoolOptions {
  /** Address of the module whose exported functions are the tasks, such as `new URL("./tasks.js", import.meta.url)`. */
  readonly module: URL | string;
}

/**
 * Opens a pool of backends in worker threads, each with the training kernels and the tasks of a module. A program ends
 * without closing the pool as soon as it waits for none of its tasks.
 *
 * @throws PoolError if the module does not load or no backend starts
 * @example
 * const pool = await openBackendPool<typeof import("./tasks.js")>({ size: 2, module: new URL("./tasks.js", import.meta.url) });
 * for await (const logits of pool.map("classify", clips)) console.log(logits);
 * await pool.close();
 */
export async function openBackendPool<M = AnyTasks>({ module, ...options }: NodePoolOptions): Promise<BackendPool<M>> {
  return (await createPool(nodeWorker(workerFile), options, String(module))) as unknown as BackendPool<M>;
}

/** Starts threads of a file. */
function nodeWorker(file: URL): StartWorker {
  return (heard, died) => {
    const worker = new Worker(file, flags());
    let dead = false;
    const end = (why: string) => {
      if (!dead) died(why);
      dead = true;
    };
    worker.on("message", (answer: FromWorker) => heard(answer));
    worker.on("messageerror", (error) => end(error.message));
    worker.on("error", (error) => end(error.message));
    worker.on("exit", (code) => end(`exit code ${code}`));
    return {
      post: (message, transfer) => worker.postMessage(message, transfer as readonly NodeTransferable[]),
      keepAlive: (alive) => (alive ? worker.ref() : worker.unref()),
      async terminate() {
        await worker.terminate();
      },
    };
  };
}

/** Flags that say how to read a program given on the command line; a worker would take them for its own file. */
const EVALUATES = /^(-e|-p|-pe|--eval|--print|--input-type)(=|$)/;

/** Loaders and conditions of the program hold for its tasks, too; not those under which this package's tests run. */
function flags(): { execArgv?: string[] } {
  return fromSources || process.execArgv.some((flag) => EVALUATES.test(flag)) ? { execArgv: [] } : {};
}
