import type { Codec, FrameSize, Packet } from "./codec.js";
import type { BitstreamError } from "./errors.js";
import type { Rotation } from "./frame.js";

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
  /** True: an edit put it behind the packet before it, which it does not follow in the stream. Missing: it does. */
  readonly joined?: boolean;
  /** The container's own mark; null where it has none. */
  readonly keyFrame: boolean | null;
}

/** A place where a packet should have been, and reading could go on behind it. */
export interface Fault {
  readonly fault: BitstreamError;
}

/** A packet that was found in the middle of a track, without those before it. */
export interface FoundPacket {
  /** Where it stands in the file or, where other packets stand between its bytes, where the piece of the file does that it begins in. */
  readonly byteOffset: number;
  /** Orders the packets of a track: the byte offset or, in an index, the place. */
  readonly position: number;
  readonly timestamp: number | null;
  /** The container's own mark; null where it has none. */
  readonly keyFrame: boolean | null;
  /** @param atMost bytes from its beginning that are enough; more may come */
  read(atMost?: number): Promise<Packet | Fault>;
  /** Packets in decode order from this one on, or from one shortly before it that begins in the same piece. */
  packets(signal?: AbortSignal): AsyncIterable<Packet | Fault>;
}

/** Random access to a track whose packets no index lists: from any byte on, the next packet can be found. */
export interface ByteAccess {
  /** The bytes that packets stand in: first, and one past the last. */
  readonly start: number;
  readonly end: number;
  /** Bytes that are read through as gladly as divided once more. */
  readonly near: number;
  /** Packets are found from the beginning of their clusters on, and stepped over unread. */
  readonly clustered: boolean;
  /** The packets that begin in bytes `from` to `until`; what makes no sense is passed over. */
  found(from: number, until: number, signal?: AbortSignal): AsyncIterable<FoundPacket>;
  /** The first of them that has a time, without its bytes. */
  firstTimed(from: number, until: number): Promise<{ readonly byteOffset: number; readonly timestamp: number } | null>;
  /** Between which bytes an index looks for the last key frame at or before a time, or null. Missing: the container has no index. */
  around?(seconds: number): Promise<{ readonly from: number; readonly until: number } | null>;
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
  /** The size that the container says pictures have; missing: it says none, or its word is not needed. */
  readonly shown?: FrameSize | null;
  /** Degrees clockwise by which pictures are turned when they are shown; missing: 0. */
  readonly rotation?: Rotation;
  /** In seconds, from the container's headers or index; null: only reading to the end would tell. */
  readonly duration: number | null;
  /** Every packet that an index lists, or that is found without reading packets: a hint, which may be wrong. Missing: `access` is there. */
  index?(signal?: AbortSignal): Promise<readonly (PacketEntry | Fault)[]>;
  /** The first bytes of a packet of `index`. */
  read?(entry: PacketEntry, atMost: number): Promise<Packet | Fault>;
  /** Null: the length of the source is not known. */
  readonly access?: ByteAccess | null;
  /** Packets in decode order from packet index `from`. A fault takes the place, and the index, of what cannot be read. */
  packets(from: number, signal?: AbortSignal): AsyncIterable<Packet | Fault>;
}
