/** What a task may use besides its input. */
export interface TaskContext {
  /** What the pool was opened with, as this worker received it: the same object for all tasks of a worker. */
  readonly data: unknown;
  /** The worker's number, from 0, and how many there are. */
  readonly worker: number;
  readonly workers: number;
  /** Raised when who asked for the task gave it up; a task of several steps can look at it in between. */
  readonly signal: AbortSignal;
  /** Has buffers of the output moved instead of copied: they are no longer usable here afterwards. */
  transfer(...buffers: ArrayBuffer[]): void;
}

/**
 * A task: runs in a worker, with its backend started and the training kernels registered. Tensors that it makes are
 * disposed when it ends, also when it throws; variables, models and what `tf.keep` was called on stay for the next task.
 *
 * @param input  whatever a structured clone carries, `SharedArrayBuffer`s too (they are shared, not copied)
 * @returns the same kind of data, or a promise of it; no tensors
 */
export type Task<I = unknown, O = unknown> = (input: I, context: TaskContext) => O | Promise<O>;

// biome-ignore lint/suspicious/noExplicitAny: functions of any input are tasks
type AnyTask = (input: any, context: TaskContext) => unknown;

/** Names of the tasks of a module's type, `typeof import("./tasks.js")`. */
export type TaskName<M> = { [K in keyof M]: M[K] extends AnyTask ? K : never }[keyof M] & string;

/** Input of a task of a module's type. */
export type TaskInput<M, K extends keyof M> = M[K] extends (input: infer I, ...rest: never[]) => unknown ? I : never;

/** What a task of a module's type returns, awaited. */
export type TaskOutput<M, K extends keyof M> = M[K] extends (...given: never[]) => infer O ? Awaited<O> : never;

/** The type of a module of which nothing is known. */
export type AnyTasks = Readonly<Record<string, Task>>;
