import type { ByteSource, Fault } from "../container.js";
import { InvalidSyntaxError, TruncatedStreamError } from "../errors.js";
import { MAX_PACKET_BYTES } from "../limits.js";
import { dataView } from "../source/read.js";
import { type Chunk, chunkEnd, readChunk } from "./avi-headers.js";

/** A chunk of the video stream; an empty one says that a frame was dropped when recording. */
export interface VideoChunk {
  readonly byteOffset: number;
  readonly byteLength: number;
}

/**
 * Walks the packets of an AVI file chunk by chunk, without its index: through `rec ` lists and the `AVIX` segments of
 * OpenDML. Where a chunk's header makes no sense it yields a fault and looks for the next chunk of the stream.
 */
export async function* walkMovi(source: ByteSource, movi: Chunk, stream: number): AsyncGenerator<VideoChunk | Fault> {
  const isVideo = videoChunk(stream);
  let declaredEnd = listEnd(movi);
  let at = movi.offset + 12;
  for (;;) {
    const chunk = await readChunk(source, at);
    if (!chunk) {
      if (at < declaredEnd) yield { fault: new TruncatedStreamError("the AVI file is cut off", { byte: at }) };
      return;
    }
    if (chunk.type === "rec " || chunk.type === "movi" || chunk.type === "AVIX") {
      declaredEnd = Math.max(declaredEnd, listEnd(chunk));
      at += 12;
      continue;
    }
    const beyond = source.size !== null && at + 8 + chunk.size > source.size;
    if (!beyond && isVideo.test(chunk.id) && chunk.size <= MAX_PACKET_BYTES) {
      yield { byteOffset: at + 8, byteLength: chunk.size };
    } else if (beyond || !/^[\w ]{4}$/.test(chunk.id)) {
      yield { fault: beyond && /^[\w ]{4}$/.test(chunk.id) ? cutOff(chunk) : badHeader(chunk) };
      const next = await findChunk(source, at + 4, isVideo);
      if (next === null) return;
      at = next;
      continue;
    } else if (isVideo.test(chunk.id)) {
      yield { fault: badHeader(chunk) };
    }
    at = chunkEnd(chunk);
  }
}

/** Chunks of a stream's compressed ("dc") or uncompressed ("db") pictures. */
export function videoChunk(stream: number): RegExp {
  return new RegExp(`^${String(stream).padStart(2, "0")}d[cb]$`);
}

function listEnd(list: Chunk): number {
  const end = chunkEnd(list);
  return Number.isFinite(end) ? list.offset + 8 + list.size : 0;
}

/** The next place where a chunk of the stream seems to begin, or null. */
async function findChunk(source: ByteSource, from: number, isVideo: RegExp): Promise<number | null> {
  const step = 64 * 2 ** 10;
  for (let base = from; ; base += step) {
    const bytes = await source.read(base, step + 7);
    if (bytes.length < 8) return null;
    for (let i = 0; i + 8 <= bytes.length && i < step; i++) {
      if (bytes[i + 2] !== 0x64 || !isVideo.test(String.fromCharCode(...bytes.subarray(i, i + 4)))) continue;
      const size = dataView(bytes).getUint32(i + 4, true);
      const end = base + i + 8 + size;
      if (size <= MAX_PACKET_BYTES && (source.size === null || end <= source.size)) return base + i;
    }
  }
}

function cutOff({ id, size, offset }: Chunk): TruncatedStreamError {
  return new TruncatedStreamError(`the AVI file ends before its chunk ${id} of ${size} bytes does`, { byte: offset });
}

function badHeader({ id, size, offset }: Chunk): InvalidSyntaxError {
  const shown = `"${id.replace(/[^\x20-\x7e]/g, "?")}" of ${size} bytes`;
  return new InvalidSyntaxError("AVI chunk", shown, "a chunk inside the file", "AVI RIFF file reference", {
    byte: offset,
  });
}
