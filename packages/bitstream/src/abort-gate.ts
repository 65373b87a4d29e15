/**
 * Ends waiting when a signal aborts, whatever is waited for: a read that never answers is left behind. One listener serves any
 * number of waits, one after the other.
 */
export class AbortGate {
  readonly #signal: AbortSignal | undefined;
  #reject: ((reason: unknown) => void) | null = null;
  readonly #onAbort = (): void => this.#reject?.(this.#signal!.reason);

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
    signal?.addEventListener("abort", this.#onAbort);
  }

  /**
   * What the promise gives, unless the signal aborts before.
   * @throws the signal's reason
   */
  async wait<T>(promise: Promise<T>): Promise<T> {
    if (!this.#signal) return promise;
    if (this.#signal.aborted) {
      promise.catch(() => {}); // nobody waits for it any more
      throw this.#signal.reason;
    }
    return new Promise<T>((resolve, reject) => {
      this.#reject = reject;
      promise.then(resolve, reject);
    });
  }

  /** Stops listening. */
  close(): void {
    this.#reject = null;
    this.#signal?.removeEventListener("abort", this.#onAbort);
  }
}

/**
 * The items of an iterable until the signal aborts. What the iterable holds is released then as well, though nobody waits for it.
 * @throws the signal's reason
 */
export async function* untilAborted<T>(items: AsyncIterable<T>, signal?: AbortSignal): AsyncGenerator<T> {
  if (!signal) {
    yield* items;
    return;
  }
  const gate = new AbortGate(signal);
  const iterator = items[Symbol.asyncIterator]();
  let running = true;
  try {
    for (;;) {
      const { done, value } = await gate.wait(iterator.next());
      if (done) {
        running = false;
        return;
      }
      yield value;
    }
  } finally {
    gate.close();
    const released = running ? iterator.return?.() : undefined;
    if (signal.aborted) released?.catch(() => {});
    else await released;
  }
}
