/** Base of every error that `@cvar/backend` throws. `_tag` names the kind and survives minification. */
export abstract class BackendError extends Error {
  abstract readonly _tag: string;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
  }
}

/** No TensorFlow.js backend could be started; `tried` says why each one could not. */
export class NoBackendError extends BackendError {
  readonly _tag = "NoBackendError";

  constructor(readonly tried: readonly { readonly name: string; readonly reason: string }[]) {
    super(`no TensorFlow.js backend works here: ${tried.map((t) => `${t.name} (${t.reason})`).join("; ")}`);
  }
}

/** A trace was asked of something that cannot be traced. */
export class TraceError extends BackendError {
  readonly _tag = "TraceError";
}

/** Values were asked of a tensor that has only a shape, because no kernel computes where shapes alone are traced. */
export class NoValuesError extends BackendError {
  readonly _tag = "NoValuesError";

  constructor() {
    super(
      "a tensor was read where shapes alone are computed (traceShapes, withoutValues), so it has no values: " +
        "what depends on values needs a real run, by trace() on a backend that computes",
    );
  }
}

/** A kernel's output shapes are not known where shapes alone are computed. */
export class UnknownShapeError extends BackendError {
  readonly _tag = "UnknownShapeError";

  constructor(readonly kernel: string) {
    super(
      `kernel ${kernel} has no shape rule: add one with registerShape("${kernel}", (inputs, attributes) => ({ shape, dtype })), ` +
        "or, if its shape depends on values, record a real run with trace()",
    );
  }
}

/** A kernel was called with what it cannot compute. */
export class KernelInputError extends BackendError {
  readonly _tag = "KernelInputError";

  constructor(
    readonly kernel: string,
    reason: string,
  ) {
    super(`${kernel}: ${reason}`);
  }
}

/** The heap of the wasm backend has no room for another tensor; it holds 4 GiB at most. Nothing was written. */
export class HeapExhaustedError extends BackendError {
  readonly _tag = "HeapExhaustedError";

  constructor(
    /** What was asked for, in bytes. */
    readonly bytes: number,
    /** The size of the heap, in bytes: what tensors take, and gaps between them. */
    readonly heapBytes: number,
  ) {
    super(
      `wasm: no room for ${mebibytes(bytes)} MiB, its heap has grown to ${mebibytes(heapBytes)} MiB (4096 at most): ` +
        "dispose of tensors (tf.tidy), take smaller batches, or use another backend",
    );
  }
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}

/** The native backend could not be set up: what is wrong and what to do, in one line. */
export class NativeSetupError extends BackendError {
  readonly _tag = "NativeSetupError";

  constructor(
    /** Which part of the set-up: what is needed first, or the step that failed. */
    readonly step: "platform" | "processor" | "tools" | "disk" | "download" | "npm" | "unpack" | "compile" | "load",
    readonly problem: string,
    readonly advice: string,
    cause?: unknown,
  ) {
    super(`${problem}: ${advice}`, cause);
  }
}

/** A pool of backends cannot be opened, was closed, or was asked for what it cannot do. */
export class PoolError extends BackendError {
  readonly _tag = "PoolError";

  constructor(
    readonly problem: string,
    readonly advice: string,
    cause?: unknown,
  ) {
    super(`${problem}: ${advice}`, cause);
  }
}

/** A task of a pool threw; `cause` has the name, message, stack and `_tag` of what it threw. */
export class TaskError extends BackendError {
  readonly _tag = "TaskError";

  constructor(
    readonly task: string,
    /** In which worker, from 0. */
    readonly worker: number,
    cause: Error,
  ) {
    super(`task "${task}" failed in worker ${worker}: ${cause.name}: ${cause.message}`, cause);
  }
}

/** A worker of a pool ended (out of memory, `process.exit`, a fault of the engine); another takes its place. */
export class WorkerDiedError extends BackendError {
  readonly _tag = "WorkerDiedError";

  constructor(
    /** What it was running. */
    readonly task: string,
    readonly worker: number,
    readonly reason: string,
  ) {
    super(`worker ${worker} ended while it ran task "${task}": ${reason}`);
  }
}

/** True for errors of this package; with tags, only for those. */
export function isBackendError(error: unknown, ...tags: string[]): error is BackendError {
  return error instanceof BackendError && (tags.length === 0 || tags.includes(error._tag));
}
