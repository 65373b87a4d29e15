import type { ByteSource } from "../container.js";

const SHORTEST_BYTES = 4 * 2 ** 10;
const LONGEST_BYTES = 256 * 2 ** 10;
const BLOCKS = 4;

interface Block {
  readonly start: number;
  /** Asked for; fewer came at the end of the source. */
  readonly length: number;
  readonly bytes: Promise<Uint8Array>;
}

/**
 * Reads a slow source in blocks and keeps the last few (1 MiB), so that walking chunk headers costs no request each. Blocks that
 * follow each other grow from `shortest` to 256 KiB; where reading jumps they begin small again, so that looking at a few places of
 * a long file reads little of it. Reads longer than the longest block pass through.
 *
 * @param shortest bytes of the first block; default 4 KiB
 */
export function blockCache(source: ByteSource, shortest = SHORTEST_BYTES): ByteSource {
  /** The last used last. */
  let blocks: Block[] = [];

  function blockAt(offset: number, length: number): Block {
    const last = blocks.at(-1);
    if (last && offset >= last.start && offset < last.start + last.length) return last;
    const kept = blocks.findLast((block) => offset >= block.start && offset < block.start + block.length);
    const block = kept ?? fetchBlock(offset, length);
    blocks = [...blocks.filter((one) => one !== block), block].slice(-BLOCKS);
    return block;
  }

  function fetchBlock(offset: number, length: number): Block {
    const before = blocks.findLast(({ start, length: size }) => {
      const skipped = offset - start - size;
      return skipped >= 0 && skipped <= shortest;
    });
    const size = Math.min(LONGEST_BYTES, Math.max(length, before ? 2 * before.length : shortest));
    const block = { start: offset, length: size, bytes: source.read(offset, size) };
    // A failed read must not be kept: the next one may succeed.
    block.bytes.catch(() => {
      blocks = blocks.filter((one) => one !== block);
    });
    return block;
  }

  async function read(offset: number, length: number): Promise<Uint8Array> {
    if (length >= LONGEST_BYTES) return source.read(offset, length);
    const block = blockAt(offset, length);
    const start = offset - block.start;
    const head = (await block.bytes).subarray(start, start + length);
    if (start + length <= block.length) return head;
    const tail = await read(block.start + block.length, start + length - block.length);
    const joined = new Uint8Array(head.length + tail.length);
    joined.set(head);
    joined.set(tail, head.length);
    return joined;
  }

  return {
    get size() {
      return source.size;
    },
    read,
    close() {
      blocks = [];
      return source.close();
    },
  };
}
