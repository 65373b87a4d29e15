import type { FoundPacket, PacketEntry } from "./container.js";
import { beginsWithKeyFrame, type KeyFrameLimit } from "./key-frame.js";
import type { Stream } from "./stream.js";

/** Bytes of a packet that tell the type of its first picture, as a rule: headers that are repeated before it fit in. */
const HEAD_BYTES = 512;

/**
 * The last packet of a container's index that begins with an I-frame and is not beyond a limit. Marks of key frames are a hint:
 * packets are looked at, and those that are not marked only where no marked one is found.
 *
 * @param limit null: the first such packet of all
 */
export async function lastKeyByIndex(
  stream: Stream,
  limit: KeyFrameLimit | null,
  signal?: AbortSignal,
): Promise<FoundPacket | null> {
  const { track, timestampRate } = stream;
  const entries = await track.index!(signal);
  for (const marked of [true, false]) {
    for (let step = 0; step < entries.length; step++) {
      const index = limit === null ? step : entries.length - 1 - step;
      const entry = entries[index]!;
      if ("fault" in entry || (entry.keyFrame !== false) !== marked) continue;
      if (limit && (index >= limit.until || (entry.timestamp ?? index / timestampRate) > limit.seconds)) continue;
      signal?.throwIfAborted();
      if (await isKeyFrame(stream, entry)) return found(stream, entry, index);
    }
  }
  return null;
}

async function isKeyFrame(stream: Stream, entry: PacketEntry): Promise<boolean> {
  const head = beginsWithKeyFrame(stream, await stream.track.read!(entry, HEAD_BYTES));
  if (head !== null || entry.byteLength <= HEAD_BYTES) return head ?? false;
  return beginsWithKeyFrame(stream, await stream.track.read!(entry, Number.POSITIVE_INFINITY)) ?? false;
}

function found({ track }: Stream, entry: PacketEntry, index: number): FoundPacket {
  const { byteOffset, timestamp, keyFrame } = entry;
  const read = () => track.read!(entry, Number.POSITIVE_INFINITY);
  return { byteOffset, position: index, timestamp, keyFrame, read, packets: (signal) => track.packets(index, signal) };
}
