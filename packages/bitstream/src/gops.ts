import { isFault } from "./container/packet-reader.js";
import type { BitstreamError } from "./errors.js";
import type { Gop } from "./frame.js";
import { indexedGops } from "./indexed-gops.js";
import { numberedPackets, STREAM_START, type Start } from "./numbered-packets.js";
import type { Stream } from "./stream.js";

/** A group of pictures and how reading begins at it. */
export interface GopEntry extends Gop, Start {}

/** What is known of a whole stream. */
export interface Scan {
  readonly gops: readonly GopEntry[];
  /** Frames that can be tried to decode; those before the first key frame included. */
  readonly frameCount: number;
  /** The first thing that was wrong, or null. */
  readonly fault: BitstreamError | null;
}

/**
 * Finds where key frames stand and how many frames follow each: by the container's index where that is sure to be right, else by
 * reading the picture headers of the whole stream.
 * @throws the signal's reason when aborted
 */
export async function scanStream(stream: Stream, signal?: AbortSignal): Promise<Scan> {
  return (await indexedGops(stream, signal)) ?? readEveryHeader(stream, signal);
}

async function readEveryHeader(stream: Stream, signal?: AbortSignal): Promise<Scan> {
  const gops: { -readonly [K in keyof GopEntry]: GopEntry[K] }[] = [];
  let fault: BitstreamError | null = null;
  let frameCount = 0;
  /** The last display index so far. */
  let last = -1;
  for await (const { item, pictures, numbers, first, next } of numberedPackets(stream, STREAM_START, signal)) {
    const { packet, before, index, whole } = item;
    if (isFault(packet)) {
      fault ??= packet.fault;
      continue;
    }
    frameCount = next;
    const number = numbers[0];
    // Where a frame before it is displayed after one behind it, frames could not be numbered from here.
    if (number && whole && pictures?.[0]?.keyFrame && last < first) {
      const timestamp = number.timestamp ?? number.displayIndex / stream.timestampRate;
      gops.push({ firstFrame: first, frameCount: 0, timestamp, byteLength: 0, firstPacket: index, before });
    }
    for (const number of numbers) last = Math.max(last, number?.displayIndex ?? -1);
    const gop = gops.at(-1);
    if (!gop) continue;
    gop.frameCount = next - gop.firstFrame;
    gop.byteLength += packet.data.length;
  }
  return { gops, frameCount, fault };
}
