import type { Packet } from "../codec.js";
import type { ByteSource, Fault, PacketEntry } from "../container.js";
import { type BitstreamError, LimitExceededError, TruncatedStreamError } from "../errors.js";
import { MAX_PACKET_BYTES } from "../limits.js";

/**
 * Reads the packet that an index entry names; a fault where the file ends before it does, or where it is too large.
 * @param atMost bytes from its beginning that are enough
 */
export async function readPacket(
  source: ByteSource,
  entry: PacketEntry,
  atMost = Number.POSITIVE_INFINITY,
): Promise<Packet | Fault> {
  const { byteOffset, byteLength, timestamp, shown = true } = entry;
  if (byteLength > MAX_PACKET_BYTES) return { fault: tooLarge(byteLength, byteOffset) };
  if (source.size !== null && byteOffset + byteLength > source.size) return { fault: cutOff(byteLength, byteOffset) };
  const length = Math.min(byteLength, atMost);
  const data = await source.read(byteOffset, length);
  return data.length < length ? { fault: cutOff(byteLength, byteOffset) } : { data, byteOffset, timestamp, shown };
}

/** True for what a track delivers in place of a lost packet. */
export function isFault(item: Packet | Fault): item is Fault {
  return "fault" in item;
}

function cutOff(length: number, byte: number): BitstreamError {
  return new TruncatedStreamError(`the file ends before this packet of ${length} bytes does`, { byte });
}

function tooLarge(length: number, byte: number): BitstreamError {
  return new LimitExceededError("bytes of one packet", length, MAX_PACKET_BYTES, { byte });
}

/** An index whose packets all stand inside the source; null where one does not, or where the size is not known. */
export function wholeIndex(entries: readonly PacketEntry[], { size }: ByteSource): readonly PacketEntry[] | null {
  return size !== null && entries.every(({ byteOffset, byteLength }) => byteOffset + byteLength <= size)
    ? entries
    : null;
}

/** When the last of the packets ends that are shown, in seconds; null where they have no times. */
export function endOf(entries: readonly PacketEntry[], frameRate: number | null): number | null {
  let last: number | null = null;
  for (const { timestamp, shown = true } of entries) {
    if (timestamp !== null && shown) last = Math.max(last ?? 0, timestamp);
  }
  return last === null ? null : last + (frameRate === null ? 0 : 1 / frameRate);
}
