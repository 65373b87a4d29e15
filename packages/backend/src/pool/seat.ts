import type { Job } from "./job.js";
import type { FromWorker, ToWorker } from "./messages.js";
import type { StartWorker, WorkerHandle } from "./worker-handle.js";

/** How long a task that was given up may go on before its worker is replaced, in ms. */
const PATIENCE = 2000;

/** Who a seat tells what happens to it. */
export interface SeatListener {
  ready(tasks: readonly string[]): void;
  /** It can take a job. */
  free(seat: Seat): void;
  answered(seat: Seat, job: Job, answer: FromWorker & { readonly kind: "done" | "failed" }): void;
  /** Its worker could not start, or ended; `job` is what it was running. */
  lost(seat: Seat, job: Job | null, answer: FromWorker | null, why: string): void;
}

/** One place of a pool: a worker, its current job, and the jobs that only this worker can do. */
export class Seat {
  /** Broadcasts and questions for this worker, in order. */
  readonly own: Job[] = [];
  #worker!: WorkerHandle;
  #current: Job | null = null;
  #ready = false;
  #alive = true;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Counts the workers of this seat: what one says after its end is not heard. */
  #turn = 0;

  constructor(
    readonly number: number,
    private readonly startWorker: StartWorker,
    private readonly first: ToWorker,
    private readonly listener: SeatListener,
  ) {}

  get current(): Job | null {
    return this.#current;
  }

  get idle(): boolean {
    return this.#ready && this.#current === null;
  }

  /** @throws where what a worker begins with cannot be cloned */
  start(): void {
    const turn = ++this.#turn;
    this.#ready = false;
    this.#worker = this.startWorker(
      (answer) => turn === this.#turn && this.#hear(answer),
      (why) => turn === this.#turn && this.#lose(null, why),
    );
    this.#worker.keepAlive(this.#alive);
    this.#worker.post(this.first, []);
  }

  keepAlive(alive: boolean): void {
    this.#alive = alive;
    this.#worker.keepAlive(alive);
  }

  /** @throws where the input cannot be cloned; the seat is free then */
  take(job: Job): void {
    this.#worker.post(job.message, job.transfer);
    this.#current = job;
  }

  /** The current job was given up by who asked for it. */
  abandon(): void {
    const job = this.#current!;
    this.#worker.post({ kind: "abort", job: job.id }, []);
    this.#timer = setTimeout(
      () => this.#lose(null, `it went on for ${PATIENCE / 1000} s after it was given up`),
      PATIENCE,
    );
    if (typeof this.#timer === "object") this.#timer.unref();
  }

  async end(): Promise<void> {
    this.#turn++;
    this.#ready = false;
    this.#finish();
    await this.#worker.terminate();
  }

  #hear(answer: FromWorker): void {
    if (answer.kind === "ready") {
      this.#ready = true;
      this.listener.ready(answer.tasks);
      this.listener.free(this);
      return;
    }
    if (answer.kind === "unable" || (answer.kind === "failed" && answer.broken)) {
      this.#lose(answer, answer.error.message);
      return;
    }
    const job = this.#finish()!;
    this.listener.answered(this, job, answer);
    this.listener.free(this);
  }

  #lose(answer: FromWorker | null, why: string): void {
    this.#turn++;
    this.#ready = false;
    const job = this.#finish();
    void this.#worker.terminate();
    this.listener.lost(this, job, answer, why);
  }

  #finish(): Job | null {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const job = this.#current;
    this.#current = null;
    return job;
  }
}
