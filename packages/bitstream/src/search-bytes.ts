import type { ByteAccess, FoundPacket } from "./container.js";
import { eventLoopTurns } from "./event-loop.js";
import { isKeyFrame, type KeyFrameLimit } from "./key-frame.js";
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
      if (await isKeyFrame(stream, packet.read)) last = packet;
    }
    return last;
  }
}

async function firstKey(stream: Stream, access: ByteAccess, signal?: AbortSignal): Promise<FoundPacket | null> {
  const turn = eventLoopTurns();
  for await (const packet of access.found(access.start, access.end, signal)) {
    signal?.throwIfAborted();
    await turn();
    if (await isKeyFrame(stream, packet.read)) return packet;
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
 * Narrows the bytes down in which packets are presented at a time: by the times of the first and the last packets, then of those where
 * the time would stand at a constant bit rate or, every third time, halfway. It ends where that is near, since packets are then read
 * only up to the time.
 */
async function divide(access: ByteAccess, seconds: number, signal?: AbortSignal) {
  const { start, end, near } = access;
  const first = await access.firstTimed(start, end);
  const last = await access.firstTimed(Math.max(start, end - near), end);
  if (!first || first.timestamp > seconds) return { from: start, until: end };
  if (last && last.timestamp <= seconds) return { from: last.byteOffset, until: end };
  let from = start;
  let until = last?.byteOffset ?? end;
  let early = first.timestamp;
  let late = last?.timestamp ?? null;
  for (let count = 0; until - from > near && count < MAX_DIVISIONS; count++) {
    const share = late === null || late <= early ? 0.5 : (seconds - early) / (late - early);
    if (late !== null && share * (until - from) <= near) break;
    const guess = count % 3 === 2 ? 0.5 : Math.min(0.95, Math.max(0.05, share - near / 4 / (until - from)));
    const middle = Math.floor(from + guess * (until - from));
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
