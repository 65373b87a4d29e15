import { isFault } from "./container/packet-reader.js";
import type { BitstreamError } from "./errors.js";
import { eventLoopTurns } from "./event-loop.js";
import type { Gop } from "./frame.js";
import { frameCounter } from "./frame-counter.js";
import { codedPictures, type Stream } from "./stream.js";

/** A group of pictures and the packet it begins with. */
export interface GopEntry extends Gop {
  readonly firstPacket: number;
}

/** What reading every picture header told. */
export interface Scan {
  readonly gops: readonly GopEntry[];
  /** Frames that can be tried to decode; those before the first key frame included. */
  readonly frameCount: number;
  /** The first thing that was wrong, or null. */
  readonly fault: BitstreamError | null;
}

/**
 * Reads the picture headers of a whole stream: where key frames stand and how many frames follow each. A container's own
 * marks of key frames are not relied on.
 */
export async function scanStream({ track, headers, timestampRate }: Stream): Promise<Scan> {
  const gops: { -readonly [K in keyof GopEntry]: GopEntry[K] }[] = [];
  const counter = frameCounter(0);
  const turn = eventLoopTurns();
  let fault: BitstreamError | null = null;
  let packet = -1;
  for await (const item of track.packets(0)) {
    await turn();
    packet++;
    if (isFault(item)) {
      fault ??= item.fault;
      counter.lost();
      continue;
    }
    const pictures = codedPictures(track.codec, item, headers);
    const first = counter.packet(pictures?.length ?? null);
    if (pictures?.[0]?.keyFrame) {
      const timestamp = item.timestamp ?? first / timestampRate;
      gops.push({ firstFrame: first, frameCount: 0, timestamp, byteLength: 0, firstPacket: packet });
    }
    const gop = gops.at(-1);
    if (!gop) continue;
    gop.frameCount = counter.next - gop.firstFrame;
    gop.byteLength += item.data.length;
  }
  return { gops, frameCount: gops.length ? gops.at(-1)!.firstFrame + gops.at(-1)!.frameCount : counter.next, fault };
}
