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
    super(`${option} is ${written(value)}, allowed: ${allowed}`);
  }
}

/** A value as a message shows it: of a tensor the shape alone. */
function written(value: unknown): string {
  if (typeof value === "number") return String(value);
  const { shape } = (value ?? {}) as { shape?: readonly number[] };
  return shape ? `a tensor [${shape.join(", ")}]` : JSON.stringify(value);
}

/** A file is no NIR graph: not HDF5, damaged, too large, or a field is missing or of the wrong kind. */
export class NirFileError extends SnnError {
  readonly _tag = "NirFileError";

  constructor(
    /** Path inside the file, e.g. `node/nodes/lif/tau`, or `file`. */
    readonly where: string,
    readonly reason: string,
    options?: { readonly cause?: unknown },
  ) {
    super(`NIR file, at ${where}: ${reason}`);
    if (options?.cause !== undefined) this.cause = options.cause;
  }
}

/** A NIR graph contradicts itself: an edge to no node, shapes that do not meet, a parameter out of range. */
export class InvalidGraphError extends SnnError {
  readonly _tag = "InvalidGraphError";

  constructor(
    /** The node's name, nested ones as `outer/inner`; `graph` for the whole. */
    readonly node: string,
    readonly reason: string,
  ) {
    super(`NIR graph, at ${node}: ${reason}`);
  }
}

/** A node or layer means something that the other side cannot express. */
export class UnsupportedNodeError extends SnnError {
  readonly _tag = "UnsupportedNodeError";

  constructor(
    /** The node's or the layer's name. */
    readonly node: string,
    /** Its NIR type or layer class. */
    readonly type: string,
    readonly reason: string,
    /** What to do about it. */
    readonly remedy: string,
  ) {
    super(`${type} ${node}: ${reason}; ${remedy}`);
  }
}

/** A layer of an analog network that has no spiking counterpart. */
export class UnsupportedLayerError extends SnnError {
  readonly _tag = "UnsupportedLayerError";

  constructor(
    readonly layer: string,
    /** Its class. */
    readonly type: string,
    readonly reason: string,
    /** What to do about it. */
    readonly remedy: string,
  ) {
    super(`${type} ${layer}: ${reason}; ${remedy}`);
  }
}

/** True for errors of this package; with tags, only for those. */
export function isSnnError(error: unknown, ...tags: string[]): error is SnnError {
  return error instanceof SnnError && (tags.length === 0 || tags.includes(error._tag));
}
