import { InvalidSafetensorsError } from "../errors.js";
import { DTYPE_BYTES, type SafetensorsDtype, type SafetensorsEntry } from "./dtypes.js";

/** Largest header that is read, bytes: the format's own limit. */
export const MAX_HEADER_BYTES = 100_000_000;

/** What a safetensors file holds. */
export interface Safetensors {
  /** free text under `__metadata__` */
  readonly metadata: Readonly<Record<string, string>>;
  /** by name, in the order of the data */
  readonly tensors: ReadonlyMap<string, SafetensorsEntry>;
}

/**
 * Reads a safetensors file: u64 header length N (little-endian), N bytes of JSON, then the data, which the tensors'
 * `data_offsets` must cover without gap or overlap (https://github.com/huggingface/safetensors, "Format").
 *
 * @param bytes  the whole file; the entries are views into it
 * @throws InvalidSafetensorsError for anything else: never reads outside `bytes`, never returns part of a tensor
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  if (!ArrayBuffer.isView(bytes)) throw new InvalidSafetensorsError("what was given is no Uint8Array");
  const { header, data } = split(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)); // a Buffer, too
  const metadata: Record<string, string> = Object.create(null);
  const tensors: { name: string; entry: SafetensorsEntry; begin: number; end: number }[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") Object.assign(metadata, readMetadata(value));
    else tensors.push({ name, ...readEntry(name, value, data) });
  }
  tensors.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of tensors) {
    if (begin !== covered)
      throw new InvalidSafetensorsError(`begins at ${begin}, the data before it ends at ${covered}`, name);
    covered = end;
  }
  if (covered !== data.length) {
    throw new InvalidSafetensorsError(`the tensors cover ${covered} of ${data.length} bytes of data`);
  }
  return { metadata, tensors: new Map(tensors.map(({ name, entry }) => [name, entry])) };
}

function split(bytes: Uint8Array): { header: Record<string, unknown>; data: Uint8Array } {
  if (bytes.length < 8) throw new InvalidSafetensorsError(`${bytes.length} bytes hold no header length`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) {
    throw new InvalidSafetensorsError(`the header has ${length} bytes, the limit is ${MAX_HEADER_BYTES}`);
  }
  const end = 8 + Number(length);
  if (end > bytes.length) throw new InvalidSafetensorsError(`the header ends at ${end}, the file at ${bytes.length}`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, end)));
  } catch (cause) {
    throw new InvalidSafetensorsError("the header is no JSON", undefined, cause);
  }
  if (!isRecord(header)) throw new InvalidSafetensorsError("the header is no JSON object");
  return { header, data: bytes.subarray(end) };
}

function readMetadata(value: unknown): Record<string, string> {
  if (!isRecord(value)) throw new InvalidSafetensorsError("__metadata__ is no JSON object");
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string") throw new InvalidSafetensorsError(`__metadata__.${key} is no text`);
  }
  return value as Record<string, string>;
}

function readEntry(
  name: string,
  value: unknown,
  data: Uint8Array,
): { entry: SafetensorsEntry; begin: number; end: number } {
  if (!isRecord(value)) throw new InvalidSafetensorsError("no JSON object", name);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string" || !Object.hasOwn(DTYPE_BYTES, dtype)) {
    throw new InvalidSafetensorsError(`data type ${JSON.stringify(dtype)} is not known here`, name);
  }
  if (!Array.isArray(shape) || !shape.every(isLength))
    throw new InvalidSafetensorsError("shape is no list of lengths", name);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isLength)) {
    throw new InvalidSafetensorsError("data_offsets are no two offsets", name);
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > data.length) {
    throw new InvalidSafetensorsError(`lies at ${begin}…${end}, the data has ${data.length} bytes`, name);
  }
  const size = shape.reduce(
    (product: number, length: number) => product * length,
    DTYPE_BYTES[dtype as SafetensorsDtype],
  );
  if (size !== end - begin)
    throw new InvalidSafetensorsError(`has ${end - begin} bytes, its shape needs ${size}`, name);
  return { entry: { dtype: dtype as SafetensorsDtype, shape, bytes: data.subarray(begin, end) }, begin, end };
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
