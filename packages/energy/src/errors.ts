/** Base of every error that `@cvar/energy` throws. `_tag` names the kind and survives minification. */
export abstract class EnergyError extends Error {
  abstract readonly _tag: string;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** A kernel call lacks what its cost is computed from: the trace is not one of this version's. */
export class InvalidTraceError extends EnergyError {
  readonly _tag = "InvalidTraceError";

  constructor(
    readonly kernel: string,
    reason: string,
  ) {
    super(`a traced call of ${kernel} ${reason}`);
  }
}

/** Something was measured that is no function and no model. */
export class UsageError extends EnergyError {
  readonly _tag = "UsageError";
}

/** True for errors of this package; with tags, only for those. */
export function isEnergyError(error: unknown, ...tags: string[]): error is EnergyError {
  return error instanceof EnergyError && (tags.length === 0 || tags.includes(error._tag));
}
