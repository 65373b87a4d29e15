import type { ToWorker } from "./messages.js";

/** Something that is asked of a worker, once. */
export class Job {
  readonly promise: Promise<unknown>;
  #resolve!: (output: unknown) => void;
  #reject!: (error: unknown) => void;
  #settled = false;

  /**
   * @param task  its name; for errors only where `message` is no task
   * @param ended  told when it is settled: done, failed or given up
   */
  constructor(
    readonly id: number,
    readonly task: string,
    readonly message: ToWorker & { readonly job: number },
    readonly transfer: readonly Transferable[],
    private readonly ended: () => void,
  ) {
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Nobody waits for it any more. */
  get settled(): boolean {
    return this.#settled;
  }

  resolve(output: unknown): void {
    if (this.#settle()) this.#resolve(output);
  }

  reject(error: unknown): void {
    if (this.#settle()) this.#reject(error);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.ended();
    return true;
  }
}
