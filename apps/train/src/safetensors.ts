import { type SafetensorsDtype, type SafetensorsEntry, writeSafetensors } from "@cvar/models";
import { writeWhole } from "./write-whole.js";

/** Row-major, little-endian. */
export type ArrayData = Float32Array | Int16Array | Int32Array;

/** An array with its name and shape. */
export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: ArrayData;
}

/** Writes arrays to a safetensors file. A killed process leaves the old file whole. */
export async function saveArrays(
  path: string,
  arrays: readonly NamedArray[],
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const entries = arrays.map(({ name, shape, data }): [string, SafetensorsEntry] => {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return [name, { dtype: dtypeOf(data), shape, bytes }];
  });
  await writeWhole(path, [writeSafetensors(new Map(entries), metadata)]);
}

function dtypeOf(data: ArrayData): SafetensorsDtype {
  return data instanceof Float32Array ? "F32" : data instanceof Int32Array ? "I32" : "I16";
}
