import type { ByteSource } from "../container.js";
import { LimitExceededError, TruncatedStreamError, UnknownFormatError } from "../errors.js";
import { MAX_NESTING } from "../limits.js";
import { dataView, readHeader } from "../source/read.js";
import { fourcc } from "./detect.js";

/** A RIFF chunk: "LIST" and "RIFF" hold others after their four-letter type. */
export interface Chunk {
  readonly id: string;
  /** Type of a LIST or RIFF, else "". */
  readonly type: string;
  /** Of its eight-byte header. */
  readonly offset: number;
  /** Of its data, for lists including the four bytes of the type. */
  readonly size: number;
}

/** What an AVI file's hdrl list says of its first video stream (AVISTREAMHEADER and BITMAPINFOHEADER). */
export interface AviHeaders {
  /** Number of the video stream among all streams; the chunks "00dc" carry it. */
  readonly stream: number;
  readonly fourcc: string;
  /** Frames per second; null where the header's numbers make none. */
  readonly frameRate: number | null;
  /** dwLength: frames, dropped ones included, as the writer said; 0 where it did not. */
  readonly frameCount: number;
  /** Bytes behind the BITMAPINFOHEADER. */
  readonly configuration: Uint8Array;
  /** OpenDML's index of indexes; null in files that have none. */
  readonly superIndex: Uint8Array | null;
  /** The list of packets. */
  readonly movi: Chunk;
  /** The classic index, where the file has one behind `movi`. */
  readonly idx1: Chunk | null;
}

/** Size that a writer leaves which could not go back and fill it in. */
const UNKNOWN_SIZES = new Set([0, 0xffffffff]);

/** Reads a chunk's header, or null at the end of the source. */
export async function readChunk(source: ByteSource, offset: number): Promise<Chunk | null> {
  const bytes = await source.read(offset, 12);
  if (bytes.length < 8) return null;
  const id = fourcc(bytes, 0);
  const type = id === "LIST" || id === "RIFF" ? fourcc(bytes, 8) : "";
  return { id, type, offset, size: dataView(bytes).getUint32(4, true) };
}

/** Where a chunk ends, padded to an even length; infinity where its writer did not know. */
export function chunkEnd({ id, offset, size }: Chunk): number {
  if ((id === "LIST" || id === "RIFF") && UNKNOWN_SIZES.has(size)) return Number.POSITIVE_INFINITY;
  return offset + 8 + size + (size & 1);
}

/**
 * Reads the headers of an AVI file up to the packets, and looks for the index behind them where the source can seek.
 *
 * @throws TruncatedStreamError, UnknownFormatError where there are no headers, no video stream or no packets
 */
export async function readAviHeaders(source: ByteSource): Promise<AviHeaders> {
  let video: Omit<AviHeaders, "movi" | "idx1"> | null = null;
  let offset = 12;
  for (let count = 0; count < MAX_CHUNKS_BEFORE_MOVI; count++) {
    const chunk = await readChunk(source, offset);
    if (!chunk)
      throw new TruncatedStreamError("the AVI file ends before its packets begin: nothing to decode", { byte: offset });
    if (chunk.type === "hdrl")
      video ??= findVideo(await readHeader(source, offset + 12, chunk.size - 4, "the hdrl list"), offset + 12);
    if (chunk.type === "movi") {
      if (!video) throw new UnknownFormatError("the AVI file has no video stream", { byte: offset });
      return { ...video, movi: chunk, idx1: await findIndex(source, chunk) };
    }
    offset = chunkEnd(chunk);
  }
  throw new LimitExceededError("chunks before the AVI file's packets", MAX_CHUNKS_BEFORE_MOVI, MAX_CHUNKS_BEFORE_MOVI);
}

const MAX_CHUNKS_BEFORE_MOVI = 1024;

async function findIndex(source: ByteSource, movi: Chunk): Promise<Chunk | null> {
  // The end of a stream that is read once would have to be waited for: its packets are found by walking them.
  if (source.size === null) return null;
  let offset = chunkEnd(movi);
  for (let count = 0; count < MAX_NESTING && offset < source.size; count++) {
    const chunk = await readChunk(source, offset);
    if (!chunk || chunk.id === "RIFF") return null;
    if (chunk.id === "idx1") return chunkEnd(chunk) <= source.size + 1 ? chunk : null;
    offset = chunkEnd(chunk);
  }
  return null;
}

interface StreamHeader {
  readonly type: string;
  readonly handler: string;
  readonly frameRate: number | null;
  readonly frameCount: number;
}

function findVideo(hdrl: Uint8Array, base: number): Omit<AviHeaders, "movi" | "idx1"> | null {
  let stream = -1;
  for (const list of chunksIn(hdrl, base)) {
    if (list.type !== "strl") continue;
    stream++;
    const body = list.data.subarray(4);
    const parts = [...chunksIn(body, base)];
    const header = parts.find(({ id }) => id === "strh");
    const format = parts.find(({ id }) => id === "strf");
    if (!header || header.data.length < 32) continue;
    const { type, handler, frameRate, frameCount } = streamHeader(header.data);
    if (type !== "vids" && type !== "iavs") continue;
    const compression = format && format.data.length >= 20 ? fourcc(format.data, 16) : "";
    const code = compression.trim() === "" ? handler : compression;
    const extra = format ? format.data.slice(40) : new Uint8Array(0);
    const superIndex = parts.find(({ id }) => id === "indx")?.data.slice() ?? null;
    return { stream, fourcc: code, frameRate, frameCount, configuration: extra, superIndex };
  }
  return null;
}

/** AVISTREAMHEADER: fccType, fccHandler, flags, priority, language, initial frames, scale, rate, start, length, … */
function streamHeader(strh: Uint8Array): StreamHeader {
  const view = dataView(strh);
  const scale = view.getUint32(20, true);
  const rate = view.getUint32(24, true);
  const frameRate = scale && rate ? rate / scale : null;
  const frameCount = strh.length >= 36 ? view.getUint32(32, true) : 0;
  return { type: fourcc(strh, 0), handler: fourcc(strh, 4), frameRate, frameCount };
}

function* chunksIn(bytes: Uint8Array, base: number): Generator<Chunk & { data: Uint8Array }> {
  let at = 0;
  while (at + 8 <= bytes.length) {
    const size = dataView(bytes).getUint32(at + 4, true);
    const id = fourcc(bytes, at);
    const type = id === "LIST" ? fourcc(bytes, at + 8) : "";
    yield { id, type, offset: base + at, size, data: bytes.subarray(at + 8, at + 8 + size) };
    at += 8 + size + (size & 1);
  }
}
