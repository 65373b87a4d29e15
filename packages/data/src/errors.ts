/** Base of every error that `@cvar/data` throws. `_tag` names the kind and survives minification. */
export abstract class DataError extends Error {
  abstract readonly _tag: string;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
  }
}

/** A folder or list of clips could not be read at all. */
export class DatasetNotFoundError extends DataError {
  readonly _tag = "DatasetNotFoundError";
}

/** A list of clips has a row that says something impossible; `line` counts from 1 and includes the header. */
export class DatasetFormatError extends DataError {
  readonly _tag = "DatasetFormatError";

  constructor(
    readonly file: string,
    readonly line: number,
    readonly column: string | null,
    problem: string,
    cause?: unknown,
  ) {
    super(`${file}, line ${line}${column === null ? "" : `, column "${column}"`}: ${problem}`, cause);
  }
}

/** There is nothing to load. */
export class EmptyDatasetError extends DataError {
  readonly _tag = "EmptyDatasetError";
}

/** A clip's label is not among the classes. */
export class UnknownLabelError extends DataError {
  readonly _tag = "UnknownLabelError";
}

/** An option is outside its range. */
export class InvalidOptionError extends DataError {
  readonly _tag = "InvalidOptionError";

  constructor(
    readonly option: string,
    readonly value: unknown,
    readonly range: string,
  ) {
    super(`${option} is ${String(value)}, allowed: ${range}`);
  }
}

/** A video has no group of pictures that a triplet could be made of. */
export class NoTripletError extends DataError {
  readonly _tag = "NoTripletError";
}

/** Arrays are not those that were asked for. */
export class ShapeMismatchError extends DataError {
  readonly _tag = "ShapeMismatchError";

  constructor(expected: string, actual: string) {
    super(`expected ${expected}, got ${actual}`);
  }
}

/** More clips of a pass cannot be used than may be left out. */
export class BrokenClipsError extends DataError {
  readonly _tag = "BrokenClipsError";

  constructor(
    /** Files and reasons, in the order in which they were met. */
    readonly skipped: readonly { readonly file: string; readonly reason: string }[],
    readonly clips: number,
  ) {
    const [first] = skipped;
    super(`${skipped.length} of ${clips} clips cannot be used; the first: ${first?.file}: ${first?.reason}`);
  }
}

/** A saved position is of other batches than the loader's. */
export class StateMismatchError extends DataError {
  readonly _tag = "StateMismatchError";
}

/** Worker threads ended again and again, or before they had answered. */
export class WorkerDiedError extends DataError {
  readonly _tag = "WorkerDiedError";
}

/** True for errors of this package; with tags, only for those. */
export function isDataError(error: unknown, ...tags: string[]): error is DataError {
  return error instanceof DataError && (tags.length === 0 || tags.includes(error._tag));
}

/** An error's tag, or else its name, and its message. */
export function describeReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const tag = (error as { _tag?: unknown })._tag;
  return `${typeof tag === "string" ? tag : error.name}: ${error.message}`;
}
