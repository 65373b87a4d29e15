import type { ByteAccess, FoundPacket } from "./container.js";
import { eventLoopTurns } from "./event-loop.js";
import { beginsWithKeyFrame, type KeyFrameLimit } from "./key-frame.js";
import type { Stream } from "./stream.js";

/** Bytes before a place that are looked through first; then twice as many before them, and so on. */
const FIRST_STEP = 64 * 2 ** 10;
/** More divisions than any file needs whose times grow. */
const MAX_DIVISIONS = 64;

/**
 * The last packet that begins with an I-frame and is not beyond a limit, by dividing the file: first where its time is passed, then
 * backwards from there, a few groups of pictures at most. Marks of key frames are a hint as in an index.
 *
 * @param limit null: the first such packet of all
 */
export async function lastKeyByBytes(
  stream: Stream,
  limit: KeyFrameLimit | null,
  signal?: AbortSignal,
): Promise<FoundPacket | null> {
  const access = stream.track.access!;
  const { start, end } = access;
  if (limit === null) return firstKey(stream, access, signal);
  const { from, until } = await place(access, limit, signal);
  let unmarked = false;
  for (const trusted of [true, false]) {
    if (!trusted && !unmarked) break;
    for (let [first, past, step] = [from, until, FIRST_STEP]; past > start; ) {
      const found = await lastIn(first, past, trusted);
      if (found) return found;
      if (first === start) break;
      // Packets behind `first` may be in a cluster that begins before it.
      if (!access.clustered) past = first;
      first = Math.max(start, first - step);
      step *= 2;
    }
  }
  return null;

  async function lastIn(first: number, past: number, trusted: boolean): Promise<FoundPacket | null> {
    const turn = eventLoopTurns();
    let last: FoundPacket | null = null;
    for await (const packet of access.found(first, Math.min(past, end), signal)) {
      signal?.throwIfAborted();
      await turn();
      if (packet.timestamp !== null && packet.timestamp > limit!.seconds) break;
      unmarked ||= packet.keyFrame === false;
      if (trusted && packet.keyFrame === false) continue;
      if (beginsWithKeyFrame(stream, await packet.read())) last = packet;
    }
    return last;
  }
}

async function firstKey(stream: Stream, access: ByteAccess, signal?: AbortSignal): Promise<FoundPacket | null> {
  const turn = eventLoopTurns();
  for await (const packet of access.found(access.start, access.end, signal)) {
    signal?.throwIfAborted();
    await turn();
    if (beginsWithKeyFrame(stream, await packet.read())) return packet;
  }
  return null;
}

/** The bytes in which the limit is reached: by an index, by dividing, or, where it is a byte itself, those before it. */
async function place(
  access: ByteAccess,
  { seconds, until }: KeyFrameLimit,
  signal?: AbortSignal,
): Promise<{ from: number; until: number }> {
  const { start } = access;
  const last = Math.min(until, access.end);
  if (seconds === Number.POSITIVE_INFINITY || until < access.end) {
    return { from: Math.max(start, last - FIRST_STEP), until: last };
  }
  return (await access.around?.(seconds)) ?? divide(access, seconds, signal);
}

/**
 * Narrows the bytes down in which packets are presented at a time: by the times of packets in the middle, where the time would stand
 * at a constant bit rate or, every third time, halfway. It ends where that is near, since packets are then read only up to the time.
 */
async function divide(access: ByteAccess, seconds: number, signal?: AbortSignal) {
  let { start: from, end: until } = access;
  let early: number | null = null;
  let late: number | null = null;
  for (let count = 0; until - from > access.near && count < MAX_DIVISIONS; count++) {
    const known = early !== null && late !== null && late > early;
    const share = known ? (seconds - early!) / (late! - early!) : 0.5;
    if (known && share * (until - from) <= access.near) break;
    const middle = Math.floor(from + (count % 3 === 2 ? 0.5 : Math.min(0.95, Math.max(0.05, share))) * (until - from));
    signal?.throwIfAborted();
    const packet = await access.firstTimed(middle, until);
    if (packet && packet.timestamp <= seconds) {
      from = packet.byteOffset;
      early = packet.timestamp;
    } else {
      until = middle;
      if (packet) late = packet.timestamp;
    }
  }
  return { from, until };
}
