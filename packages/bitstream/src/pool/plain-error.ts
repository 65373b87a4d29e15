import {
  BitstreamError,
  DamagedReferenceError,
  InvalidSyntaxError,
  LimitExceededError,
  SourceError,
  TruncatedStreamError,
  UnknownFormatError,
  UnsupportedFeatureError,
  UsageError,
  type Where,
  WorkerError,
} from "../errors.js";

/** An error as plain data, since classes do not cross threads. */
export interface PlainError {
  /** `_tag` of a BitstreamError; null: any other error. */
  readonly tag: string | null;
  readonly message: string;
  readonly where: Where;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof BitstreamError)) {
    return { tag: null, message: error instanceof Error ? error.message : String(error), where: {}, fields: {} };
  }
  if (error instanceof DamagedReferenceError) {
    const fields = { reference: toPlainError(error.reference) };
    return { tag: error._tag, message: error.reason, where: error.where, fields };
  }
  const { element, value, range, clause, feature, limit, maximum } = error as unknown as Record<string, unknown>;
  const fields = { element, value, range, clause, feature, limit, maximum };
  return { tag: error._tag, message: error.reason, where: error.where, fields };
}

/** The error again, of its own class; a stranger is a WorkerError. */
export function fromPlainError({ tag, message, where, fields }: PlainError): BitstreamError {
  const { element, value, range, clause, feature, limit, maximum } = fields as Record<string, string & number>;
  switch (tag) {
    case "TruncatedStreamError":
      return new TruncatedStreamError(message, where);
    case "DamagedReferenceError":
      return new DamagedReferenceError(fromPlainError(fields.reference as PlainError), where);
    case "InvalidSyntaxError":
      return new InvalidSyntaxError(element!, value!, range!, clause!, where);
    case "UnsupportedFeatureError":
      return new UnsupportedFeatureError(feature!, clause!, where);
    case "LimitExceededError":
      return new LimitExceededError(limit!, value!, maximum!, where);
    case "UnknownFormatError":
      return new UnknownFormatError(message, where);
    case "SourceError":
      return new SourceError(message, where);
    case "UsageError":
      return new UsageError(message, where);
    default:
      return new WorkerError(message, where);
  }
}
