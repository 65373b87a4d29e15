import { PoolError, TaskError, WorkerDiedError } from "../errors.js";
import type { BackendPool, PoolOptions, RunOptions } from "./backend-pool.js";
import { Job } from "./job.js";
import { mapInOrder } from "./map-in-order.js";
import type { FromWorker, WorkerMemory } from "./messages.js";
import { fromPlainError } from "./plain-error.js";
import { Seat } from "./seat.js";
import type { AnyTasks } from "./task.js";
import type { StartWorker } from "./worker-handle.js";

/** Workers that are lost one after the other, without a task done in between, before the pool gives up. */
const LOSSES_IN_A_ROW = 4;

/**
 * A pool over any kind of worker.
 *
 * @param module  address of the tasks' module; null: the workers have their tasks
 * @throws PoolError if a worker cannot start
 */
export async function createPool(
  startWorker: StartWorker,
  { size, data, prefer = ["wasm"] }: PoolOptions,
  module: string | null,
): Promise<BackendPool> {
  if (!Number.isInteger(size) || size < 1) throw new PoolError(`size is ${size}`, "give a whole number from 1");
  const seats: Seat[] = [];
  const waiting: Job[] = [];
  const broadcasts = new Map<string, unknown>();
  /** Jobs that somebody waits for, and workers that are starting while the pool opens: they keep the program alive. */
  let outstanding = 0;
  let jobs = 0;
  let losses = 0;
  let failure: Error | null = null;
  let tasks: readonly string[] = [];
  let opened = false;
  let starting = size;
  let open!: () => void;
  const opening = new Promise<void>((resolve) => {
    open = resolve;
  });

  function wait(change: 1 | -1): void {
    outstanding += change;
    const turned = outstanding === 0 || (outstanding === 1 && change === 1);
    if (turned && failure === null) for (const seat of seats) seat.keepAlive(outstanding > 0);
  }

  function feed(seat: Seat): void {
    while (failure === null && seat.idle) {
      const job = seat.own.shift() ?? waiting.shift();
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

  function fail(error: Error): void {
    if (failure !== null) return;
    failure = error;
    for (const seat of seats) {
      for (const job of [seat.current, ...seat.own.splice(0)]) job?.reject(error);
    }
    for (const job of waiting.splice(0)) job.reject(error);
    open();
  }

  function lost(seat: Seat, job: Job | null, answer: FromWorker | null, why: string): void {
    const givenUp = job?.settled === true;
    if (answer?.kind === "failed") job!.reject(new TaskError(job!.task, seat.number, fromPlainError(answer.error)));
    else job?.reject(new WorkerDiedError(job.task, seat.number, why));
    if (failure !== null) return;
    if (!givenUp) losses++;
    if (!opened || losses >= LOSSES_IN_A_ROW) {
      const [problem, cause] =
        answer?.kind === "unable" ? ["cannot start", fromPlainError(answer.error)] : ["ended", undefined];
      const advice = opened ? `the last ${losses} did, one after the other` : "the pool is not opened";
      fail(new PoolError(`worker ${seat.number} ${problem}: ${why}`, advice, cause));
      void endAll();
      return;
    }
    const pending = new Set(seat.own.map((own) => own.task));
    const again = [...broadcasts].filter(([task]) => !pending.has(task));
    seat.own.unshift(...again.map(([task, input]) => taskJob(task, input)));
    for (const { promise } of seat.own.slice(0, again.length)) promise.catch((error: Error) => unfit(seat, error));
    seat.start();
  }

  /** A worker that cannot be brought to the state of the others is of no use. */
  function unfit(seat: Seat, error: Error): void {
    if (failure !== null || error instanceof WorkerDiedError) return; // one that died is replaced in its turn
    const advice = "what was broadcast before does not work in a new worker";
    fail(new PoolError(`worker ${seat.number} cannot take another's place: ${error.message}`, advice, error));
    void endAll();
  }

  function taskJob(task: string, input: unknown, transfer: readonly Transferable[] = []): Job {
    return newJob(task, { kind: "run", job: 0, task, input }, transfer);
  }

  function newJob(task: string, message: Job["message"], transfer: readonly Transferable[]): Job {
    const id = jobs++;
    wait(1);
    return new Job(id, task, { ...message, job: id }, transfer, () => wait(-1));
  }

  /** What a job comes to, unless the signal is raised before. */
  async function outcome(job: Job, signal: AbortSignal | undefined): Promise<unknown> {
    const giveUp = () => {
      const seat = seats.find(({ current }) => current === job);
      const place = waiting.indexOf(job);
      if (place >= 0) waiting.splice(place, 1);
      job.reject(signal!.reason);
      seat?.abandon();
    };
    signal?.addEventListener("abort", giveUp, { once: true });
    try {
      return await job.promise;
    } finally {
      signal?.removeEventListener("abort", giveUp);
    }
  }

  function check(task: string, signal?: AbortSignal): void {
    if (failure !== null) throw failure;
    signal?.throwIfAborted();
    if (!tasks.includes(task))
      throw new PoolError(`the pool has no task "${task}"`, `its tasks are: ${tasks.join(", ") || "none"}`);
  }

  async function run(task: string, input: unknown, { signal, transfer }: RunOptions = {}): Promise<unknown> {
    check(task, signal);
    const job = taskJob(task, input, transfer);
    waiting.push(job);
    const seat = seats.find(({ idle }) => idle);
    if (seat) feed(seat);
    return outcome(job, signal);
  }

  /** One job for each worker; the first failure is thrown when all have ended. */
  async function everywhere(make: () => Job, signal?: AbortSignal): Promise<unknown[]> {
    const made = seats.map((seat) => {
      const job = make();
      seat.own.push(job);
      return job;
    });
    const ended = Promise.allSettled(made.map((job) => outcome(job, signal)));
    for (const seat of seats) feed(seat);
    return (await ended).map((each) => {
      if (each.status === "rejected") throw each.reason;
      return each.value;
    });
  }

  /** Forgets a broadcast that failed. */
  function restore(task: string, before: readonly (readonly [string, unknown])[]): void {
    broadcasts.delete(task);
    for (const [name, input] of before) if (name === task) broadcasts.set(name, input);
  }

  async function endAll(): Promise<void> {
    await Promise.all(seats.map((seat) => seat.end()));
  }

  const events = {
    ready(_: Seat, names: readonly string[]) {
      tasks = names;
      if (!opened && --starting === 0) open();
    },
    free: feed,
    done() {
      losses = 0;
    },
    failed: (seat: Seat, job: Job, answer: FromWorker & { kind: "failed" }) =>
      job.reject(new TaskError(job.task, seat.number, fromPlainError(answer.error))),
    lost,
  };

  try {
    for (let worker = 0; worker < size; worker++) {
      const first = { kind: "start", worker, workers: size, prefer, module, data } as const;
      const seat = new Seat(worker, startWorker, first, events);
      seats.push(seat);
      seat.start();
    }
  } catch (error) {
    fail(new PoolError(`data cannot be sent to a worker: ${(error as Error).message}`, "give plain data", error));
  }
  await opening;
  if (failure !== null) {
    await endAll();
    throw failure;
  }
  opened = true;
  if (outstanding === 0) for (const seat of seats) seat.keepAlive(false);

  const pool: BackendPool<AnyTasks> = {
    size,
    tasks,
    run,
    map: (task, inputs, options) => mapInOrder((input, signal) => run(task, input, { signal }), inputs, size, options),
    async broadcast(task, input, { signal } = {}) {
      check(task, signal);
      const before = [...broadcasts];
      broadcasts.set(task, input);
      try {
        return await everywhere(() => taskJob(task, input), signal);
      } catch (error) {
        if (broadcasts.get(task) === input) restore(task, before);
        throw error;
      }
    },
    async memory() {
      if (failure !== null) throw failure;
      const ask = () => newJob("memory", { kind: "memory", job: 0 }, []);
      return (await everywhere(ask)) as WorkerMemory[];
    },
    async close() {
      fail(new PoolError("the pool is closed", "open another"));
      await endAll();
    },
  };
  return pool;
}
