import { readFile } from "node:fs/promises";
import { RunError } from "./errors.js";
import { writeWhole } from "./write-whole.js";

/** Row-major, little-endian. */
export type ArrayData = Float32Array | Int16Array | Int32Array | Uint8Array;

/** An array with its name and shape. */
export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: ArrayData;
}

const TYPES = { F32: Float32Array, I32: Int32Array, I16: Int16Array, U8: Uint8Array } as const;

/**
 * Writes a safetensors file: 8 bytes length, JSON header, data. A killed process leaves the old file whole.
 * @param metadata  strings for `__metadata__`
 */
export async function writeSafetensors(
  path: string,
  arrays: readonly NamedArray[],
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, shape, data } of arrays) {
    const dtype = Object.entries(TYPES).find(([, type]) => data instanceof type)![0];
    header[name] = { dtype, shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = JSON.stringify(header);
  // The data begin at a multiple of 8 bytes; the header may end in spaces.
  const json = Buffer.from(text + " ".repeat((8 - (Buffer.byteLength(text) % 8)) % 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const bytes = arrays.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  await writeWhole(path, [length, json, ...bytes]);
}

/** What a safetensors file holds. */
export interface SafetensorsFile {
  readonly arrays: ReadonlyMap<string, NamedArray>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads what {@link writeSafetensors} wrote.
 * @throws RunError if the file is damaged
 */
export async function readSafetensors(path: string): Promise<SafetensorsFile> {
  const file = await readFile(path);
  const damaged = (why: string, cause?: unknown) => new RunError(`${path} is damaged: ${why}`, "delete it and train again", cause);
  const length = file.length < 8 ? Number.NaN : Number(file.readBigUInt64LE(0));
  if (!(length <= file.length - 8)) throw damaged("it ends inside its header");
  let header: Record<string, { dtype: keyof typeof TYPES; shape: number[]; data_offsets: [number, number] }>;
  try {
    header = JSON.parse(file.toString("utf8", 8, 8 + length));
  } catch (error) {
    throw damaged("its header is no JSON", error);
  }
  const { __metadata__: metadata = {}, ...entries } = header as typeof header & { __metadata__?: Record<string, string> };
  const arrays = new Map<string, NamedArray>();
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(entries)) {
    const [from, to] = [8 + length + offsets[0], 8 + length + offsets[1]];
    const type = TYPES[dtype];
    const count = shape.reduce((a, b) => a * b, 1);
    if (type === undefined || to > file.length || to - from !== count * type.BYTES_PER_ELEMENT) throw damaged(`array "${name}" does not fit`);
    const copy = file.buffer.slice(file.byteOffset + from, file.byteOffset + to) as ArrayBuffer;
    arrays.set(name, { name, shape, data: new type(copy) });
  }
  return { arrays, metadata: metadata as Record<string, string> };
}
