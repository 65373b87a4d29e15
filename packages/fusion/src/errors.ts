/** Base of every error that `@cvar/fusion` throws. `_tag` names the kind and survives minification. */
export abstract class FusionError extends Error {
  abstract readonly _tag: string;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** A tensor has another shape than the function needs. */
export class ShapeMismatchError extends FusionError {
  readonly _tag = "ShapeMismatchError";

  /**
   * @param what  the tensor, as the caller knows it
   * @param expected  the shape in words, for example `[B, N, 64]`
   * @param actual  the shape that came
   */
  constructor(
    readonly what: string,
    readonly expected: string,
    readonly actual: readonly (number | null)[],
  ) {
    super(`${what} has shape [${actual.join(", ")}], expected ${expected}`);
  }
}

/** An option of a layer or function is outside its legal range. */
export class InvalidOptionError extends FusionError {
  readonly _tag = "InvalidOptionError";

  constructor(
    readonly option: string,
    readonly value: unknown,
    readonly range: string,
  ) {
    super(`${option} is ${shown(value)}, allowed: ${range}`);
  }
}

/** True for errors of this package; with tags, only for those. */
export function isFusionError(error: unknown, ...tags: string[]): error is FusionError {
  return error instanceof FusionError && (tags.length === 0 || tags.includes(error._tag));
}

/** A value that may be anything, in few words: JSON where it has some. */
function shown(value: unknown): string {
  if (typeof value === "number" || typeof value === "bigint") return String(value); // NaN and ∞ are null in JSON
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return `of type ${typeof value}`; // circular
  }
}
