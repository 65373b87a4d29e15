import type { Codec, Packet } from "./codec.js";
import type { BitstreamError } from "./errors.js";

/** Random access to the bytes of a video: a file, a Blob, an array, a URL with ranges. */
export interface ByteSource {
  /** Null while the length of a stream is not known. */
  readonly size: number | null;
  /** Up to `length` bytes from `offset`; fewer only at the end of the source. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Finds the codec behind a container's name for it ("XVID", "mp4v"), in any case; null: none here reads it. */
export type CodecLookup = (fourcc: string) => Codec | null;

/** Where a packet stands in the source, without its bytes. */
export interface PacketEntry {
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly timestamp: number | null;
  /** False: an edit cuts it off. Missing: shown. */
  readonly shown?: boolean;
  /** The container's own mark; null where it has none. */
  readonly keyFrame: boolean | null;
}

/** A place where a packet should have been, and reading could go on behind it. */
export interface Fault {
  readonly fault: BitstreamError;
}

/** The video track of an opened container. */
export interface Track {
  readonly container: "avi" | "mp4" | "matroska" | "mpegts" | "raw";
  readonly codec: Codec;
  /** The container's name for the codec ("XVID", "mp4v"), or null. */
  readonly fourcc: string | null;
  /** Decoder configuration; empty where packets carry it. */
  readonly configuration: Uint8Array;
  readonly frameRate: number | null;
  /** Number of packets, or null where only reading everything would tell. */
  readonly packetCount: number | null;
  /** Where every packet stands and which are key frames, by an index that covers the whole file; null or missing: none does. */
  readonly entries?: readonly PacketEntry[] | null;
  /** Packets in decode order from packet index `from`. A fault takes the place, and the index, of what cannot be read. */
  packets(from: number, signal?: AbortSignal): AsyncIterable<Packet | Fault>;
}
