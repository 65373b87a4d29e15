import type { ByteSource } from "../container.js";
import { InvalidSyntaxError } from "../errors.js";
import { dataView } from "../source/read.js";

/** The header of an EBML element (RFC 8794, 6.1): where its data begins, and how long it is. */
export interface Element {
  /** With its length marker, as the standards print it: 0x1A45DFA3. */
  readonly id: number;
  readonly offset: number;
  readonly dataOffset: number;
  /** Bytes of data; infinity where the writer did not know (live streams). */
  readonly size: number;
}

const clause = "RFC 8794, 5–6";

/** Bytes of the longest header: four of the id, eight of the size. */
export const MAX_ELEMENT_HEADER = 12;

/**
 * Reads the element header that `bytes` begin with.
 *
 * @param offset of `bytes` in the file
 * @returns null where the bytes end before the header does
 * @throws InvalidSyntaxError for lengths that EBML does not know
 */
export function elementHeader(bytes: Uint8Array, offset: number): Element | null {
  if (bytes.length === 0) return null;
  const idLength = Math.clz32(bytes[0]!) - 23;
  if (idLength > 4)
    throw new InvalidSyntaxError("EBML element id", bytes[0]!, "1 to 4 bytes", clause, { byte: offset });
  let id = 0;
  for (let i = 0; i < idLength; i++) id = id * 256 + (bytes[i] ?? 0);
  const size = variableInteger(bytes, idLength, offset);
  if (size === null) return null;
  return { id, offset, dataOffset: offset + idLength + size.length, size: size.value };
}

/** Reads an element's header from a source; null at its end. */
export async function readElement(source: ByteSource, offset: number): Promise<Element | null> {
  return elementHeader(await source.read(offset, MAX_ELEMENT_HEADER), offset);
}

/**
 * Reads a variable-size integer: the number of leading zero bits says how many bytes follow. All bits set means "unknown".
 *
 * @returns null where the bytes end before it does
 * @throws InvalidSyntaxError where it would be longer than eight bytes
 */
export function variableInteger(
  bytes: Uint8Array,
  at: number,
  offset: number,
): { readonly value: number; readonly length: number } | null {
  const first = bytes[at];
  if (first === undefined) return null;
  if (first === 0) {
    throw new InvalidSyntaxError("EBML integer", "over 8 bytes", "1 to 8 bytes", clause, { byte: offset + at });
  }
  const length = Math.clz32(first) - 23;
  if (at + length > bytes.length) return null;
  let value = first & (0xff >> length);
  let allSet = value === 0xff >> length;
  for (let i = 1; i < length; i++) {
    value = value * 256 + bytes[at + i]!;
    allSet &&= bytes[at + i] === 0xff;
  }
  return { value: allSet ? Number.POSITIVE_INFINITY : value, length };
}

/**
 * The elements inside bytes that are in memory.
 *
 * @param offset of `bytes` in the file
 * @throws InvalidSyntaxError where one is longer than what it is in
 */
export function* elementsIn(bytes: Uint8Array, offset: number): Generator<Element & { readonly data: Uint8Array }> {
  for (let at = 0; at < bytes.length; ) {
    const element = elementHeader(bytes.subarray(at), offset + at);
    if (!element) return;
    const start = element.dataOffset - offset;
    if (element.size > bytes.length - start) {
      const range = `0…${bytes.length - start}`;
      const name = `size of element ${element.id.toString(16)}`;
      throw new InvalidSyntaxError(name, element.size, range, clause, { byte: element.offset });
    }
    at = start + element.size;
    yield { ...element, data: bytes.subarray(start, at) };
  }
}

/** An element's data as an unsigned integer of 0 to 8 bytes. */
export function unsigned(data: Uint8Array): number {
  return data.subarray(0, 8).reduce((value, byte) => value * 256 + byte, 0);
}

/** An element's data as a big-endian float of 4 or 8 bytes; 0 where it is empty. */
export function float(data: Uint8Array): number {
  if (data.length === 4) return dataView(data).getFloat32(0);
  return data.length === 8 ? dataView(data).getFloat64(0) : 0;
}
