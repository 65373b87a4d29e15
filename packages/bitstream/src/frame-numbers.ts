import type { FrameNumber, PictureHeader } from "./codec.js";
import { MAX_HELD_PACKETS } from "./limits.js";

/** A packet whose frames have their numbers. */
export interface Numbered<T> {
  readonly item: T;
  /** Null where the packet, or its picture headers, could not be read. */
  readonly pictures: readonly PictureHeader[] | null;
  /** One for each of `pictures`; null: it is no frame. */
  readonly numbers: readonly (FrameNumber | null)[];
  /** Decode index of the packet's first frame, or of the next one where it has none. */
  readonly first: number;
  /** One past the packet's last frame. */
  readonly next: number;
}

/** A frame whose display index may still grow. */
interface Counted {
  readonly decodeIndex: number;
  displayIndex: number;
  readonly past: number;
  readonly future: Counted | null;
}

interface Held<T> extends Omit<Numbered<T>, "numbers"> {
  readonly frames: readonly (Counted | null)[];
}

/**
 * Numbers frames in decode and display order. An anchor (I- or P-frame) is displayed when the next one comes, a B-frame at once:
 * packets are held until the next anchor is seen, at most {@link MAX_HELD_PACKETS} of them. A packet that cannot be read counts as
 * one anchor, if others follow it. Reading a stream and scanning it number alike.
 */
export class FrameNumbers<T> {
  readonly #reordered: boolean;
  #next: number;
  /** The last anchor, and whether B-frames may still come before it in display order. */
  #anchor: Counted | null = null;
  #open = false;
  /** Display index of the anchor before the last. */
  #past: number;
  #held: Held<T>[] = [];

  /**
   * @param first decode index of the first frame: a key frame or the stream's first
   * @param reordered whether B-frames are displayed before the anchor that they follow
   */
  constructor(first: number, reordered: boolean) {
    this.#next = first;
    this.#past = first - 1;
    this.#reordered = reordered;
  }

  /** Takes a packet that could not be read; returns the packets that are numbered by now, in their order. */
  lost(item: T): Numbered<T>[] {
    const first = this.#next;
    const done = this.#release();
    this.#countAnchor();
    this.#held.push({ item, pictures: null, frames: [], first, next: first });
    return [...done, ...this.#releaseFinal()];
  }

  /** Takes a packet; `pictures` is null where its headers could not be read. Returns what `lost` does. */
  packet(item: T, pictures: readonly PictureHeader[] | null): Numbered<T>[] {
    const first = this.#next;
    if (pictures === null) {
      const done = this.#release();
      this.#countAnchor();
      this.#held.push({ item, pictures, frames: [], first, next: this.#next });
      return [...done, ...this.#releaseFinal()];
    }
    let done: Numbered<T>[] = [];
    const frames: (Counted | null)[] = [];
    for (const { type, isFrame } of pictures) {
      if (!isFrame) frames.push(null);
      else if (type === "B") frames.push(this.#countB());
      else {
        done = [...done, ...this.#release()];
        frames.push(this.#countAnchor());
      }
    }
    this.#held.push({ item, pictures, frames, first, next: this.#next });
    return [...done, ...this.#releaseFinal()];
  }

  /** The stream's end: returns the packets that were still held. */
  end(): Numbered<T>[] {
    this.#open = false;
    return this.#release();
  }

  #countAnchor(): Counted {
    const decodeIndex = this.#next++;
    this.#past = this.#anchor?.displayIndex ?? decodeIndex - 1;
    this.#anchor = { decodeIndex, displayIndex: decodeIndex, past: this.#past, future: null };
    this.#open = this.#reordered;
    return this.#anchor;
  }

  #countB(): Counted {
    const decodeIndex = this.#next++;
    const displayIndex = this.#open ? decodeIndex - 1 : decodeIndex;
    if (this.#open && this.#anchor) this.#anchor.displayIndex = decodeIndex;
    return { decodeIndex, displayIndex, past: this.#past, future: this.#anchor };
  }

  #releaseFinal(): Numbered<T>[] {
    if (this.#open && this.#held.length < MAX_HELD_PACKETS) return [];
    return this.end();
  }

  #release(): Numbered<T>[] {
    const held = this.#held;
    this.#held = [];
    return held.map(({ frames, ...packet }) => ({
      ...packet,
      numbers: frames.map((frame) => frame && toNumber(frame)),
    }));
  }
}

function toNumber({ decodeIndex, displayIndex, past, future }: Counted): FrameNumber {
  return { decodeIndex, displayIndex, past, future: future?.displayIndex ?? -1 };
}
