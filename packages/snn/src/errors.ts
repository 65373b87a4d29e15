/** Base of every error that `@cvar/snn` throws. `_tag` names the kind and survives minification. */
export abstract class SnnError extends Error {
  abstract readonly _tag: string;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** Two shapes that must agree do not. */
export class ShapeMismatchError extends SnnError {
  readonly _tag = "ShapeMismatchError";

  constructor(
    readonly what: string,
    readonly expected: string,
    readonly actual: readonly (number | null)[],
  ) {
    super(`${what}: expected shape ${expected}, got [${actual.map((d) => d ?? "?").join(", ")}]`);
  }
}

/** An option has a value outside its range. */
export class InvalidOptionError extends SnnError {
  readonly _tag = "InvalidOptionError";

  constructor(
    readonly option: string,
    readonly value: unknown,
    readonly allowed: string,
  ) {
    super(`${option} is ${typeof value === "number" ? value : JSON.stringify(value)}, allowed: ${allowed}`);
  }
}

/** True for errors of this package; with tags, only for those. */
export function isSnnError(error: unknown, ...tags: string[]): error is SnnError {
  return error instanceof SnnError && (tags.length === 0 || tags.includes(error._tag));
}
