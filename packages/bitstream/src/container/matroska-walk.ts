import type { ByteSource, Fault } from "../container.js";
import { BitstreamError, InvalidSyntaxError, TruncatedStreamError } from "../errors.js";
import { MAX_PACKET_BYTES } from "../limits.js";
import { type Element, elementHeader, MAX_ELEMENT_HEADER, unsigned } from "./ebml.js";
import { type BlockHeader, blockHeader, MAX_BLOCK_HEADER } from "./matroska-block.js";
import { MatroskaId } from "./matroska-ids.js";

/** A block of the track: its place behind its header, and its time in timestamp units. */
export interface Block {
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly time: number;
  readonly lacing: BlockHeader["lacing"];
  /** Null in block groups, which say it in another way. */
  readonly keyFrame: boolean | null;
  /** Of its cluster's first byte: walking can begin there. */
  readonly cluster: number;
}

/** Bytes that are searched for a cluster at once. */
const SHORTEST_SEARCH = 4 * 2 ** 10;
const LONGEST_SEARCH = 64 * 2 ** 10;

/** Elements whose data are elements that matter. */
const opened: ReadonlySet<number> = new Set([MatroskaId.segment, MatroskaId.cluster, MatroskaId.blockGroup]);

/**
 * Walks the blocks of a track from a cluster on, element by element. What a cluster says of its own size is not needed, so
 * live streams of unknown sizes are walked like others. Where an element makes no sense it yields a fault and looks for the
 * next cluster.
 *
 * @param from byte offset of a cluster
 * @param end one past the segment's last byte as far as its writer knew, else 0
 */
export async function* walkBlocks(
  source: ByteSource,
  track: number,
  from: number,
  end: number,
): AsyncGenerator<Block | Fault> {
  let at = from;
  let cluster = from;
  let clusterTime = 0;
  for (;;) {
    const bytes = await source.read(at, MAX_ELEMENT_HEADER + MAX_BLOCK_HEADER);
    if (bytes.length === 0) {
      if (at < end) yield { fault: new TruncatedStreamError("the Matroska file is cut off", { byte: at }) };
      return;
    }
    const element = headerOrFault(bytes, at, source.size);
    if ("fault" in element) {
      yield element;
      const next = await findCluster(source, at + 1);
      if (next === null) return;
      at = next;
      continue;
    }
    const { id, dataOffset, size } = element;
    if (id === MatroskaId.cluster) {
      cluster = at;
      clusterTime = 0;
    }
    if (id === MatroskaId.timestamp) clusterTime = unsigned(await source.read(dataOffset, Math.min(size, 8)));
    if (id === MatroskaId.simpleBlock || id === MatroskaId.block) {
      const header = headerOfBlock(bytes.subarray(dataOffset - at), element);
      if ("fault" in header) yield header;
      else if (header.track === track) {
        const byteOffset = dataOffset + header.length;
        const { lacing, time } = header;
        const keyFrame = id === MatroskaId.simpleBlock ? header.keyFrame : null;
        yield { byteOffset, byteLength: size - header.length, time: clusterTime + time, lacing, keyFrame, cluster };
      }
    }
    at = opened.has(id) ? dataOffset : dataOffset + size;
  }
}

/** The element at `at`, or why there is none that can be stepped over or into. */
function headerOrFault(bytes: Uint8Array, at: number, fileSize: number | null): Element | Fault {
  try {
    const element = elementHeader(bytes, at);
    if (!element) return { fault: new TruncatedStreamError("the Matroska file ends inside an element", { byte: at }) };
    if (opened.has(element.id)) return element;
    const { id, size, dataOffset } = element;
    const name = `size of Matroska element ${id.toString(16)}`;
    if (size === Number.POSITIVE_INFINITY) {
      return { fault: new InvalidSyntaxError(name, "unknown", "a size", "RFC 8794, 6.2", { byte: at }) };
    }
    const isBlock = id === MatroskaId.simpleBlock || id === MatroskaId.block;
    if (isBlock && size > MAX_PACKET_BYTES) {
      return { fault: new InvalidSyntaxError(name, size, `0…${MAX_PACKET_BYTES}`, "RFC 9559, 10", { byte: at }) };
    }
    if (fileSize !== null && dataOffset + size > fileSize) {
      const what = `the file ends before this Matroska element of ${size} bytes does`;
      return { fault: new TruncatedStreamError(what, { byte: at }) };
    }
    return element;
  } catch (error) {
    if (error instanceof BitstreamError) return { fault: error };
    throw error;
  }
}

function headerOfBlock(bytes: Uint8Array, { offset, size }: Element): BlockHeader | Fault {
  const byte = { byte: offset };
  try {
    const header = blockHeader(bytes.subarray(0, Math.min(bytes.length, size)), offset);
    return header ?? { fault: new InvalidSyntaxError("bytes of a block", size, "its header", "RFC 9559, 10", byte) };
  } catch (error) {
    if (error instanceof BitstreamError) return { fault: error };
    throw error;
  }
}

/** The next place before `until` where a cluster seems to begin, or null. */
export async function findCluster(
  source: ByteSource,
  from: number,
  until = Number.POSITIVE_INFINITY,
): Promise<number | null> {
  let step = SHORTEST_SEARCH;
  for (let base = from; base < until; base += step, step = Math.min(2 * step, LONGEST_SEARCH)) {
    const bytes = await source.read(base, step + 3);
    for (let i = 0; i + 4 <= bytes.length && i < step && base + i < until; i++) {
      if (bytes[i] === 0x1f && bytes[i + 1] === 0x43 && bytes[i + 2] === 0xb6 && bytes[i + 3] === 0x75) return base + i;
    }
    if (bytes.length < step + 3) return null;
  }
  return null;
}
