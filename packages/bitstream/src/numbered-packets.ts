import { AbortGate } from "./abort-gate.js";
import type { Packet } from "./codec.js";
import { isFault } from "./container/packet-reader.js";
import type { Fault } from "./container.js";
import { eventLoopTurns } from "./event-loop.js";
import { FrameNumbers } from "./frame-numbers.js";
import { HeaderReader, type PlacedPacket, type ReadPacket } from "./header-reader.js";
import type { Numbered, Numbering } from "./numbered.js";
import { OrderedFrameNumbers } from "./ordered-frame-numbers.js";
import type { Stream } from "./stream.js";

/** Where reading begins: the stream's start, or a key frame. */
export interface Start {
  /** Decode index of the first frame. */
  readonly firstFrame: number;
  /** The packets from there on, where the number of those before is not known. Frames are then counted from there. */
  readonly packets?: (signal?: AbortSignal) => AsyncIterable<Packet | Fault>;
  /** In seconds: when display index 0 is presented, for streams without times. Missing: 0. */
  readonly seconds?: number;
  readonly firstPacket: number;
  /** What the codec's picture headers are read with there. */
  readonly before: unknown;
  /** `before` is not known yet: it is what reading headers from this packet on, a key frame's, leaves. */
  readonly readFrom?: number;
}

export const STREAM_START: Start = { firstFrame: 0, firstPacket: 0, before: undefined };

/**
 * The packets of a stream with the numbers of their frames, from reading picture headers. They come late by as many packets as
 * numbering needs to look ahead. Packets that hold one field of a frame each come as one.
 *
 * @throws the signal's reason when aborted
 */
export async function* numberedPackets(
  stream: Stream,
  start: Start,
  signal?: AbortSignal,
): AsyncGenerator<Numbered<PlacedPacket>> {
  const numbers = numbering(stream, start);
  const reader = new HeaderReader(stream, start.before, start.firstPacket);
  const turn = eventLoopTurns();

  function count(read: ReadPacket): readonly Numbered<PlacedPacket>[] {
    const { packet, headers } = read;
    if (isFault(packet)) return numbers.lost(read);
    return numbers.packet({ item: read, timestamp: packet.timestamp, byteLength: packet.data.length, headers });
  }

  const gate = new AbortGate(signal);
  const all = start.packets?.(signal) ?? stream.track.packets(start.firstPacket, signal);
  const packets = all[Symbol.asyncIterator]();
  let open = true;
  try {
    for (;;) {
      const { done, value } = await gate.wait(packets.next());
      if (done) break;
      const wait = turn();
      if (wait) await wait;
      signal?.throwIfAborted();
      // By hand: yield* over an array waits for each item once more.
      for (const read of reader.take(value)) for (const numbered of count(read)) yield numbered;
    }
    open = false;
    for (const read of reader.end()) for (const numbered of count(read)) yield numbered;
    for (const numbered of numbers.end()) yield numbered;
  } finally {
    gate.close();
    const released = open ? packets.return?.() : undefined;
    // A read that never answers would hold up what waits for it.
    if (signal?.aborted) released?.catch(() => {});
    else await released;
  }
}

function numbering({ headers }: Stream, { firstFrame, packets }: Start): Numbering<PlacedPacket> {
  const inTheMiddle = packets !== undefined;
  return headers.reorderDepth === undefined
    ? new FrameNumbers(firstFrame, headers.reordered, inTheMiddle)
    : new OrderedFrameNumbers(firstFrame, headers.reorderDepth, inTheMiddle);
}

/**
 * A start whose `before` is known: of a group that an index told, the headers of the group before it are read.
 *
 * @throws the signal's reason when aborted
 */
export async function preparedStart(stream: Stream, start: Start, signal?: AbortSignal): Promise<Start> {
  if (start.readFrom === undefined) return start;
  const { track } = stream;
  const reader = new HeaderReader(stream, track.codec.middle, start.readFrom);
  let index = start.readFrom;
  for await (const packet of track.packets(start.readFrom, signal)) {
    if (index++ === start.firstPacket) break;
    signal?.throwIfAborted();
    reader.take(packet);
  }
  return { ...start, before: reader.after };
}
