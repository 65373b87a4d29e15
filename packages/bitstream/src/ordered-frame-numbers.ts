import { MAX_HELD_BYTES, MAX_HELD_PACKETS } from "./limits.js";
import type { Numbered, Numbering, UnnumberedPacket } from "./numbered.js";
import { Settled } from "./settled.js";

/** Frames that H.264 allows to be decoded before one that is displayed before them (max_num_reorder_frames: E.2.1). */
const MAX_DEPTH = 16;
/** Distance of epochs in `PictureHeader.order`. */
const EPOCH = 2 ** 33;

interface Counted {
  readonly decodeIndex: number;
  readonly order: number;
  timestamp: number | null;
  /** −1: not known yet. */
  displayIndex: number;
}

interface Held<T> extends Omit<Numbered<T>, "numbers"> {
  readonly byteLength: number;
  readonly frames: readonly (Counted | null)[];
  /** Of a packet that could not be read: a frame that takes a number. */
  readonly lost: Counted | null;
}

/**
 * Numbers frames whose headers say their order (H.264's picture order count): of those that wait, the first is displayed as soon as more
 * wait than the stream's depth of reordering, and all of them when a new epoch begins. A frame that comes too late for its place takes
 * the next one, and lets the depth grow, as FFmpeg's delay does. A packet that cannot be read counts as one frame behind the one before
 * it, if others follow it.
 *
 * Containers that say presentation times are believed. Those that say only when packets are decoded (AVI) have the same times in another
 * order: a frame takes the earliest of those that wait.
 */
export class OrderedFrameNumbers<T> implements Numbering<T> {
  readonly #inTheMiddle: boolean;
  readonly #settled: Settled;
  #depth: number;
  #next: number;
  #nextDisplayed: number;
  /** Of the stream's first frame. */
  #begin: number | null = null;
  /** Of the last frame in decode order, and of the last that is displayed. */
  #last = Number.NEGATIVE_INFINITY;
  #displayed = Number.NEGATIVE_INFINITY;
  /** In the order of display. */
  #waiting: Counted[] = [];
  #held: Held<T>[] = [];
  #heldBytes = 0;

  /**
   * @param first decode index of the first frame: a key frame or the stream's first
   * @param depth `StreamHeaders.reorderDepth`
   * @param inTheMiddle the stream begins before the first frame: those that are displayed before it are no frames here
   */
  constructor(first: number, depth: number, inTheMiddle = false) {
    this.#next = first;
    this.#nextDisplayed = first;
    this.#settled = new Settled(first);
    this.#depth = depth;
    this.#inTheMiddle = inTheMiddle;
  }

  lost(item: T): Numbered<T>[] {
    const first = this.#next;
    // At the stream's end it is no frame.
    return this.#hold({ item, pictures: null, frames: [], lost: this.#count(null, null), first, next: first }, 0);
  }

  packet({ item, headers, timestamp, byteLength }: UnnumberedPacket<T>): Numbered<T>[] {
    const first = this.#next;
    if (headers === null) {
      const lost = this.#count(null, timestamp);
      return this.#hold({ item, pictures: null, frames: [], lost, first, next: this.#next }, byteLength);
    }
    this.#depth = Math.max(this.#depth, Math.min(MAX_DEPTH, headers.reorderDepth ?? 0));
    const frames = headers.pictures.map(({ isFrame, order = null }) => {
      if (!isFrame) return null;
      if (!this.#isBeforeBegin(order)) return this.#count(order, timestamp);
      this.#passOver(timestamp);
      return null;
    });
    return this.#hold({ item, pictures: headers.pictures, frames, lost: null, first, next: this.#next }, byteLength);
  }

  end(): Numbered<T>[] {
    this.#displayAll();
    return this.#release();
  }

  #isBeforeBegin(order: number | null): boolean {
    if (!this.#inTheMiddle || order === null || this.#begin === null) return false;
    return order < this.#begin && epochOf(order) === epochOf(this.#begin);
  }

  /** A frame that is none here takes its time with it, as where the stream is read from its start. */
  #passOver(timestamp: number | null): void {
    const earliest = this.#earliest();
    if (timestamp !== null && earliest !== null && earliest.timestamp! < timestamp) earliest.timestamp = timestamp;
  }

  #earliest(): Counted | null {
    let earliest: Counted | null = null;
    for (const frame of this.#waiting) {
      if (frame.timestamp !== null && !(earliest && earliest.timestamp! <= frame.timestamp)) earliest = frame;
    }
    return earliest;
  }

  /** @param order null: not known */
  #count(order: number | null, timestamp: number | null): Counted {
    const place = order ?? this.#last + 0.5;
    if (order !== null) {
      this.#begin ??= order;
      if (epochOf(order) > epochOf(this.#last)) this.#displayAll();
      else if (order < this.#displayed) this.#depth = Math.min(MAX_DEPTH, this.#depth + 1);
    }
    this.#last = place;
    const frame = { decodeIndex: this.#next++, order: place, timestamp, displayIndex: -1 };
    const behind = this.#waiting.findLastIndex((other) => other.order <= place);
    this.#waiting.splice(behind + 1, 0, frame);
    while (this.#waiting.length > this.#depth) this.#display();
    return frame;
  }

  #display(): void {
    const frame = this.#waiting.shift()!;
    frame.displayIndex = this.#nextDisplayed++;
    this.#displayed = Math.max(this.#displayed, frame.order);
    const earliest = this.#earliest();
    if (frame.timestamp === null || !earliest || earliest.timestamp! >= frame.timestamp) return;
    [frame.timestamp, earliest.timestamp] = [earliest.timestamp, frame.timestamp];
  }

  #displayAll(): void {
    while (this.#waiting.length > 0) this.#display();
  }

  #hold(packet: Omit<Held<T>, "byteLength">, byteLength: number): Numbered<T>[] {
    this.#held.push({ ...packet, byteLength });
    this.#heldBytes += byteLength;
    if (this.#held.length >= MAX_HELD_PACKETS || this.#heldBytes >= MAX_HELD_BYTES) this.#displayAll();
    return this.#release();
  }

  #release(): Numbered<T>[] {
    const done: Numbered<T>[] = [];
    for (const { item, pictures, frames, lost, first, next, byteLength } of this.#held) {
      if (lost?.displayIndex === -1 || frames.some((frame) => frame?.displayIndex === -1)) break;
      if (lost) this.#settled.add(lost.displayIndex);
      done.push({ item, pictures, numbers: frames.map((frame) => frame && this.#number(frame)), first, next });
      this.#heldBytes -= byteLength;
    }
    this.#held.splice(0, done.length);
    return done;
  }

  #number({ decodeIndex, displayIndex, timestamp }: Counted) {
    return { decodeIndex, displayIndex, timestamp, past: -1, future: -1, settled: this.#settled.add(displayIndex) };
  }
}

/** Picture order counts have 32 bits and a sign. */
function epochOf(order: number): number {
  return Math.floor((order + EPOCH / 2) / EPOCH);
}
