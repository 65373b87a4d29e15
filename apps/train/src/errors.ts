/** Base of the errors of this app: one line that says what, where and what to do. */
export abstract class TrainError extends Error {
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

/** The command line or a configuration file asks for something that does not exist. Exit code 2. */
export class UsageError extends TrainError {
  readonly _tag = "UsageError";
}

/** A file or folder that a command needs is not there or cannot be read. */
export class MissingInputError extends TrainError {
  readonly _tag = "MissingInputError";
}

/** A file that a command makes cannot be written. */
export class OutputError extends TrainError {
  readonly _tag = "OutputError";
}

/** A program that a command starts (FFmpeg) is not on the PATH, or failed. */
export class ToolError extends TrainError {
  readonly _tag = "ToolError";
}

/** A dataset that has nothing to train or evaluate on. */
export class DatasetError extends TrainError {
  readonly _tag = "DatasetError";
}

/** A run folder that is not one, is damaged, or does not fit what is asked of it. */
export class RunError extends TrainError {
  readonly _tag = "RunError";
}

/** Stopped by the user; everything that was to be kept has been written. */
export class InterruptedError extends TrainError {
  readonly _tag = "InterruptedError";
}

/** The loss or a gradient is no longer a number. */
export class DivergedError extends TrainError {
  readonly _tag = "DivergedError";
}

/** True for errors of this app; with tags, only for those. */
export function isTrainError(error: unknown, ...tags: string[]): error is TrainError {
  return error instanceof TrainError && (tags.length === 0 || tags.includes(error._tag));
}

/** What to do about errors of the other packages, by their `_tag`. */
const ADVICE: Readonly<Record<string, string>> = {
  SourceError: "check the path, and that the file can be read",
  UnknownFormatError:
    "give an AVI, MP4/MOV, Matroska or MPEG-TS file or a raw stream with MPEG-4 or H.264 video, or convert it with `cvar prepare`",
  DatasetNotFoundError:
    "give a folder of classes, a CSV with the columns file,label,split, or a dataset's name before its folder",
  DatasetFormatError: "`cvar data` lists all that is wrong",
  MissingClipsError: "say where they are with --videos, or go on without them with --allow-missing",
  UnsupportedFeatureError: "convert the file with `cvar prepare`",
  TruncatedStreamError: "the file is cut short: copy it again, or re-encode what is left with `cvar prepare`",
  InvalidSyntaxError: "the file is damaged: copy it again, or re-encode it with `cvar prepare`",
  LimitExceededError: "scale the video down with `cvar prepare`",
};

/**
 * One line for an error: what, where, what to do.
 * @returns no newline in it or after it
 */
export function describeError(error: unknown, where?: string): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  const tag = (error as { _tag?: string } | null)?._tag;
  const advice = error instanceof TrainError ? error.advice : tag === undefined ? null : (ADVICE[tag] ?? null);
  const known = advice === null || message.includes("cvar prepare");
  const place = where === undefined || message.includes(where) ? "" : `${where}: `;
  return `${place}${message}${known ? "" : `; ${advice}`}`.replace(/\s*\n\s*/g, " ");
}
