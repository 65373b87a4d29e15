import { UsageError } from "../errors.js";
import { createPool, type DecoderPool, type DecoderPoolOptions, type StartWorker } from "./decoder-pool.js";
import type { Answer } from "./messages.js";

/**
 * Web workers that decode many files at once. They start with the first file. In Node import it from `@cvar/bitstream/node`.
 *
 * @throws UsageError for options out of range, and where there are no web workers
 * @example
 * const pool = createDecoderPool();
 * for await (const frame of pool.frames(input.files[0], { output: "motion" })) draw(frame.motion);
 * await pool.close();
 */
export function createDecoderPool({
  workers = Math.max(1, (globalThis.navigator?.hardwareConcurrency ?? 2) - 1),
  prefetch = 16,
}: DecoderPoolOptions = {}): DecoderPool {
  if (typeof Worker === "undefined") {
    throw new UsageError('there are no web workers here: in Node import createDecoderPool from "@cvar/bitstream/node"');
  }
  // Written so that bundlers see the worker's file.
  const make = () => new Worker(new URL("./web-worker.js", import.meta.url), { type: "module" });
  return createPool(webWorker(make), workers, prefetch);
}

/** Starts web workers. Exported for tests without a browser. */
export function webWorker(make: () => Worker): StartWorker {
  return (heard, died) => {
    const worker = make();
    let dead = false;
    const end = (why: string) => {
      if (!dead) died(why);
      dead = true;
      worker.terminate(); // one that failed once may be in any state
    };
    worker.onmessage = ({ data }: MessageEvent<Answer>) => heard(data);
    worker.onmessageerror = () => end("a message could not be read");
    worker.onerror = (event) => end(event.message || "its script failed");
    return {
      post: (request, move) => worker.postMessage(request, [...move]),
      keepAlive() {}, // a page lives anyway
      async terminate() {
        end("closed");
      },
    };
  };
}
