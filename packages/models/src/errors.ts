/** Base of every error that `@cvar/models` throws. `_tag` names the kind and survives minification. */
export abstract class ModelError extends Error {
  abstract readonly _tag: string;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
  }
}

/** A field of a model's config is outside its range, or there is no such field. */
export class InvalidConfigError extends ModelError {
  readonly _tag = "InvalidConfigError";

  constructor(
    readonly field: string,
    readonly value: unknown,
    readonly allowed: string,
  ) {
    super(`config.${field} is ${shown(value)}, allowed: ${allowed}`);
  }
}

/** An option of a function has a value that it cannot have here. */
export class InvalidOptionError extends ModelError {
  readonly _tag = "InvalidOptionError";

  constructor(
    readonly option: string,
    readonly value: unknown,
    readonly allowed: string,
  ) {
    super(`option ${option} is ${shown(value)}, allowed: ${allowed}`);
  }
}

/** A config is legal field by field, but the network has more weights than are built here; `modelInfo` counts them. */
export class ModelTooLargeError extends ModelError {
  readonly _tag = "ModelTooLargeError";

  constructor(
    readonly parameters: number,
    readonly limit: number,
  ) {
    super(`the network has ${parameters} parameters, at most ${limit} are built: take smaller sizes in its config`);
  }
}

/** There is no model of this name. */
export class UnknownModelError extends ModelError {
  readonly _tag = "UnknownModelError";

  constructor(
    readonly model: string,
    readonly known: readonly string[],
  ) {
    super(`no model is called ${shown(model)}, there are: ${known.join(", ")}`);
  }
}

/** A `tf.layers` model was not made by this package, so its config and weight names are unknown. */
export class ForeignModelError extends ModelError {
  readonly _tag = "ForeignModelError";
}

/** Bytes are no valid safetensors file. */
export class InvalidSafetensorsError extends ModelError {
  readonly _tag = "InvalidSafetensorsError";

  constructor(
    readonly problem: string,
    /** the tensor concerned, if any */
    readonly tensor?: string,
    cause?: unknown,
  ) {
    super(
      `not a valid safetensors file: ${tensor === undefined ? "" : `tensor ${JSON.stringify(tensor)}: `}${problem}`,
      cause,
    );
  }
}

/** Named tensors do not fit a model's weights; nothing was changed. */
export class WeightMismatchError extends ModelError {
  readonly _tag = "WeightMismatchError";

  constructor(
    readonly missing: readonly string[],
    readonly unexpected: readonly string[],
    readonly mismatched: readonly string[],
    /** whose names came closest */
    readonly dialect: string,
    /** options that would make tensors of another shape fit */
    readonly remedies: readonly string[] = [],
  ) {
    const parts = [
      listed("missing", missing),
      listed("with no place in the model", unexpected),
      listed("of the wrong shape or type", mismatched),
    ].filter((part) => part !== "");
    const advice = ["strict: false to load those that fit", ...remedies].join(", or ");
    super(`the tensors do not fit the model by ${dialect} names: ${parts.join("; ")} (pass ${advice})`);
  }
}

/** A saved model cannot be read or written: no such folder, a damaged `model.json`, weights of the wrong size. */
export class StoredModelError extends ModelError {
  readonly _tag = "StoredModelError";

  constructor(
    readonly path: string,
    readonly problem: string,
    cause?: unknown,
  ) {
    super(`${path}: ${problem}`, cause);
  }
}

/** A file of weights in a format that is not read here. */
export class UnsupportedWeightsError extends ModelError {
  readonly _tag = "UnsupportedWeightsError";

  constructor(
    readonly path: string,
    readonly problem: string,
    /** what to do about it */
    readonly advice: string,
  ) {
    super(`${path}: ${problem}; ${advice}`);
  }
}

/** True for errors of this package; with tags, only for those. */
export function isModelError(error: unknown, ...tags: string[]): error is ModelError {
  return error instanceof ModelError && (tags.length === 0 || tags.includes(error._tag));
}

function listed(what: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const rest = names.length > 3 ? ", …" : "";
  return `${names.length} ${what} (${names.slice(0, 3).join(", ")}${rest})`;
}

/** A value that may be anything, in few words: JSON where it has some. */
function shown(value: unknown): string {
  if (typeof value === "number" || typeof value === "bigint") return String(value); // NaN and ∞ are null in JSON
  try {
    const json = JSON.stringify(value) ?? String(value);
    return json.length > MOST_SHOWN ? `${json.slice(0, MOST_SHOWN)}…` : json;
  } catch {
    return `of type ${typeof value}`; // circular
  }
}

const MOST_SHOWN = 200;
