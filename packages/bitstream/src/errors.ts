/** Where in the input something was found: any part may be unknown. */
export interface Where {
  /** Decode index of the frame. */
  readonly frame?: number;
  /** Byte offset in the file. */
  readonly byte?: number;
  /** Bit offset inside the frame's own bytes. */
  readonly bit?: number;
}

/** Base of every error that `@cvar/bitstream` throws. `_tag` names the kind and survives minification. */
export abstract class BitstreamError extends Error {
  abstract readonly _tag: string;
  /** What is wrong and what to do, without the place. */
  readonly reason: string;
  #where: Where;

  constructor(message: string, where: Where = {}, cause?: unknown) {
    super(message + describe(where), cause === undefined ? undefined : { cause });
    this.reason = message;
    this.#where = where;
    this.name = new.target.name;
  }

  get where(): Where {
    return this.#where;
  }

  /** Fills in what the place that threw could not know; what it did know stays. */
  locate(where: Where): this {
    this.#where = { ...where, ...this.#where };
    this.message = this.reason + describe(this.#where);
    return this;
  }
}

/** The data ends before a syntax element does. */
export class TruncatedStreamError extends BitstreamError {
  readonly _tag = "TruncatedStreamError";
}

/** An element has a value that the standard does not allow. */
export class InvalidSyntaxError extends BitstreamError {
  readonly _tag = "InvalidSyntaxError";

  constructor(
    readonly element: string,
    readonly value: number | string,
    readonly range: string,
    readonly clause: string,
    where: Where = {},
  ) {
    super(`${element} is ${value}, allowed: ${range} (${clause})`, where);
  }
}

/** A frame is intact itself, but refers to one that is damaged, directly or through others: found in `CodedFrame.damage` only. */
export class DamagedReferenceError extends BitstreamError {
  readonly _tag = "DamagedReferenceError";
  /** What the frame that it all began with was damaged by. */
  readonly reference: BitstreamError;

  constructor(reference: BitstreamError, where: Where = {}) {
    const { frame } = reference.where;
    const which = frame === undefined ? "a frame" : `frame ${frame}`;
    super(`the frame builds on ${which}, which is damaged: ${reference.reason}`, where, reference);
    this.reference = reference;
  }
}

/** The stream is valid, and uses something that is not implemented. Unsupported is not corrupt. */
export class UnsupportedFeatureError extends BitstreamError {
  readonly _tag = "UnsupportedFeatureError";

  constructor(
    readonly feature: string,
    readonly clause: string,
    where: Where = {},
  ) {
    super(`${feature} is not supported yet (${clause})`, where);
  }
}

/** A size or count is over a named limit of this library. */
export class LimitExceededError extends BitstreamError {
  readonly _tag = "LimitExceededError";

  constructor(
    readonly limit: string,
    readonly value: number,
    readonly maximum: number,
    where: Where = {},
  ) {
    super(`${limit} is ${value}, the limit is ${maximum}`, where);
  }
}

/** The bytes are no container or stream that this library knows. */
export class UnknownFormatError extends BitstreamError {
  readonly _tag = "UnknownFormatError";
}

/** The source could not be read: no such file, a refused request, … */
export class SourceError extends BitstreamError {
  readonly _tag = "SourceError";
}

/** A call that makes no sense: an option out of range, a video that was closed. */
export class UsageError extends BitstreamError {
  readonly _tag = "UsageError";
}

/** A thread of a decoder pool ended, or failed with an error that is none of these. */
export class WorkerError extends BitstreamError {
  readonly _tag = "WorkerError";
}

/** True for errors of this package; with tags, only for those. */
export function isBitstreamError(error: unknown, ...tags: string[]): error is BitstreamError {
  return error instanceof BitstreamError && (tags.length === 0 || tags.includes(error._tag));
}

function describe({ frame, byte, bit }: Where): string {
  const parts = [
    frame === undefined ? "" : `frame ${frame}`,
    byte === undefined ? "" : `byte ${byte}`,
    bit === undefined ? "" : `bit ${bit}`,
  ].filter(Boolean);
  return parts.length === 0 ? "" : ` [at ${parts.join(", ")}]`;
}
