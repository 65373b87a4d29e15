import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { InvalidOptionError, WorkerDiedError } from "../errors.js";
import { type ClipResult, type ClipTask, readClip } from "./clip-task.js";

/** Reads clips, several at a time where it has worker threads. */
export interface ClipReaders {
  /** Threads that read; 0: clips are read one after the other in the caller's. */
  readonly concurrency: number;
  /** Waits for a free reader. Rejects with WorkerDiedError, or after {@link close}. */
  read(task: ClipTask): Promise<ClipResult>;
  /** Ends the threads; reads that are not finished are rejected. */
  close(): Promise<void>;
}

/**
 * Readers in `workers` threads, or in this thread with 0. When the package runs from its TypeScript sources (in its own tests)
 * there is no worker file, and everything is read in this thread.
 */
export function createClipReaders(workers: number): ClipReaders {
  if (!Number.isInteger(workers) || workers < 0)
    throw new InvalidOptionError("workers", workers, "whole numbers from 0");
  return workers === 0 || import.meta.url.endsWith(".ts") ? inThisThread() : inThreads(workers, workerFile);
}

const workerFile = new URL("./worker.js", import.meta.url);

function inThisThread(): ClipReaders {
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;
  return {
    concurrency: 0,
    read(task) {
      const result = last.then(() => {
        if (closed) throw closedError(task.file);
        return readClip(task);
      });
      last = result.catch(() => undefined);
      return result;
    },
    async close() {
      closed = true;
      await last;
    },
  };
}

interface Job {
  readonly task: ClipTask;
  readonly resolve: (result: ClipResult) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Tasks that a thread may hold. More than one: a program that computes for long between two reads answers no message in the
 * meantime, and its threads would stand still.
 */
const TASKS_PER_THREAD = 16;

/** Exported for tests of what happens when the file's thread dies. */
export function inThreads(count: number, file: URL): ClipReaders {
  const waiting: Job[] = [];
  /** What each thread holds, in the order in which it answers. */
  const threads = new Map<Worker, Job[]>();
  let failure: Error | null = null;

  const dispatch = () => {
    while (waiting.length > 0) {
      const [worker, held] = [...threads].reduce((least, each) => (each[1].length < least[1].length ? each : least));
      if (held.length >= TASKS_PER_THREAD) return;
      const job = waiting.shift()!;
      held.push(job);
      worker.ref();
      worker.postMessage(job.task);
    }
  };
  const fail = (error: Error) => {
    failure ??= error;
    for (const job of [...[...threads.values()].flat(), ...waiting]) job.reject(failure);
    for (const held of threads.values()) held.length = 0;
    waiting.length = 0;
  };
  const start = () => {
    const worker = new Worker(file);
    const held: Job[] = [];
    threads.set(worker, held);
    worker.unref();
    const died = (why: string, cause?: unknown) => {
      threads.delete(worker);
      const at = held[0]?.task.file;
      const where = at === undefined ? "" : ` while reading ${at}`;
      const error = new WorkerDiedError(`a worker thread (${fileURLToPath(file)}) ended${where}: ${why}`, cause);
      for (const job of held) job.reject(failure ?? error);
      fail(error);
    };
    worker.on("message", (result: ClipResult) => {
      held.shift()?.resolve(result);
      if (held.length === 0) worker.unref(); // an abandoned loop must not keep the program alive
      dispatch();
    });
    worker.on("error", (error) => died(error.message, error));
    worker.on("messageerror", (error) => died(error.message, error));
    worker.on("exit", (code) => died(`exit code ${code}`));
  };
  for (let k = 0; k < count; k++) start();

  return {
    concurrency: count,
    read(task) {
      return new Promise((resolve, reject) => {
        if (failure !== null) return reject(failure);
        waiting.push({ task, resolve, reject });
        dispatch();
      });
    },
    async close() {
      fail(closedError());
      await Promise.all([...threads.keys()].map((worker) => worker.terminate()));
    },
  };
}

function closedError(file?: string): WorkerDiedError {
  return new WorkerDiedError(`the readers were closed${file === undefined ? "" : ` before ${file} was read`}`);
}
