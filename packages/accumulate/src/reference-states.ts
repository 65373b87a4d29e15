import { MissingReferenceError } from "./errors.js";

/** An I-frame that frames are traced back to. */
export interface Origin<P> {
  readonly displayIndex: number;
  readonly keyFrame: boolean;
  readonly picture: P;
}

/** How states are made and written; `P` is what is kept of an I-frame. */
export interface StateKind<S, P> {
  /** @throws LimitExceededError */
  make(): S;
  /** Makes it the trace of an I-frame to itself. */
  reset(state: S): void;
  /** Writes to `to` the frame that `from` says relative to the picture `old`, as an intra-coded frame relative to `next`. */
  rebase(from: S, old: P, to: S, next: P): void;
}

/** A frame that can be referred to, relative to an origin. */
export interface Kept<S, P> {
  readonly displayIndex: number;
  readonly origin: Origin<P>;
  readonly state: S;
}

/** Frames that a picture of H.264 or HEVC can refer to; of MPEG-4 Part 2 and H.263, fewer. */
export const MOST_REFERENCES = 16;

/** In place of a display index. */
const MISSING = Number.NEGATIVE_INFINITY;

/** How far apart two frames are in display order. A missing frame is where the origin is, which stands for it. */
export function distance(kept: Kept<unknown, unknown>, displayIndex: number): number {
  const at = kept.displayIndex === MISSING ? kept.origin.displayIndex : kept.displayIndex;
  return Math.abs(at - displayIndex);
}

/** What a frame's place among the others says. */
export interface FramePlace {
  readonly decodeIndex: number;
  readonly displayIndex: number;
  readonly reference: boolean;
}

/**
 * The states of frames that later ones may refer to, by display index: as many as `limit`, the oldest in decode order leaving first
 * (a sliding window, as ITU-T H.264, 8.2.5.3). States are used again, so that memory grows with the limit and not with the video.
 *
 * Frames are expressed relative to the I-frame that is displayed before them. One that refers to a frame with another origin (the
 * first B-frames of an open group refer to both groups) sees that as an intra-coded frame relative to its own.
 */
export class ReferenceStates<S, P> {
  /** States of frames that are kept, the last I-frame's included: at first as many as any codec can refer to. */
  limit = MOST_REFERENCES;
  readonly #kind: StateKind<S, P>;
  readonly #onMissing: "throw" | "origin";
  /** In decode order. */
  #kept: Kept<S, P>[] = [];
  /** Of kept frames, relative to another origin than their own. */
  #rebased: Kept<S, P>[] = [];
  #free: S[] = [];
  /** What the last frame was written to, if nothing refers to it. */
  #last: S | null = null;
  #origin: Origin<P> | null = null;
  #previous: Origin<P> | null = null;

  constructor(kind: StateKind<S, P>, onMissing: "throw" | "origin") {
    this.#kind = kind;
    this.#onMissing = onMissing;
  }

  /**
   * Begins a group of pictures. Frames displayed before it keep the origin before it; there are two origins at most.
   * @param place puts the I-frame where that of the origin before the last was
   */
  start(displayIndex: number, keyFrame: boolean, place: () => P): void {
    this.#recycle();
    const previous = this.#origin;
    // Frames displayed after the last I-frame can refer to what was before it, unless it is a key frame.
    if (previous === null || previous.keyFrame) this.#drop(({ origin }) => origin !== previous);
    else this.#rebaseAll(previous);
    if (this.#kept.length >= this.limit) this.#forget(this.#kept.length + 1 - this.limit);
    this.#previous = previous;
    this.#origin = { displayIndex, keyFrame, picture: place() };
    const state = this.#take();
    this.#kind.reset(state);
    this.#kept.push({ displayIndex, origin: this.#origin, state });
  }

  /** The I-frame that a frame is traced back to; null before any. */
  originOf({ displayIndex }: FramePlace): Origin<P> | null {
    this.#recycle();
    const origin = this.#origin;
    if (origin === null) return null;
    if (displayIndex < origin.displayIndex) return this.#previous ?? origin;
    // Frames after a key frame, in both orders, refer to nothing before it.
    if (origin.keyFrame && this.#previous !== null) {
      this.#drop((kept) => kept.origin !== origin);
      this.#previous = null;
    }
    return origin;
  }

  /**
   * The frames that one refers to, relative to its origin.
   * @param displayIndices of the frames referred to
   * @throws MissingReferenceError
   */
  find(frame: FramePlace, origin: Origin<P>, displayIndices: readonly number[]): Kept<S, P>[] {
    return displayIndices.map((displayIndex) => {
      const own = this.#kept.find((kept) => kept.displayIndex === displayIndex);
      if (own?.origin === origin) return own;
      if (!own && this.#onMissing === "throw") throw new MissingReferenceError(frame.decodeIndex, displayIndex);
      // One stands for all that are missing.
      const name = own ? displayIndex : MISSING;
      const rebased = this.#rebased.find((kept) => kept.displayIndex === name && kept.origin === origin);
      if (rebased) return rebased;
      const state = this.#take();
      if (own) this.#kind.rebase(own.state, own.origin.picture, state, origin.picture);
      else this.#kind.reset(state);
      const made = { displayIndex: name, origin, state };
      this.#rebased.push(made);
      return made;
    });
  }

  /** A state for a frame to be written to, which is none of those that it refers to. */
  target({ reference }: FramePlace, used: readonly Kept<S, P>[]): S {
    const [oldest] = this.#kept;
    const full = reference && this.#kept.length >= this.limit;
    if (full && oldest && !used.some(({ displayIndex }) => displayIndex === oldest.displayIndex)) this.#forget(1);
    this.#last = this.#take();
    return this.#last;
  }

  /** Takes in the frame that was written to the last target. */
  add({ displayIndex, reference }: FramePlace, origin: Origin<P>): void {
    if (!reference || this.#last === null) return;
    this.#kept.push({ displayIndex, origin, state: this.#last });
    this.#last = null;
    if (this.#kept.length > this.limit) this.#forget(this.#kept.length - this.limit);
  }

  #forget(count: number): void {
    const leaving = this.#kept.slice(0, count);
    this.#drop((kept) => leaving.some(({ displayIndex }) => displayIndex === kept.displayIndex));
  }

  /** States of an origin that is about to be forgotten. */
  #rebaseAll(origin: Origin<P>): void {
    this.#drop((kept) => kept.origin !== origin && this.#rebased.includes(kept));
    this.#kept = this.#kept.map((kept) => {
      if (kept.origin === origin) return kept;
      this.#kind.rebase(kept.state, kept.origin.picture, kept.state, origin.picture);
      return { ...kept, origin };
    });
  }

  #drop(which: (kept: Kept<S, P>) => boolean): void {
    for (const kept of [...this.#kept, ...this.#rebased]) if (which(kept)) this.#free.push(kept.state);
    this.#kept = this.#kept.filter((kept) => !which(kept));
    this.#rebased = this.#rebased.filter((kept) => !which(kept));
  }

  /** What the last frame was written to is free once the next one is asked about. */
  #recycle(): void {
    if (this.#last !== null) this.#free.push(this.#last);
    this.#last = null;
  }

  #take(): S {
    return this.#free.pop() ?? this.#kind.make();
  }
}
