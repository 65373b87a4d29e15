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

/** An option is outside its range. */
export class InvalidOptionError extends EnergyError {
  readonly _tag = "InvalidOptionError";

  constructor(
    readonly option: string,
    readonly value: unknown,
    readonly allowed: string,
  ) {
    super(`${option} is ${JSON.stringify(value) ?? String(value)}, allowed: ${allowed}`);
  }
}

/** A technology's figure is missing, or no energy. */
export class InvalidTechnologyError extends EnergyError {
  readonly _tag = "InvalidTechnologyError";

  constructor(
    readonly field: string,
    readonly value: unknown,
    readonly allowed: string,
  ) {
    super(`technology: ${field} is ${JSON.stringify(value) ?? String(value)}, allowed: ${allowed}`);
  }
}

/** A technology lacks a figure that what was asked for needs. */
export class MissingCostError extends EnergyError {
  readonly _tag = "MissingCostError";

  constructor(
    readonly technology: string,
    readonly field: string,
    what: string,
  ) {
    super(`"${technology}" has no ${field}, which ${what} needs: choose a technology that has it`);
  }
}

/** A report has a field that is missing, of the wrong kind or out of range. */
export class InvalidReportError extends EnergyError {
  readonly _tag = "InvalidReportError";

  constructor(
    /** where in the report, "layers.3.macs"; empty for the whole */
    readonly field: string,
    reason: string,
  ) {
    super(`energy report${field === "" ? "" : `, ${field}`}: ${reason}`);
  }
}

/** True for errors of this package; with tags, only for those. */
export function isEnergyError(error: unknown, ...tags: string[]): error is EnergyError {
  return error instanceof EnergyError && (tags.length === 0 || tags.includes(error._tag));
}
