import type { ByteSource, PacketEntry } from "../container.js";
import { BitstreamError, LimitExceededError } from "../errors.js";
import { MAX_PACKETS } from "../limits.js";
import { dataView, readHeader } from "../source/read.js";
import { type AviHeaders, readChunk } from "./avi-headers.js";
import { agrees } from "./avi-index.js";
import { videoChunk, walkMovi } from "./avi-walk.js";

/** bIndexType of an index of indexes and of one of chunks (OpenDML AVI File Format Extensions 1.02, 3). */
const OF_INDEXES = 0;
const OF_CHUNKS = 1;
const HEAD_BYTES = 24;
const SUPER_ENTRY_BYTES = 16;
const ENTRY_BYTES = 8;
const NOT_KEY_FRAME = 0x80000000;
/** A file of 8 TiB in RIFF chunks of 1 GiB. */
const MAX_SEGMENTS = 8192;

/**
 * Reads the index of an OpenDML file: the one in its headers names an index of chunks for each segment of the file.
 *
 * @returns the packets of the video stream (dropped frames left out), or null where there is no such index or one that is not to be
 * believed: it does not agree with the chunks, is not in their order, or does not cover them all
 */
export async function readOpenDmlIndex(source: ByteSource, headers: AviHeaders): Promise<PacketEntry[] | null> {
  const { superIndex, stream, frameRate, movi } = headers;
  if (!superIndex || source.size === null) return null;
  try {
    const entries: PacketEntry[] = [];
    let tick = 0;
    let end = 0;
    for (const offset of segmentsOf(superIndex)) {
      for (const { byteOffset, byteLength, keyFrame } of await chunksOf(source, offset)) {
        if (byteOffset < end) return null;
        end = byteOffset + byteLength;
        const timestamp = frameRate === null ? null : tick / frameRate;
        tick++;
        if (tick > MAX_PACKETS) throw new LimitExceededError("entries of OpenDML indexes", tick, MAX_PACKETS);
        if (byteLength > 0) entries.push({ byteOffset, byteLength, timestamp, keyFrame });
      }
    }
    if (entries.length === 0 || !(await agrees(source, entries, videoChunk(stream)))) return null;
    // Behind the last chunk that it names there is none of the stream.
    const rest = { ...movi, offset: end + (end & 1) - 12, size: 0 };
    for await (const _chunk of walkMovi(source, rest, stream)) return null;
    return entries;
  } catch (error) {
    if (error instanceof BitstreamError && error._tag !== "SourceError") return null;
    throw error;
  }
}

/** Byte offsets of the indexes of chunks. */
function segmentsOf(superIndex: Uint8Array): number[] {
  if (superIndex.length < HEAD_BYTES || superIndex[3] !== OF_INDEXES) return [];
  const view = dataView(superIndex);
  const fits = Math.floor((superIndex.length - HEAD_BYTES) / SUPER_ENTRY_BYTES);
  const count = Math.min(view.getUint32(4, true), fits, MAX_SEGMENTS);
  return Array.from({ length: count }, (_, i) => Number(view.getBigUint64(HEAD_BYTES + i * SUPER_ENTRY_BYTES, true)));
}

async function chunksOf(source: ByteSource, offset: number) {
  const chunk = await readChunk(source, offset);
  if (!chunk || !/^ix/.test(chunk.id)) return [];
  const bytes = await readHeader(source, offset + 8, chunk.size, "an OpenDML index");
  if (bytes.length < HEAD_BYTES || bytes[3] !== OF_CHUNKS) return [];
  const view = dataView(bytes);
  const base = Number(view.getBigUint64(12, true));
  const count = Math.min(view.getUint32(4, true), Math.floor((bytes.length - HEAD_BYTES) / ENTRY_BYTES));
  return Array.from({ length: count }, (_, i) => {
    const at = HEAD_BYTES + i * ENTRY_BYTES;
    const size = view.getUint32(at + 4, true);
    const byteLength = size % NOT_KEY_FRAME;
    return { byteOffset: base + view.getUint32(at, true), byteLength, keyFrame: size < NOT_KEY_FRAME };
  });
}
