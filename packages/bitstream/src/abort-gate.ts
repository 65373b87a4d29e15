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
