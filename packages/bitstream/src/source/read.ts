import type { ByteSource } from "../container.js";
import { LimitExceededError, TruncatedStreamError } from "../errors.js";
import { MAX_HEADER_BYTES } from "../limits.js";

/**
 * Reads exactly `length` bytes of a container's headers.
 *
 * @param what named in the error
 * @throws TruncatedStreamError where the source ends before, LimitExceededError over `MAX_HEADER_BYTES`
 */
export async function readHeader(
  source: ByteSource,
  offset: number,
  length: number,
  what: string,
): Promise<Uint8Array> {
  if (length > MAX_HEADER_BYTES) {
    throw new LimitExceededError(`bytes of ${what}`, length, MAX_HEADER_BYTES, { byte: offset });
  }
  const bytes = await source.read(offset, length);
  if (bytes.length === length) return bytes;
  throw new TruncatedStreamError(`the file ends inside ${what} (${bytes.length} of ${length} bytes are there)`, {
    byte: offset + bytes.length,
  });
}

/** A view to read numbers with. */
export function dataView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
