import type { Codec, Packet } from "../codec.js";
import type { ByteSource, CodecLookup, Fault, Track } from "../container.js";
import { LimitExceededError, UnsupportedFeatureError } from "../errors.js";
import { MAX_PACKET_BYTES } from "../limits.js";
import { isH263 } from "./detect.js";

const FIRST_READ_BYTES = 64 * 2 ** 10;

/**
 * Opens a raw elementary stream (`.m4v`, `.mpeg4`, `.cmp`): the codec finds where pictures begin. Reading it goes with
 * constant memory; where packets begin is noted on the way (eight bytes for each), so that a second reading can start there.
 */
export async function openRaw(source: ByteSource, codecOf: CodecLookup, limit = MAX_PACKET_BYTES): Promise<Track> {
  const codec = known(codecOf, await source.read(0, 4));
  /** Byte offsets of the packets found so far; the last one may be the end of the stream. */
  const offsets: number[] = [0];

  async function* packets(from: number): AsyncGenerator<Packet | Fault> {
    let packet = Math.min(from, offsets.length - 1);
    let offset = offsets[packet]!;
    let buffer = new Uint8Array(0);
    let base = offset; // of buffer[0] in the source
    let wanted = FIRST_READ_BYTES;
    let final = false;
    for (;;) {
      const start = offset - base;
      const end = start < buffer.length ? codec.nextAccessUnit(buffer, start, final) : -1;
      if (end > start) {
        const data = buffer.subarray(start, end);
        if (packet >= from) yield { data, byteOffset: offset, timestamp: null };
        packet++;
        offset = base + end;
        if (packet === offsets.length) offsets.push(offset);
        wanted = FIRST_READ_BYTES;
        continue;
      }
      if (final) return;
      if (buffer.length - start > limit) {
        const what = "bytes up to the next picture of the raw stream";
        yield { fault: new LimitExceededError(what, buffer.length - start, limit, { byte: offset }) };
        return;
      }
      wanted = Math.min(wanted, limit + 1 - (buffer.length - start));
      const more = await source.read(base + buffer.length, wanted);
      final = more.length < wanted;
      const joined = new Uint8Array(buffer.length - start + more.length);
      joined.set(buffer.subarray(start));
      joined.set(more, buffer.length - start);
      buffer = joined;
      base = offset;
      wanted *= 2; // a unit that does not end is searched again from its start: doubling keeps that linear
    }
  }

  return {
    container: "raw",
    codec,
    fourcc: null,
    configuration: new Uint8Array(0),
    frameRate: null,
    packetCount: null,
    packets,
  };
}

function known(codecOf: CodecLookup, head: Uint8Array): Codec {
  const short = isH263(head);
  const codec = codecOf(short ? "h263" : "mp4v");
  if (codec) return codec;
  throw new UnsupportedFeatureError(`a raw ${short ? "H.263" : "MPEG-4"} stream`, "no codec for it is registered");
}
