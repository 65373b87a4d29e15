import { InvalidSafetensorsError } from "../errors.js";
import { DTYPE_BYTES, type SafetensorsEntry } from "./dtypes.js";

/**
 * Writes a safetensors file: the tensors in the order given, the header padded with spaces to a multiple of 8 bytes.
 *
 * @param tensors  by name
 * @param metadata  free text to keep with them
 * @returns the whole file
 * @throws InvalidSafetensorsError if an entry's bytes do not fit its shape, or a name is `__metadata__`
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, SafetensorsEntry>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [["__metadata__", metadata]] : [];
  let offset = 0;
  for (const [name, { dtype, shape, bytes }] of tensors) {
    if (name === "__metadata__") throw new InvalidSafetensorsError("this name is reserved", name);
    const size = shape.reduce((product, length) => product * length, DTYPE_BYTES[dtype]);
    if (size !== bytes.length)
      throw new InvalidSafetensorsError(`has ${bytes.length} bytes, its shape needs ${size}`, name);
    header.push([name, { dtype, shape, data_offsets: [offset, offset + size] }]);
    offset += size;
  }
  const json = new TextEncoder().encode(objectText(header));
  const padded = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + padded + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
  file.fill(0x20, 8, 8 + padded);
  file.set(json, 8);
  let at = 8 + padded;
  for (const { bytes } of tensors.values()) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/** JSON text of an object in the order given (an object literal would move names that look like numbers to the front). */
function objectText(entries: readonly [string, unknown][]): string {
  return `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`;
}
