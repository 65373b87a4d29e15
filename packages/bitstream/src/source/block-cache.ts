import type { ByteSource } from "../container.js";

const BLOCK_BYTES = 256 * 2 ** 10;
const BLOCKS = 4;

/**
 * Reads a slow source in blocks and keeps the last few (1 MiB), so that walking chunk headers costs no request each.
 * Reads longer than a block pass through.
 */
export function blockCache(source: ByteSource): ByteSource {
  const blocks = new Map<number, Promise<Uint8Array>>();

  function block(index: number): Promise<Uint8Array> {
    const kept = blocks.get(index);
    blocks.delete(index);
    const bytes = kept ?? source.read(index * BLOCK_BYTES, BLOCK_BYTES);
    blocks.set(index, bytes); // last used last
    // A failed read must not be kept: the next one may succeed.
    if (!kept) bytes.catch(() => blocks.get(index) === bytes && blocks.delete(index));
    for (const oldest of blocks.keys()) {
      if (blocks.size <= BLOCKS) break;
      blocks.delete(oldest);
    }
    return bytes;
  }

  return {
    get size() {
      return source.size;
    },
    async read(offset, length) {
      if (length >= BLOCK_BYTES) return source.read(offset, length);
      const first = Math.floor(offset / BLOCK_BYTES);
      const start = offset - first * BLOCK_BYTES;
      const head = (await block(first)).subarray(start, start + length);
      if (start + length <= BLOCK_BYTES) return head;
      const tail = (await block(first + 1)).subarray(0, start + length - BLOCK_BYTES);
      const joined = new Uint8Array(head.length + tail.length);
      joined.set(head);
      joined.set(tail, head.length);
      return joined;
    },
    close() {
      blocks.clear();
      return source.close();
    },
  };
}
