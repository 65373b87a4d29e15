import type { Packet, PictureHeaders } from "./codec.js";
import { isFault } from "./container/packet-reader.js";
import type { PacketEntry } from "./container.js";
import { BitstreamError } from "./errors.js";
import type { GopEntry, Scan } from "./gops.js";
import type { Stream } from "./stream.js";

/** Packets of each kind, marked as key frames and not, that are looked at before a container's marks are believed. */
const SAMPLES = 4;
/** Packets up to this size are looked at, all of them: a picture that is not coded is no frame. */
const SMALL_BYTES = 24;

/**
 * Finds groups of pictures by a container's index of packets and its marks of key frames, without reading the packets between. Only
 * where that is sure to number frames as reading them all does: the index covers everything, nothing is displayed late, and the
 * marks are right wherever they are looked at.
 *
 * @returns null where the headers must be read
 */
export async function indexedGops(stream: Stream, signal?: AbortSignal): Promise<Scan | null> {
  const { track, headers, timestampRate } = stream;
  const entries = track.entries;
  if (!entries || headers.reordered || !entries[0]?.keyFrame) return null;
  if (entries.some(({ keyFrame }) => keyFrame === null)) return null;
  const looked = new Set([
    ...spread(entries, ({ keyFrame }) => keyFrame === true),
    ...spread(entries, ({ keyFrame }) => keyFrame === false),
    ...[...entries.keys()].filter((i) => entries[i]!.byteLength <= SMALL_BYTES),
  ]);
  const empty = new Set<number>();
  for (const index of looked) {
    const pictures = await picturesOf(stream, index, signal);
    if (pictures?.length !== 1) return null;
    const { isFrame, keyFrame } = pictures[0]!;
    if (!isFrame) empty.add(index);
    else if (keyFrame !== entries[index]!.keyFrame) return null;
  }
  const gops: { -readonly [K in keyof GopEntry]: GopEntry[K] }[] = [];
  let frame = 0;
  for (const [index, { keyFrame, timestamp, byteLength }] of entries.entries()) {
    if (keyFrame && !empty.has(index)) {
      const start = { firstFrame: frame, firstPacket: index, before: undefined };
      gops.push({ ...start, frameCount: 0, byteLength: 0, timestamp: timestamp ?? frame / timestampRate });
    }
    const gop = gops.at(-1);
    if (gop) gop.byteLength += byteLength;
    if (empty.has(index)) continue;
    frame++;
    if (gop) gop.frameCount++;
  }
  return { gops, frameCount: frame, fault: null };
}

/** Indices of a few of the entries of a kind, over the whole length; the first and the last among them. */
function spread(entries: readonly PacketEntry[], ofKind: (entry: PacketEntry) => boolean): number[] {
  const found = [...entries.keys()].filter((i) => ofKind(entries[i]!));
  if (found.length <= SAMPLES) return found;
  return Array.from({ length: SAMPLES }, (_, k) => found[Math.round((k * (found.length - 1)) / (SAMPLES - 1))]!);
}

/** The picture headers of a packet; null where they cannot be read. */
async function picturesOf(
  { track, headers }: Stream,
  index: number,
  signal?: AbortSignal,
): Promise<PictureHeaders["pictures"] | null> {
  signal?.throwIfAborted();
  for await (const packet of track.packets(index, signal)) {
    if (isFault(packet)) return null;
    return readHeaders(track.codec, packet, headers);
  }
  return null;
}

function readHeaders(
  codec: Stream["track"]["codec"],
  packet: Packet,
  headers: Stream["headers"],
): PictureHeaders["pictures"] | null {
  try {
    return codec.readPictureHeaders(packet, headers).pictures;
  } catch (error) {
    if (error instanceof BitstreamError) return null;
    throw error;
  }
}
