/** Base of every error that `@cvar/accumulate` throws. `_tag` names the kind and survives minification. */
export abstract class AccumulateError extends Error {
  abstract readonly _tag: string;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
  }
}

/** A frame came where the trace cannot take it: before any I-frame, or of a type that the rule does not trace. */
export class FrameOrderError extends AccumulateError {
  readonly _tag = "FrameOrderError";
}

/**
 * A frame refers to one that was not traced, or is not kept any more: reading began behind it (at an open group: begin at the group
 * before), it could not be decoded, or more frames are referred to than `references` keeps. `missingReferences: "origin"` goes on.
 */
export class MissingReferenceError extends AccumulateError {
  readonly _tag = "MissingReferenceError";

  /** @param frame  decode index; @param reference  display index of the frame referred to, −1 where the block names none */
  constructor(
    readonly frame: number,
    readonly reference: number,
  ) {
    super(
      reference < 0
        ? `a block of frame ${frame} is predicted from no frame: pass missingReferences "origin" to go on`
        : `frame ${frame} refers to the frame displayed at ${reference}, which was not traced: begin at an earlier group, or pass missingReferences "origin"`,
    );
  }
}

/** An option out of its range. */
export class InvalidOptionError extends AccumulateError {
  readonly _tag = "InvalidOptionError";

  constructor(
    readonly option: string,
    readonly value: unknown,
    readonly allowed: string,
  ) {
    super(`${option} is ${value}: allowed are ${allowed}`);
  }
}

/** A frame lacks what the rule reads; `needs` is the `output` to ask `video.frames` for. */
export class MissingDataError extends AccumulateError {
  readonly _tag = "MissingDataError";

  constructor(
    readonly part: "motion" | "residual" | "picture",
    readonly needs: "motion" | "compressed" | "pictures",
    frame: number,
  ) {
    super(`frame ${frame} has no ${part}: read the frames with output "${needs}"`);
  }
}

/** A frame's size is not the one that the accumulator was made for, or an array's length does not fit its shape. */
export class ShapeMismatchError extends AccumulateError {
  readonly _tag = "ShapeMismatchError";

  constructor(
    readonly what: string,
    readonly expected: readonly number[],
    readonly actual: readonly number[],
  ) {
    super(`${what} is [${actual.join(", ")}], expected [${expected.join(", ")}]`);
  }
}

/** A frame is larger than this library takes. */
export class LimitExceededError extends AccumulateError {
  readonly _tag = "LimitExceededError";

  constructor(
    readonly limit: string,
    readonly value: number,
    readonly maximum: number,
  ) {
    super(`${limit}: ${value}, the limit is ${maximum}`);
  }
}

/** A frame was asked for that the video does not have, or that is of a type without a trace to one I-frame. */
export class FrameNotFoundError extends AccumulateError {
  readonly _tag = "FrameNotFoundError";
}

/** True for errors of this package; with tags, only for those. */
export function isAccumulateError(error: unknown, ...tags: string[]): error is AccumulateError {
  return error instanceof AccumulateError && (tags.length === 0 || tags.includes(error._tag));
}
