import type { Packet, PictureHeader } from "./codec.js";
import { isFault } from "./container/packet-reader.js";
import type { Fault, PacketEntry } from "./container.js";
import { BitstreamError } from "./errors.js";
import type { GopEntry, Scan } from "./gops.js";
import { MAX_HELD_PACKETS } from "./limits.js";
import type { Stream } from "./stream.js";

/** Packets of each kind, marked as key frames and not, that are looked at before a container's marks are believed. */
const SAMPLES = 4;
/** Packets up to this size are looked at, all of them: a picture that is not coded is no frame. */
const SMALL_BYTES = 24;
/** Bytes of a packet that tell its first picture's type, as a rule. */
const HEAD_BYTES = 256;

/**
 * Finds groups of pictures by a container's index of packets and its marks of key frames, without reading the packets between. Only
 * where that is sure to number frames as reading them all does: the index covers everything, each packet is one picture, and the
 * marks (and, where B-frames are displayed before their anchors, the presentation times) are right wherever they are looked at.
 *
 * Packed streams are not: there a packet may hold two frames or none, and how many come before a key frame only all of them tell.
 * Nor are MP4 files whose edits join parts of a stream with B-frames, whose clock then jumps.
 *
 * @returns null where the headers must be read
 */
export async function indexedGops(stream: Stream, signal?: AbortSignal): Promise<Scan | null> {
  const { track, headers, timestampRate } = stream;
  const entries = track.entries;
  if (headers.reorderDepth !== undefined) return null;
  if (!entries?.[0]?.keyFrame || headers.packed) return null;
  if (entries.some(({ keyFrame }) => keyFrame === null)) return null;
  if (headers.reordered && entries.some(({ joined }) => joined)) return null;
  const latest = latestBefore(entries);
  const timed = entries.every(({ timestamp }) => timestamp !== null);
  /** The container has presentation times, and says by them which packets are displayed before one that they follow. */
  const delayed = timed && entries.some(({ timestamp }, i) => timestamp! < latest[i]!);

  const empty = await leadingPictures(stream, entries, signal);
  if (!empty) return null;
  const looked = new Set([
    ...spread(entries, ({ keyFrame }) => keyFrame === true),
    ...spread(entries, ({ keyFrame }) => keyFrame === false),
    ...[...entries.keys()].filter((i) => entries[i]!.byteLength <= SMALL_BYTES),
  ]);
  for (const index of looked) {
    signal?.throwIfAborted();
    const entry = entries[index]!;
    const pictures = picturesOf(stream, await track.read!(entry, Number.POSITIVE_INFINITY));
    if (pictures?.length !== 1) return null;
    const { type, coded } = pictures[0]!;
    if (!coded) empty.add(index);
    else if ((type === "I") !== entry.keyFrame) return null;
    else if (headers.reordered && delayed && (type === "B") !== entry.timestamp! < latest[index]!) return null;
  }

  const gops: { -readonly [K in keyof GopEntry]: GopEntry[K] }[] = [];
  let frame = 0;
  for (const [index, { keyFrame, timestamp, byteLength }] of entries.entries()) {
    if (keyFrame && !empty.has(index)) {
      const shown =
        headers.reordered && !delayed
          ? await displayed(stream, entries, index, empty, signal)
          : { timestamp, later: 0 };
      if (!shown) return null;
      gops.push({
        firstFrame: frame,
        firstPacket: index,
        before: undefined,
        ...(headers.reordered && gops.length > 0 ? { readFrom: gops.at(-1)!.firstPacket } : {}),
        timestamp: shown.timestamp ?? (frame + shown.later) / timestampRate,
        frameCount: 0,
        byteLength: 0,
      });
    }
    const gop = gops.at(-1);
    if (gop) gop.byteLength += byteLength;
    if (empty.has(index)) continue;
    frame++;
    if (gop) gop.frameCount++;
  }
  return { gops, frameCount: frame, fault: null };
}

/** For each entry the latest time of those before it. */
function latestBefore(entries: readonly PacketEntry[]): Float64Array {
  const latest = new Float64Array(entries.length);
  let last = Number.NEGATIVE_INFINITY;
  for (const [i, { timestamp }] of entries.entries()) {
    latest[i] = last;
    last = Math.max(last, timestamp ?? last);
  }
  return latest;
}

/** The B-pictures before the stream's second anchor, which are no frames: a stream may begin with an open group. Null: not sure. */
async function leadingPictures(
  stream: Stream,
  entries: readonly PacketEntry[],
  signal?: AbortSignal,
): Promise<Set<number> | null> {
  const leading = new Set<number>();
  if (!stream.headers.reordered) return leading;
  let anchors = 0;
  for (let i = 0; anchors < 2 && i < entries.length && i < MAX_HELD_PACKETS; i++) {
    const picture = await firstPicture(stream, entries[i]!, signal);
    if (!picture) return null;
    if (picture.type === "B") leading.add(i);
    else if (picture.coded) anchors++;
  }
  return leading;
}

/**
 * The time of a key frame where the container has only those of decoding, and by how many frames it is displayed later than decoded:
 * as `FrameNumbers` has it, by the B-pictures behind it. Null: not sure.
 */
async function displayed(
  stream: Stream,
  entries: readonly PacketEntry[],
  key: number,
  empty: ReadonlySet<number>,
  signal?: AbortSignal,
): Promise<{ timestamp: number | null; later: number } | null> {
  let { timestamp } = entries[key]!;
  let later = 0;
  for (let i = key + 1; i < entries.length && i - key < MAX_HELD_PACKETS; i++) {
    if (empty.has(i)) continue;
    const picture = await firstPicture(stream, entries[i]!, signal);
    if (!picture) return null;
    if (picture.type !== "B") break;
    const time = entries[i]!.timestamp;
    if (timestamp !== null && time !== null) timestamp = Math.max(timestamp, time);
    later++;
  }
  return { timestamp, later };
}

/** Indices of a few of the entries of a kind, over the whole length; the first and the last among them. */
function spread(entries: readonly PacketEntry[], ofKind: (entry: PacketEntry) => boolean): number[] {
  const found = [...entries.keys()].filter((i) => ofKind(entries[i]!));
  if (found.length <= SAMPLES) return found;
  return Array.from({ length: SAMPLES }, (_, k) => found[Math.round((k * (found.length - 1)) / (SAMPLES - 1))]!);
}

/** The first picture's header, read from as little of a packet as it takes; null where it cannot be read. */
async function firstPicture(stream: Stream, entry: PacketEntry, signal?: AbortSignal): Promise<PictureHeader | null> {
  for (const length of [HEAD_BYTES, Number.POSITIVE_INFINITY]) {
    signal?.throwIfAborted();
    const picture = picturesOf(stream, await stream.track.read!(entry, length))?.[0];
    if (picture || entry.byteLength <= length) return picture ?? null;
  }
  return null;
}

function picturesOf({ track, headers }: Stream, packet: Packet | Fault): readonly PictureHeader[] | null {
  if (isFault(packet)) return null;
  try {
    return track.codec.readPictureHeaders(packet, headers).pictures;
  } catch (error) {
    if (error instanceof BitstreamError) return null;
    throw error;
  }
}
