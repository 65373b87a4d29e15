/** An error as plain data, since classes do not cross threads. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | null;
  /** `_tag` of a tagged error, else null. */
  readonly tag: string | null;
}

/** Any thrown value as plain data. */
export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), stack: null, tag: null };
  const tag = (error as { _tag?: unknown })._tag;
  const { name, message, stack = null } = error;
  return { name, message, stack, tag: typeof tag === "string" ? tag : null };
}

/** An error with the other thread's name, message, stack and `_tag`. */
export function fromPlainError({ name, message, stack, tag }: PlainError): Error {
  const error = new Error(message);
  error.name = name;
  if (stack !== null) error.stack = stack;
  return tag === null ? error : Object.assign(error, { _tag: tag });
}
