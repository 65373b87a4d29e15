import { MAX_HELD_BYTES, MAX_HELD_PACKETS } from "./limits.js";
import type { Numbered, NumberedFrame, Numbering, UnnumberedPacket } from "./numbered.js";
import { Settled } from "./settled.js";

/** A frame whose display index may still grow. */
interface Counted {
  readonly decodeIndex: number;
  displayIndex: number;
  timestamp: number | null;
  readonly past: number;
  readonly future: Counted | null;
}

interface Held<T> extends Omit<Numbered<T>, "numbers"> {
  readonly frames: readonly (Counted | null)[];
  /** Of a packet that could not be read: the anchor as which it counts. */
  readonly lost?: Counted;
}

/**
 * Numbers frames of MPEG-4 Part 2 and H.263 in decode and display order. An anchor (I- or P-frame) is displayed when the next one comes, a B-frame at once:
 * packets are held until the next anchor is seen, at most {@link MAX_HELD_PACKETS} of them and {@link MAX_HELD_BYTES}. A packet that cannot be read counts as
 * one anchor, if others follow it. Reading a stream and scanning it number alike.
 *
 * Containers that say presentation times are believed. Those that say only when packets are decoded (AVI) have the same times in
 * another order: an anchor and the B-frames before it share out theirs in display order, which serves both.
 */
export class FrameNumbers<T> implements Numbering<T> {
  readonly #settled: Settled;
  readonly #reordered: boolean;
  readonly #inTheMiddle: boolean;
  #next: number;
  /** The last anchor, and whether B-frames may still come before it in display order. */
  #anchor: Counted | null = null;
  #open = false;
  /** Display index of the anchor before the last. */
  #past: number;
  #held: Held<T>[] = [];
  #heldBytes = 0;
  /** A packet with packed pictures: whether they are frames is known with the next packet. */
  #packed: UnnumberedPacket<T> | null = null;

  /**
   * @param first decode index of the first frame: a key frame or the stream's first
   * @param reordered whether B-frames are displayed before the anchor that they follow
   * @param inTheMiddle the stream begins before the first frame: B-pictures without their past anchor, which are no frames here, have
   *   their time before the first anchor's
   */
  constructor(first: number, reordered: boolean, inTheMiddle = false) {
    this.#next = first;
    this.#settled = new Settled(first);
    this.#past = first - 1;
    this.#reordered = reordered;
    this.#inTheMiddle = inTheMiddle;
  }

  lost(item: T): Numbered<T>[] {
    const done = [...this.#unpack(null, true), ...this.#release()];
    const lost = this.#countAnchor(null);
    const first = lost.decodeIndex;
    this.#held.push({ item, pictures: null, frames: [], lost, first, next: first });
    return [...done, ...this.#releaseFinal()];
  }

  packet(packet: UnnumberedPacket<T>): Numbered<T>[] {
    const done = this.#unpack(packet.timestamp, packet.headers?.replaceable ?? true);
    if (packet.headers?.pictures.some(({ packed }) => packed)) this.#packed = packet;
    else done.push(...this.#number(packet, packet.timestamp));
    return done;
  }

  end(): Numbered<T>[] {
    // No packet follows whose place a packed picture could take: FFmpeg shows none then.
    const done = this.#unpack(null, false);
    this.#open = false;
    return [...done, ...this.#release()];
  }

  /** Numbers the packet that waited for the next one, whose time its packed pictures take if they are shown. */
  #unpack(nextTimestamp: number | null, shown: boolean): Numbered<T>[] {
    const waiting = this.#packed;
    this.#packed = null;
    return waiting ? this.#number(waiting, nextTimestamp, shown) : [];
  }

  #number(
    { item, headers, timestamp, byteLength }: UnnumberedPacket<T>,
    nextTimestamp: number | null,
    shown = true,
  ): Numbered<T>[] {
    const first = this.#next;
    if (headers === null) {
      const done = this.#release();
      const lost = this.#countAnchor(timestamp);
      this.#held.push({ item, pictures: null, frames: [], lost, first, next: this.#next });
      return [...done, ...this.#releaseFinal()];
    }
    const done: Numbered<T>[] = [];
    const frames: (Counted | null)[] = [];
    for (const { type, isFrame, coded, packed } of headers.pictures) {
      const time = packed ? nextTimestamp : timestamp;
      if (this.#inTheMiddle && !isFrame && coded && type === "B") this.#passOver(time);
      if (!isFrame || (packed && !shown)) frames.push(null);
      else if (type === "B") frames.push(this.#countB(time));
      else {
        done.push(...this.#release());
        frames.push(this.#countAnchor(time));
      }
    }
    this.#held.push({ item, pictures: headers.pictures, frames, first, next: this.#next });
    this.#heldBytes += byteLength;
    return [...done, ...this.#releaseFinal()];
  }

  #countAnchor(timestamp: number | null): Counted {
    const decodeIndex = this.#next++;
    this.#past = this.#anchor?.displayIndex ?? decodeIndex - 1;
    this.#anchor = { decodeIndex, displayIndex: decodeIndex, timestamp, past: this.#past, future: null };
    this.#open = this.#reordered;
    return this.#anchor;
  }

  #countB(timestamp: number | null): Counted {
    const decodeIndex = this.#next++;
    const frame: Counted = {
      decodeIndex,
      displayIndex: decodeIndex,
      timestamp,
      past: this.#past,
      future: this.#anchor,
    };
    if (this.#open && this.#anchor) exchange(frame, this.#anchor);
    return frame;
  }

  /** A B-picture that is no frame here, and is one where the stream is read from its start: its anchor is displayed after it. */
  #passOver(timestamp: number | null): void {
    const anchor = this.#anchor;
    if (!anchor || !this.#open || timestamp === null || anchor.timestamp === null) return;
    anchor.timestamp = Math.max(anchor.timestamp, timestamp);
  }

  #releaseFinal(): Numbered<T>[] {
    if (this.#open && this.#held.length < MAX_HELD_PACKETS && this.#heldBytes < MAX_HELD_BYTES) return [];
    this.#open = false;
    return this.#release();
  }

  #release(): Numbered<T>[] {
    const held = this.#held;
    if (held.length === 0) return [];
    this.#held = [];
    this.#heldBytes = 0;
    return held.map(({ item, pictures, frames, lost, first, next }) => {
      if (lost) this.#settled.add(lost.displayIndex);
      return { item, pictures, numbers: frames.map((frame) => frame && this.#toNumber(frame)), first, next };
    });
  }

  #toNumber({ decodeIndex, displayIndex, timestamp, past, future }: Counted): NumberedFrame {
    const settled = this.#settled.add(displayIndex);
    return { decodeIndex, displayIndex, timestamp, past, future: future?.displayIndex ?? -1, settled };
  }
}

/** A B-frame takes the place of its anchor, which moves back by one; times stay in order. */
function exchange(frame: Counted, anchor: Counted): void {
  frame.displayIndex = anchor.displayIndex;
  anchor.displayIndex = frame.decodeIndex;
  if (frame.timestamp === null || anchor.timestamp === null || frame.timestamp < anchor.timestamp) return;
  [frame.timestamp, anchor.timestamp] = [anchor.timestamp, frame.timestamp];
}
