import type { Packet } from "../codec.js";
import type { ByteSource, Fault, PacketEntry } from "../container.js";
import { type BitstreamError, LimitExceededError, TruncatedStreamError } from "../errors.js";
import { MAX_PACKET_BYTES } from "../limits.js";

/** Reads the packet that an index entry names; a fault where the file ends before it does, or where it is too large. */
export async function readPacket(source: ByteSource, entry: PacketEntry): Promise<Packet | Fault> {
  const { byteOffset, byteLength, timestamp, shown = true } = entry;
  if (byteLength > MAX_PACKET_BYTES) return { fault: tooLarge(byteLength, byteOffset) };
  if (source.size !== null && byteOffset + byteLength > source.size) return { fault: cutOff(byteLength, byteOffset) };
  const data = await source.read(byteOffset, byteLength);
  return data.length < byteLength ? { fault: cutOff(byteLength, byteOffset) } : { data, byteOffset, timestamp, shown };
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
