import type { ByteSource } from "../src/container.js";

/** Bytes in memory that count how many of them are read. */
export function countingSource(bytes: Uint8Array): ByteSource & { count: number } {
  const source = {
    size: bytes.length,
    count: 0,
    async read(offset: number, length: number) {
      const found = bytes.subarray(offset, offset + length);
      source.count += found.length;
      return found;
    },
    async close() {},
  };
  return source;
}
