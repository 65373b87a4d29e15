import type { Faults, MissingClip } from "./dataset-report.js";

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

/** A list of clips says something impossible; where several things are wrong, this is the first, and `faults` has them all. */
export class DatasetFormatError extends DataError {
  readonly _tag = "DatasetFormatError";

  constructor(
    readonly file: string,
    /** From 1, header included; null: no one line is at fault. */
    readonly line: number | null,
    readonly column: string | null,
    problem: string,
    readonly faults: Faults | null = null,
    cause?: unknown,
  ) {
    const place = `${line === null ? "" : `, line ${line}`}${column === null ? "" : `, column "${column}"`}`;
    const more = faults === null || faults.total < 2 ? "" : ` (and ${faults.total - 1} more)`;
    super(`${file}${place}: ${problem}${more}`, cause);
  }
}

/** Clips that a dataset's lists name are not there. */
export class MissingClipsError extends DataError {
  readonly _tag = "MissingClipsError";

  constructor(
    readonly missing: readonly MissingClip[],
    listed: number,
    readonly videos: string,
  ) {
    const names = missing.slice(0, 3).map(({ name }) => name);
    const more = missing.length > names.length ? ", …" : "";
    super(`${missing.length} of ${listed} listed clips are not under ${videos}: ${names.join(", ")}${more}`);
  }
}

/** There is nothing to load. */
export class EmptyDatasetError extends DataError {
  readonly _tag = "EmptyDatasetError";
}

/** There are more files than a dataset has; most likely the wrong folder was named. */
export class DatasetTooLargeError extends DataError {
  readonly _tag = "DatasetTooLargeError";
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
