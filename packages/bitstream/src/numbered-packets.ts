import { AbortGate } from "./abort-gate.js";
import type { Packet, PictureHeaders } from "./codec.js";
import { isFault } from "./container/packet-reader.js";
import type { Fault } from "./container.js";
import { BitstreamError } from "./errors.js";
import { eventLoopTurns } from "./event-loop.js";
import { FrameNumbers, type Numbered } from "./frame-numbers.js";
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

/** A packet as it stands in the stream, with its place. */
export interface PlacedPacket {
  readonly index: number;
  readonly packet: Packet | Fault;
  /** What this packet's picture headers were read with. */
  readonly before: unknown;
}

/**
 * The packets of a stream with the numbers of their frames, from reading picture headers. They come late by as many packets as
 * numbering needs to look ahead.
 *
 * @throws the signal's reason when aborted
 */
export async function* numberedPackets(
  { track, headers }: Stream,
  start: Start,
  signal?: AbortSignal,
): AsyncGenerator<Numbered<PlacedPacket>> {
  const numbers = new FrameNumbers<PlacedPacket>(start.firstFrame, headers.reordered, start.packets !== undefined);
  const turn = eventLoopTurns();
  let before = start.before;
  let index = start.firstPacket;

  function readHeaders(packet: Packet): PictureHeaders | null {
    try {
      return track.codec.readPictureHeaders(packet, headers, before);
    } catch (error) {
      if (error instanceof BitstreamError) return null;
      throw error;
    }
  }

  function take(packet: Packet | Fault): readonly Numbered<PlacedPacket>[] {
    const placed = { index: index++, packet, before };
    if (isFault(packet)) return numbers.lost(placed);
    const read = readHeaders(packet);
    if (read) before = read.after;
    return numbers.packet({ item: placed, timestamp: packet.timestamp, byteLength: packet.data.length, headers: read });
  }

  const gate = new AbortGate(signal);
  const all = start.packets?.(signal) ?? track.packets(start.firstPacket, signal);
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
      for (const numbered of take(value)) yield numbered;
    }
    open = false;
    for (const numbered of numbers.end()) yield numbered;
  } finally {
    gate.close();
    const released = open ? packets.return?.() : undefined;
    // A read that never answers would hold up what waits for it.
    if (signal?.aborted) released?.catch(() => {});
    else await released;
  }
}

/**
 * A start whose `before` is known: of a group that an index told, the headers of the group before it are read.
 *
 * @throws the signal's reason when aborted
 */
export async function preparedStart({ track, headers }: Stream, start: Start, signal?: AbortSignal): Promise<Start> {
  if (start.readFrom === undefined) return start;
  let before: unknown = track.codec.middle;
  let index = start.readFrom;
  for await (const packet of track.packets(start.readFrom, signal)) {
    if (index++ === start.firstPacket) break;
    signal?.throwIfAborted();
    try {
      if (!isFault(packet)) before = track.codec.readPictureHeaders(packet, headers, before).after;
    } catch (error) {
      if (!(error instanceof BitstreamError)) throw error;
    }
  }
  return { ...start, before };
}
