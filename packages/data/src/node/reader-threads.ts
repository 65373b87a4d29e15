import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { WorkerDiedError } from "../errors.js";
import type { Arrays } from "../triplet-arrays.js";
import type { ClipReaders } from "./clip-readers.js";
import type { ClipResult } from "./clip-task.js";
import { SharedArrays } from "./shared-arrays.js";
import type { FromWorker, ToWorker, WorkerSetup } from "./worker-messages.js";

/** Threads that die one after the other, without one clip read in between, before the readers give up. */
const DEATHS_IN_A_ROW = 4;
/** Tasks that threads know of at a time; more wait here. */
const TASKS_OUT = 1024;

/** A task that is not finished; its number is also that of its claim, modulo {@link TASKS_OUT}. */
interface Job {
  readonly message: ToWorker & { readonly kind: "read" };
  resolve(result: ClipResult): void;
  reject(reason: unknown): void;
}

/**
 * Readers in threads of this file. A thread that dies (a fault in the engine, a clip that takes all its memory) is replaced, and
 * the clip that it was reading is reported like one that cannot be read. Exported for tests of that.
 */
export function inThreads(count: number, file: URL): ClipReaders {
  const claims = new Int32Array(new SharedArrayBuffer(4 * TASKS_OUT));
  const threads = new Map<number, Worker>();
  const out = new Map<number, Job>();
  const waiting = new Map<number, Job>();
  let failure: Error | null = null;
  let latest = 0;
  let deaths = 0;

  const tell = (message: ToWorker) => {
    for (const worker of threads.values()) worker.postMessage(message);
  };
  const shared = new SharedArrays(tell);

  function send({ message }: Job): void {
    Atomics.store(claims, message.claim, message.task);
    tell(message);
  }

  /** Sends what waits, and keeps the program alive only while a clip is asked for: not for a loop that was abandoned. */
  function goOn(): void {
    if (failure !== null) return; // whoever ends the threads waits for that: unref() would let the program end before
    for (const [number, job] of waiting) {
      if (out.has(number - TASKS_OUT)) break; // its claim is in use
      waiting.delete(number);
      out.set(number, job);
      send(job);
    }
    for (const worker of threads.values()) out.size > 0 ? worker.ref() : worker.unref();
  }

  function fail(error: Error): void {
    failure ??= error;
    for (const job of [...out.values(), ...waiting.values()]) job.reject(failure);
    out.clear();
    waiting.clear();
    for (const worker of threads.values()) worker.unref();
  }

  function start(me: number): void {
    const worker = new Worker(file, { workerData: { claims, me } satisfies WorkerSetup });
    threads.set(me, worker);
    for (const message of shared.known()) worker.postMessage(message);
    for (const { message } of out.values()) worker.postMessage(message);
    worker.on("message", ({ task, result }: FromWorker) => {
      deaths = 0;
      out.get(task)?.resolve(result as ClipResult);
      out.delete(task);
      goOn();
    });
    worker.on("error", (error) => died(me, worker, error.message, error));
    worker.on("messageerror", (error) => died(me, worker, error.message, error));
    worker.on("exit", (code) => died(me, worker, `exit code ${code}`));
  }

  function died(me: number, worker: Worker, why: string, cause?: unknown): void {
    if (failure !== null || threads.get(me) !== worker) return;
    void worker.terminate();
    const held = [...out.values()].filter(({ message }) => Atomics.load(claims, message.claim) === -1 - me);
    const last = held.pop();
    const at = last === undefined ? "" : ` while it read ${last.message.clip.file}`;
    if (++deaths >= DEATHS_IN_A_ROW) {
      fail(new WorkerDiedError(`worker thread ${fileURLToPath(file)} ended${at}: ${why}`, cause));
      return;
    }
    threads.delete(me);
    if (last !== undefined) {
      const reason = `WorkerDiedError: the thread that read it ended: ${why}`;
      last.resolve({ skipped: { file: last.message.clip.file, reason } });
      out.delete(last.message.task);
    }
    start(me);
    for (const job of held) send(job); // read, but the answer was lost
    goOn();
  }

  for (let me = 0; me < count; me++) start(me);
  goOn();

  return {
    concurrency: count,
    async read(clip, into, signal) {
      if (failure !== null) throw failure;
      signal?.throwIfAborted();
      const task = ++latest;
      const claim = task % TASKS_OUT;
      const places = into === undefined ? null : into.map((arrays) => shared.placeOf(arrays));
      let withdraw = () => {};
      try {
        const result = await new Promise<ClipResult>((resolve, reject) => {
          withdraw = () => {
            const free = waiting.delete(task) || Atomics.compareExchange(claims, claim, task, 0) === task;
            if (!free) return;
            out.delete(task);
            reject(signal?.reason);
            goOn();
          };
          signal?.addEventListener("abort", withdraw, { once: true });
          waiting.set(task, { message: { kind: "read", task, claim, clip, into: places }, resolve, reject });
          goOn();
        });
        return withArrays(result, into);
      } finally {
        signal?.removeEventListener("abort", withdraw);
      }
    },
    forget: (buffers) => shared.forget(buffers),
    async close() {
      fail(new WorkerDiedError("the readers were closed"));
      await Promise.all([...threads.values()].map((worker) => worker.terminate()));
    },
  };
}

/** The answer to a task with `into` names triplets without their arrays, which are where they were to be. */
function withArrays(result: ClipResult | FromWorker["result"], into: readonly Arrays[] | undefined): ClipResult {
  if (!("placed" in result)) return result;
  return { triplets: result.placed.map((facts, k) => ({ ...facts, ...into![k]! })) };
}
