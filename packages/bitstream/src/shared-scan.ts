import { AbortGate } from "./abort-gate.js";
import { type Scan, scanStream } from "./gops.js";
import type { Stream } from "./stream.js";

/**
 * One scan of a stream for all who ask: it is kept once it is done, goes on while anybody waits for it, and ends with the last
 * who does.
 */
export class SharedScan {
  readonly #stream: Stream;
  #done: Scan | null = null;
  #running: { readonly scan: Promise<Scan>; readonly abort: AbortController; waiting: number } | null = null;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** Null until a scan is done. */
  get frameCount(): number | null {
    return this.#done?.frameCount ?? null;
  }

  /** @throws the signal's reason when aborted; what reading the source throws, which may succeed the next time */
  async result(signal?: AbortSignal): Promise<Scan> {
    if (this.#done) return this.#done;
    this.#running ??= this.#start();
    const running = this.#running;
    const gate = new AbortGate(signal);
    running.waiting++;
    try {
      this.#done = await gate.wait(running.scan);
      return this.#done;
    } finally {
      gate.close();
      if (--running.waiting === 0) {
        if (this.#running === running) this.#running = null;
        running.abort.abort();
      }
    }
  }

  #start() {
    const abort = new AbortController();
    const scan = scanStream(this.#stream, abort.signal);
    scan.catch(() => {}); // each who waits is told
    return { scan, abort, waiting: 0 };
  }
}
