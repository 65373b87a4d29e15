import type { WorkerMemory } from "./messages.js";
import type { AnyTasks, TaskInput, TaskName, TaskOutput } from "./task.js";

/** What a pool of backends is opened with, in any runtime. */
export interface PoolOptions {
  /** Workers, each with a backend of its own. */
  readonly size: number;
  /** Handed to every task as `context.data`: cloned once for each worker, `SharedArrayBuffer`s in it are shared. */
  readonly data?: unknown;
  /** Backends that a worker tries, in order. Default: wasm alone. */
  readonly prefer?: readonly string[];
}

/** Options of one task. */
export interface RunOptions {
  /**
   * Gives the task up: the promise is rejected with the signal's reason at once. A task that is waiting is not run; one
   * that runs is told by `context.signal`, and if it has not ended after 2 s its worker is replaced.
   */
  readonly signal?: AbortSignal;
  /** Parts of the input that are moved to the worker instead of copied. */
  readonly transfer?: readonly Transferable[];
}

/** Options of {@link BackendPool.map}. */
export interface MapOptions {
  readonly signal?: AbortSignal;
  /** Inputs that are taken before their turn, at most. Default: two for each worker. */
  readonly ahead?: number;
}

/**
 * Workers with a TensorFlow.js backend each, for work that can be divided: parts of a batch, clips of a dataset.
 * `M` is the type of the module that has the tasks.
 */
export interface BackendPool<M = AnyTasks> {
  readonly size: number;
  /** Names of the module's tasks. */
  readonly tasks: readonly string[];
  /**
   * Runs a task in whichever worker is free first. The input is sent when that is so: it should not change before.
   *
   * @throws TaskError if it threw; WorkerDiedError if its worker ended; PoolError; the signal's reason
   */
  run<K extends TaskName<M>>(task: K, input: TaskInput<M, K>, options?: RunOptions): Promise<TaskOutput<M, K>>;
  /**
   * Runs a task for every input and gives the outputs in the order of the inputs, which are taken only as workers need
   * them. Leaving the loop, an error or the signal gives up what was begun.
   *
   * @throws what `run` throws, and what the inputs throw
   */
  map<K extends TaskName<M>>(
    task: K,
    inputs: Iterable<TaskInput<M, K>> | AsyncIterable<TaskInput<M, K>>,
    options?: MapOptions,
  ): AsyncGenerator<TaskOutput<M, K>, void, void>;
  /**
   * Runs a task once in every worker, before what waits for a free one: the way to bring weights. The latest input of
   * each task that was broadcast is kept, and a worker that takes another's place runs it first, so all workers are
   * in the same state; large inputs belong into a `SharedArrayBuffer`.
   *
   * @returns the outputs by worker
   * @throws as `run`
   */
  broadcast<K extends TaskName<M>>(
    task: K,
    input: TaskInput<M, K>,
    options?: Pick<RunOptions, "signal">,
  ): Promise<TaskOutput<M, K>[]>;
  /** What each worker holds, asked between its tasks: the numbers of a worker that does not leak do not grow. */
  memory(): Promise<WorkerMemory[]>;
  /** Ends the workers; what was not done is rejected with a PoolError. */
  close(): Promise<void>;
}
