import { PoolError, TaskError, WorkerDiedError } from "../errors.js";
import { AbortWatch } from "./abort-watch.js";
import type { PoolOptions } from "./backend-pool.js";
import { Broadcasts } from "./broadcasts.js";
import { Job } from "./job.js";
import type { FromWorker } from "./messages.js";
import { fromPlainError } from "./plain-error.js";
import { Seat } from "./seat.js";
import type { StartWorker } from "./worker-handle.js";

/** Workers that are lost one after the other, without an answer in between, before the pool gives up. */
const LOSSES_IN_A_ROW = 4;

/** The workers of a pool and the jobs that wait for them. */
export class Crew {
  readonly broadcasts = new Broadcasts();
  tasks: readonly string[] = [];
  /** Why nothing more can be done; null: all is well. */
  failure: Error | null = null;
  readonly #seats: Seat[] = [];
  readonly #waiting: Job[] = [];
  readonly #watch = new AbortWatch();
  /** Jobs that somebody waits for: they keep the program alive. */
  #outstanding = 0;
  #jobs = 0;
  #losses = 0;
  /** Told when a worker is ready, or that none will be, until all are. */
  #opening: (() => void) | null = null;

  /** @throws PoolError if a worker does not start */
  async open(
    startWorker: StartWorker,
    { size, data, prefer = ["wasm"] }: PoolOptions,
    module: string | null,
  ): Promise<void> {
    let starting = size;
    const opened = new Promise<void>((resolve) => {
      this.#opening = () => (--starting === 0 || this.failure !== null) && resolve();
    });
    try {
      for (let worker = 0; worker < size; worker++) {
        const first = { kind: "start", worker, workers: size, prefer, module, data } as const;
        const seat = new Seat(worker, startWorker, first, this);
        this.#seats.push(seat);
        seat.start();
      }
    } catch (error) {
      this.fail(
        new PoolError(`data cannot be sent to a worker: ${(error as Error).message}`, "give plain data", error),
      );
    }
    await opened;
    if (this.failure !== null) {
      await this.end();
      throw this.failure;
    }
    this.#opening = null;
    for (const seat of this.#seats) seat.keepAlive(this.#outstanding > 0);
  }

  /** A job that runs a task; nobody has it yet. */
  task(task: string, input: unknown, transfer: readonly Transferable[] = []): Job {
    return this.#job(task, { kind: "run", job: 0, task, input }, transfer);
  }

  /** A job that asks what a worker holds. */
  question(): Job {
    return this.#job("memory", { kind: "memory", job: 0 }, []);
  }

  /** Has whoever is free first do a job. */
  anyone(job: Job, signal: AbortSignal | undefined): Promise<unknown> {
    this.#waiting.push(job);
    const seat = this.#seats.find(({ idle }) => idle);
    if (seat) this.free(seat);
    return this.#outcome(job, signal);
  }

  /** Has each worker do a job of its own; the first failure is thrown when all have ended. */
  async everyone(make: () => Job, signal?: AbortSignal): Promise<unknown[]> {
    const jobs = this.#seats.map((seat) => {
      const job = make();
      seat.own.push(job);
      return job;
    });
    const ended = Promise.allSettled(jobs.map((job) => this.#outcome(job, signal)));
    for (const seat of this.#seats) this.free(seat);
    return (await ended).map((each) => {
      if (each.status === "rejected") throw each.reason;
      return each.value;
    });
  }

  /** Rejects all jobs, and those to come. */
  fail(error: Error): void {
    if (this.failure !== null) return;
    this.failure = error;
    for (const seat of this.#seats) {
      for (const job of [seat.current, ...seat.own.splice(0)]) job?.reject(error);
    }
    for (const job of this.#waiting.splice(0)) job.reject(error);
    this.#opening?.();
  }

  async end(): Promise<void> {
    await Promise.all(this.#seats.map((seat) => seat.end()));
  }

  // What seats tell.

  ready(tasks: readonly string[]): void {
    this.tasks = tasks;
    this.#opening?.();
  }

  free(seat: Seat): void {
    while (this.failure === null && seat.idle) {
      const job = seat.own.shift() ?? this.#waiting.shift();
      if (job === undefined) return;
      if (job.settled) continue;
      try {
        seat.take(job);
      } catch (error) {
        const problem = `the input of task "${job.task}" cannot be sent: ${(error as Error).message}`;
        job.reject(new PoolError(problem, "give plain data, typed arrays and SharedArrayBuffers", error));
      }
    }
  }

  answered(seat: Seat, job: Job, answer: FromWorker & { readonly kind: "done" | "failed" }): void {
    this.#losses = 0;
    if (answer.kind === "done") job.resolve(answer.output);
    else job.reject(new TaskError(job.task, seat.number, fromPlainError(answer.error)));
  }

  lost(seat: Seat, job: Job | null, answer: FromWorker | null, why: string): void {
    const givenUp = job?.settled === true;
    if (answer?.kind === "failed") job!.reject(new TaskError(job!.task, seat.number, fromPlainError(answer.error)));
    else job?.reject(new WorkerDiedError(job.task, seat.number, why));
    if (this.failure !== null) return;
    if (!givenUp) this.#losses++;
    if (this.#opening === null && this.#losses < LOSSES_IN_A_ROW) {
      this.#replace(seat);
      return;
    }
    const [problem, cause] =
      answer?.kind === "unable" ? ["cannot start", fromPlainError(answer.error)] : ["ended", undefined];
    const advice = this.#opening ? "the pool is not opened" : `the last ${this.#losses} did, one after the other`;
    this.fail(new PoolError(`worker ${seat.number} ${problem}: ${why}`, advice, cause));
    void this.end();
  }

  /** A new worker, which first does what was broadcast before, unless a newer broadcast waits for it. */
  #replace(seat: Seat): void {
    const newer = new Set(seat.own.map(({ task }) => task));
    const again = this.broadcasts.latest.filter(([task]) => !newer.has(task)).map((each) => this.task(...each));
    seat.own.unshift(...again);
    for (const { promise } of again) promise.catch((error: Error) => this.#unfit(seat, error));
    seat.start();
  }

  /** A worker that cannot be brought to the state of the others is of no use. */
  #unfit(seat: Seat, error: Error): void {
    if (this.failure !== null || error instanceof WorkerDiedError) return; // one that died is replaced in its turn
    const advice = "what was broadcast before does not work in a new worker";
    this.fail(new PoolError(`worker ${seat.number} cannot take another's place: ${error.message}`, advice, error));
    void this.end();
  }

  #job(task: string, message: Job["message"], transfer: readonly Transferable[]): Job {
    const id = this.#jobs++;
    this.#wait(1);
    return new Job(id, task, { ...message, job: id }, transfer, () => this.#wait(-1));
  }

  #wait(change: 1 | -1): void {
    this.#outstanding += change;
    const turned = this.#outstanding === 0 || (this.#outstanding === 1 && change === 1);
    if (turned && this.failure === null) for (const seat of this.#seats) seat.keepAlive(this.#outstanding > 0);
  }

  /** What a job comes to, unless the signal is raised before. */
  async #outcome(job: Job, signal: AbortSignal | undefined): Promise<unknown> {
    const giveUp = () => {
      const seat = this.#seats.find(({ current }) => current === job);
      const place = this.#waiting.indexOf(job);
      if (place >= 0) this.#waiting.splice(place, 1);
      job.reject(signal!.reason);
      seat?.abandon();
    };
    const ended = signal && this.#watch.on(signal, giveUp);
    try {
      return await job.promise;
    } finally {
      ended?.();
    }
  }
}
