import type { PlainError } from "./plain-error.js";

/** To a worker. `start` comes first and once; `run` one at a time, the next after the answer. */
export type ToWorker =
  | {
      readonly kind: "start";
      readonly worker: number;
      readonly workers: number;
      readonly prefer: readonly string[];
      /** Address of the module whose functions are the tasks; null: the worker has them. */
      readonly module: string | null;
      readonly data: unknown;
    }
  | { readonly kind: "run"; readonly job: number; readonly task: string; readonly input: unknown }
  | { readonly kind: "memory"; readonly job: number }
  | { readonly kind: "abort"; readonly job: number };

/** From a worker: one `ready` or `unable`, then one answer for each `run` and `memory`. */
export type FromWorker =
  | { readonly kind: "ready"; readonly backend: string; readonly tasks: readonly string[] }
  | { readonly kind: "unable"; readonly error: PlainError }
  | { readonly kind: "done"; readonly job: number; readonly output: unknown }
  /** `broken`: its backend may not be used again. */
  | { readonly kind: "failed"; readonly job: number; readonly error: PlainError; readonly broken: boolean };

/** What a worker holds, as `tf.memory()` counts it. */
export interface WorkerMemory {
  /** From 0; who replaces a worker has its number. */
  readonly worker: number;
  readonly backend: string;
  readonly numTensors: number;
  readonly numDataBuffers: number;
  readonly numBytes: number;
}
