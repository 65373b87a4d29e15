import type { Codec, Packet, SplitterNotes } from "../codec.js";
import type { ByteSource, CodecLookup, Fault, FoundPacket, Track } from "../container.js";
import { LimitExceededError, UnsupportedFeatureError } from "../errors.js";
import { MAX_PACKET_BYTES, PROBE_BYTES } from "../limits.js";
import { rawCodec } from "./raw-codec.js";

const FIRST_READ_BYTES = 64 * 2 ** 10;
/** For looking at a place in the middle. */
const SHORT_READ_BYTES = 16 * 2 ** 10;
/** Bytes behind a start code's first that tell it. */
const LONGEST_START = 3;
const NEAR = 64 * 2 ** 10;

/**
 * Opens a raw elementary stream (`.m4v`, `.cmp`, `.264`, `.jsv`, `.h263`): the codec finds where pictures begin. Reading it goes with
 * constant memory; where packets begin is noted on the way (eight bytes for each), so that a second reading can start there.
 */
export async function openRaw(source: ByteSource, codecOf: CodecLookup, limit = MAX_PACKET_BYTES): Promise<Track> {
  const codec = known(codecOf, await source.read(0, PROBE_BYTES));
  /** Byte offsets of the packets found so far; the last one may be the end of the stream. */
  const offsets: number[] = [0];
  const notes: SplitterNotes = {};

  async function* packets(from: number): AsyncGenerator<Packet | Fault> {
    let packet = Math.min(from, offsets.length - 1);
    for await (const unit of accessUnits(source, codec, notes, offsets[packet]!, FIRST_READ_BYTES, limit)) {
      if ("fault" in unit) {
        yield unit;
        return;
      }
      if (packet >= from) yield unit;
      packet++;
      if (packet === offsets.length) offsets.push(unit.byteOffset + unit.data.length);
    }
  }

  async function* found(from: number, until: number): AsyncGenerator<FoundPacket> {
    const first = from === 0 ? 0 : await firstUnit(source, codec, from, until);
    if (first === null) return;
    for await (const unit of accessUnits(source, codec, notes, first, SHORT_READ_BYTES, limit)) {
      if ("fault" in unit || unit.byteOffset >= until) return;
      const { byteOffset } = unit;
      const packets = () => accessUnits(source, codec, notes, byteOffset, FIRST_READ_BYTES, limit);
      yield { byteOffset, position: byteOffset, timestamp: null, keyFrame: null, read: async () => unit, packets };
    }
  }

  return {
    container: "raw",
    codec,
    fourcc: null,
    configuration: new Uint8Array(0),
    frameRate: null,
    packetCount: null,
    duration: null,
    get access() {
      return source.size === null
        ? null
        : { start: 0, end: source.size, near: NEAR, clustered: false, found, firstTimed: async () => null };
    },
    packets,
  };
}

/**
 * The access units from a byte on where one begins.
 * @param readBytes that are read at once; more where a unit is longer
 */
async function* accessUnits(
  source: ByteSource,
  codec: Codec,
  notes: SplitterNotes,
  from: number,
  readBytes: number,
  limit: number,
): AsyncGenerator<Packet | Fault> {
  let offset = from;
  let buffer = new Uint8Array(0);
  let base = offset; // of buffer[0] in the source
  let wanted = readBytes;
  let final = false;
  for (;;) {
    const start = offset - base;
    const end = start < buffer.length ? codec.nextAccessUnit(buffer, start, final, notes) : -1;
    if (end > start) {
      yield { data: buffer.subarray(start, end), byteOffset: offset, timestamp: null };
      offset = base + end;
      wanted = readBytes;
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

/** Where an access unit may begin in bytes `from` to `until`, or null. */
async function firstUnit(source: ByteSource, codec: Codec, from: number, until: number): Promise<number | null> {
  for (let at = from; at < until; at += SHORT_READ_BYTES) {
    const bytes = await source.read(at, SHORT_READ_BYTES + LONGEST_START);
    const found = codec.resync(bytes, 0);
    if (found >= 0) return at + found < until ? at + found : null;
  }
  return null;
}

function known(codecOf: CodecLookup, head: Uint8Array): Codec {
  const name = rawCodec(head) ?? "mp4v";
  const codec = codecOf(name);
  if (codec) return codec;
  const format = { mp4v: "MPEG-4", h263: "H.263", avc1: "H.264" }[name];
  throw new UnsupportedFeatureError(`a raw ${format} stream`, "no codec for it is registered");
}
