import type { FoundPacket, PacketEntry } from "./container.js";
import { isKeyFrame, type KeyFrameLimit } from "./key-frame.js";
import type { Stream } from "./stream.js";

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
  const length = Math.min(entries.length, limit?.until ?? entries.length);
  for (const marked of [true, false]) {
    for (let step = 0; step < length; step++) {
      const index = limit === null ? step : length - 1 - step;
      const entry = entries[index]!;
      if ("fault" in entry || (entry.keyFrame !== false) !== marked) continue;
      if (limit && (entry.timestamp ?? index / timestampRate) > limit.seconds) continue;
      signal?.throwIfAborted();
      if (await isKeyFrame(stream, (atMost) => track.read!(entry, atMost))) return found(stream, entry, index);
    }
  }
  return null;
}

function found({ track }: Stream, entry: PacketEntry, index: number): FoundPacket {
  const { byteOffset, timestamp, keyFrame } = entry;
  const read = (atMost = Number.POSITIVE_INFINITY) => track.read!(entry, atMost);
  return { byteOffset, position: index, timestamp, keyFrame, read, packets: (signal) => track.packets(index, signal) };
}
