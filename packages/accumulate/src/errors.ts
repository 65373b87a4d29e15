/** Base of every error that `@cvar/accumulate` throws. `_tag` names the kind and survives minification. */
export abstract class AccumulateError extends Error {
  abstract readonly _tag: string;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
  }
}

/** A frame came where the trace cannot take it: a P-frame before any I-frame, or a frame that is no P-frame. */
export class FrameOrderError extends AccumulateError {
  readonly _tag = "FrameOrderError";
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
