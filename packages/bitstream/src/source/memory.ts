import type { ByteSource } from "../container.js";

/** Bytes that are in memory already. Reads are views, not copies. */
export function memorySource(bytes: Uint8Array | ArrayBuffer): ByteSource {
  const view = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  return {
    size: view.byteLength,
    async read(offset, length) {
      const start = Math.min(offset, view.byteLength);
      return view.subarray(start, Math.min(start + length, view.byteLength));
    },
    async close() {},
  };
}
