import type { Packet } from "./codec.js";
import { isFault } from "./container/packet-reader.js";
import type { Fault } from "./container.js";
import { BitstreamError } from "./errors.js";
import type { Stream } from "./stream.js";

/** Where a key frame is looked for: the last one that is neither later than a time nor behind a byte. */
export interface KeyFrameLimit {
  readonly seconds: number;
  /** One past the last position that its packet may have: an index, or a byte offset. */
  readonly until: number;
}

/** Whether the first picture of a packet, or of what was read of it, is an I-frame; null where no picture can be read. */
export function beginsWithKeyFrame({ track, headers }: Stream, packet: Packet | Fault): boolean | null {
  if (isFault(packet)) return null;
  try {
    return track.codec.readPictureHeaders(packet, headers).pictures[0]?.keyFrame ?? null;
  } catch (error) {
    if (error instanceof BitstreamError) return null;
    throw error;
  }
}

/** Bytes of a packet that tell the type of its first picture, as a rule: headers that are repeated before it fit in. */
const HEAD_BYTES = 512;

/** Whether a packet begins with an I-frame, by as little of it as that takes. */
export async function isKeyFrame(stream: Stream, read: (atMost: number) => Promise<Packet | Fault>): Promise<boolean> {
  const head = await read(HEAD_BYTES);
  const known = beginsWithKeyFrame(stream, head);
  if (known !== null || isFault(head) || head.data.length !== HEAD_BYTES) return known ?? false;
  return beginsWithKeyFrame(stream, await read(Number.POSITIVE_INFINITY)) ?? false;
}
