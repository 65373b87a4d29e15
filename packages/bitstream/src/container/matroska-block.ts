import { InvalidSyntaxError, LimitExceededError } from "../errors.js";
import { MAX_PACKET_BYTES } from "../limits.js";
import { dataView } from "../source/read.js";
import { variableInteger } from "./ebml.js";
import type { Compression } from "./matroska-track.js";

/** What a Block or SimpleBlock begins with (RFC 9559, 10.1). */
export interface BlockHeader {
  readonly track: number;
  /** In timestamp units, counted from the cluster's. */
  readonly time: number;
  readonly lacing: "none" | "xiph" | "fixed" | "ebml";
  /** In simple blocks: the writer's mark. */
  readonly keyFrame: boolean;
  readonly length: number;
}

const clause = "RFC 9559, 10";
const lacings = ["none", "xiph", "fixed", "ebml"] as const;

/** Bytes of the longest block header. */
export const MAX_BLOCK_HEADER = 11;

/** Reads a block's header; null where the bytes end before it does. */
export function blockHeader(bytes: Uint8Array, offset: number): BlockHeader | null {
  const track = variableInteger(bytes, 0, offset);
  if (!track || bytes.length < track.length + 3) return null;
  const time = dataView(bytes).getInt16(track.length);
  const flags = bytes[track.length + 2]!;
  const lacing = lacings[(flags >> 1) & 3]!;
  return { track: track.value, time, lacing, keyFrame: (flags & 0x80) !== 0, length: track.length + 3 };
}

/** A frame inside a block: where it stands in the block's bytes behind the header. */
export interface LacedFrame {
  readonly start: number;
  readonly end: number;
}

/**
 * The frames of a block, which may be several ("laced").
 *
 * @param bytes of the block behind its header
 * @param offset of `bytes` in the file
 * @throws InvalidSyntaxError where their sizes do not add up to the block's
 */
export function lacedFrames(bytes: Uint8Array, lacing: BlockHeader["lacing"], offset: number): LacedFrame[] {
  if (lacing === "none") return [{ start: 0, end: bytes.length }];
  const wrong = (value: number | string) =>
    new InvalidSyntaxError("frame sizes of a laced block", value, "the block's size together", clause, {
      byte: offset,
    });
  if (bytes.length === 0) throw wrong("missing");
  const count = bytes[0]! + 1;
  const sizes: number[] = [];
  let at = 1;
  if (lacing === "fixed") {
    const size = (bytes.length - 1) / count;
    if (!Number.isInteger(size)) throw wrong(`${bytes.length - 1} in ${count}`);
    for (let i = 0; i < count; i++) sizes.push(size);
  } else {
    for (let i = 0; i < count - 1; i++) {
      let size = 0;
      if (lacing === "xiph") {
        let byte: number;
        do {
          byte = bytes[at++] ?? 0;
          size += byte;
        } while (byte === 255);
      } else {
        const coded = variableInteger(bytes, at, offset);
        if (!coded) throw wrong("missing");
        at += coded.length;
        // All but the first are differences, with half of the range below zero.
        size = i === 0 ? coded.value : sizes[i - 1]! + coded.value - (2 ** (7 * coded.length - 1) - 1);
      }
      if (!(size >= 0 && size <= bytes.length)) throw wrong(size);
      sizes.push(size);
    }
    sizes.push(bytes.length - at - sizes.reduce((sum, size) => sum + size, 0));
    if (sizes.at(-1)! < 0) throw wrong(sizes.at(-1)!);
  }
  return sizes.map((size) => {
    at += size;
    return { start: at - size, end: at };
  });
}

/**
 * A frame's bytes as the codec wants them: unpacked, or with the header that was taken off all frames of the track.
 *
 * @param byte of the frame in the file, for errors
 * @throws InvalidSyntaxError where they cannot be unpacked, LimitExceededError where they become too many
 */
export async function unpackFrame(bytes: Uint8Array, compression: Compression, byte: number): Promise<Uint8Array> {
  if (!compression) return bytes;
  if (compression.kind === "zlib") return inflate(bytes, byte);
  const whole = new Uint8Array(compression.header.length + bytes.length);
  whole.set(compression.header);
  whole.set(bytes, compression.header.length);
  return whole;
}

async function inflate(bytes: Uint8Array, byte: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    const packed = new Blob([bytes.slice()]).stream();
    const reader = packed.pipeThrough(new DecompressionStream("deflate")).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > MAX_PACKET_BYTES) {
        reader.cancel().catch(() => {});
        throw new LimitExceededError("bytes of one packet", size, MAX_PACKET_BYTES, { byte });
      }
      parts.push(value);
    }
  } catch (error) {
    if (error instanceof LimitExceededError) throw error;
    throw new InvalidSyntaxError("a compressed block", "damaged", "zlib data", "RFC 1950", { byte });
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
