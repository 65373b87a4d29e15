import type { Packet } from "./codec.js";
import { endOf, isFault } from "./container/packet-reader.js";
import type { Fault, FoundPacket } from "./container.js";
import { UnknownFormatError, UsageError } from "./errors.js";
import type { FoundGop, Place } from "./frame.js";
import { beginsWithKeyFrame, type KeyFrameLimit } from "./key-frame.js";
import { MAX_HELD_PACKETS } from "./limits.js";
import { numberedPackets, STREAM_START, type Start } from "./numbered-packets.js";
import { lastKeyByBytes } from "./search-bytes.js";
import { lastKeyByIndex } from "./search-index.js";
import type { Stream } from "./stream.js";

/** A group of pictures and how reading begins at it. */
export interface GopStart extends FoundGop {
  readonly start: Start;
}

/**
 * Finds the group of pictures that is on screen at a place, without reading what comes before it: the last whose I-frame is displayed
 * at or before it; the first, where there is none.
 *
 * @throws UsageError for a place that is none, and for a source of unknown length; UnknownFormatError where there is no I-frame
 */
export async function findGop(stream: Stream, place: Place, signal?: AbortSignal): Promise<GopStart> {
  const { track } = stream;
  checkPlace(place);
  const target = await limitOf(stream, place, signal);
  if (target === null) return readOnToGop(stream, (place as { seconds: number }).seconds, signal);
  if (!track.index && !track.access)
    throw new UsageError("the length of this source is not known: read it from its start, or give a file or a Blob");
  let limit = target;
  const search = track.index ? lastKeyByIndex : lastKeyByBytes;
  for (let tries = 0; ; tries++) {
    const found = await search(stream, limit, signal);
    const packet = found ?? (await search(stream, null, signal));
    if (!packet) throw new UnknownFormatError("no I-frame is found in the video: nothing of it can be decoded");
    const gop = await gopAt(stream, packet, signal);
    // Where a container's times are those of decoding, the I-frame may be displayed after the place.
    const late = gop?.timestamp != null && gop.timestamp > limit.seconds;
    if (!found || !late || tries === MAX_HELD_PACKETS) {
      if (gop) return gop;
      throw new UnknownFormatError("the I-frame that was found cannot be read again: was the file changed?");
    }
    limit = { seconds: limit.seconds, until: packet.position };
  }
}

function checkPlace(place: Place): void {
  const { seconds, fraction } = place as Partial<Record<"seconds" | "fraction", unknown>>;
  if ((seconds === undefined) === (fraction === undefined))
    throw new UsageError("a place is { seconds } or { fraction }, one of the two");
  if (seconds !== undefined && !Number.isFinite(seconds))
    throw new UsageError(`seconds is ${seconds}: give a presentation time`);
  if (fraction !== undefined && !(typeof fraction === "number" && fraction >= 0 && fraction <= 1))
    throw new UsageError(`fraction is ${fraction}, allowed: 0…1`);
}

/** Null: a time, in a stream that has none. */
async function limitOf(
  { track, timestampRate }: Stream,
  place: Place,
  signal?: AbortSignal,
): Promise<KeyFrameLimit | null> {
  const { duration, access } = track;
  const anywhere = Number.POSITIVE_INFINITY;
  if ("seconds" in place) {
    return track.container === "raw" ? null : { seconds: place.seconds, until: anywhere };
  }
  if (duration === null && track.index) {
    const entries = (await track.index(signal)).flatMap((entry) => ("fault" in entry ? [] : entry));
    const last = endOf(entries, track.frameRate) ?? entries.length / timestampRate;
    return { seconds: place.fraction * last, until: anywhere };
  }
  if (duration !== null) return { seconds: place.fraction * duration, until: anywhere };
  if (!access) return { seconds: anywhere, until: anywhere };
  return { seconds: anywhere, until: Math.floor(place.fraction * access.end) + 1 };
}

/** Begins at a packet, or at the first one with an I-frame behind it in the same piece of the file. */
async function gopAt(stream: Stream, packet: FoundPacket, signal?: AbortSignal): Promise<GopStart | null> {
  const packets = (end?: AbortSignal) => fromKeyFrame(stream, packet.packets(end));
  const start: Start = { ...STREAM_START, before: stream.track.codec.middle, packets };
  for await (const { numbers } of numberedPackets(stream, start, signal)) {
    const timestamp = numbers[0]?.timestamp ?? null;
    return numbers[0] ? { timestamp, byteOffset: packet.byteOffset, start } : null;
  }
  return null;
}

async function* fromKeyFrame(stream: Stream, packets: AsyncIterable<Packet | Fault>): AsyncGenerator<Packet | Fault> {
  let begun = false;
  for await (const packet of packets) {
    begun ||= beginsWithKeyFrame(stream, packet) === true;
    if (begun) yield packet;
  }
}

/** In a stream without times, frames are counted from the start. */
async function readOnToGop(stream: Stream, seconds: number, signal?: AbortSignal): Promise<GopStart> {
  let found: GopStart | null = null;
  for await (const { item, pictures, numbers } of numberedPackets(stream, STREAM_START, signal)) {
    const { packet, index } = item;
    if (isFault(packet) || !numbers[0] || !pictures?.[0]?.keyFrame) continue;
    const timestamp = numbers[0].timestamp ?? numbers[0].displayIndex / stream.timestampRate;
    if (found && timestamp > seconds) break;
    const packets = (end?: AbortSignal) => stream.track.packets(index, end);
    found = {
      timestamp,
      byteOffset: packet.byteOffset,
      start: { ...STREAM_START, before: stream.track.codec.middle, packets, seconds: timestamp },
    };
  }
  if (!found) throw new UnknownFormatError("no I-frame is found in the video: nothing of it can be decoded");
  return found;
}
