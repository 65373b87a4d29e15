import type { ByteSource } from "../container.js";
import { SourceError } from "../errors.js";
import { blockCache } from "./block-cache.js";

/** A Blob, or a File that a user chose. */
export function blobSource(blob: Blob): ByteSource {
  return blockCache({
    size: blob.size,
    async read(offset, length) {
      try {
        return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      } catch (cause) {
        throw new SourceError(
          "the Blob cannot be read any more: was its file changed or removed? choose it again",
          {},
          cause,
        );
      }
    },
    async close() {},
  });
}
