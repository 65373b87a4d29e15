/** Base of the errors of this app: one line that says what, where and what to do. */
export abstract class BenchError extends Error {
  abstract readonly _tag: string;

  constructor(
    message: string,
    /** What the user can do about it. */
    readonly advice: string | null = null,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
  }
}

/** The command line asks for something that does not exist. Exit code 2. */
export class UsageError extends BenchError {
  readonly _tag = "UsageError";
}

/** A file that a suite needs is not there or cannot be read. */
export class MissingInputError extends BenchError {
  readonly _tag = "MissingInputError";
}

/** A peer's process ended, answered nonsense or took too long. */
export class PeerError extends BenchError {
  readonly _tag = "PeerError";
}

/** What was measured is not what was meant to be: another number of frames, of parameters, a value that is no number. */
export class MeasurementError extends BenchError {
  readonly _tag = "MeasurementError";
}

/** True for errors of this app; with tags, only for those. */
export function isBenchError(error: unknown, ...tags: string[]): error is BenchError {
  return error instanceof BenchError && (tags.length === 0 || tags.includes(error._tag));
}

/**
 * One line for an error: what, where, what to do.
 * @returns no newline in it or after it
 */
export function describeError(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  const advice = isBenchError(error) && error.advice !== null ? `; ${error.advice}` : "";
  return `${message}${advice}`.replace(/\s*\n\s*/g, " ");
}
