/**
 * Numbers frames in decode order. A packet that cannot be read counts as one lost frame, if others follow it; reading a
 * stream and scanning it count alike, so their numbers agree.
 */
export interface FrameCounter {
  /** Decode index of the next frame. */
  readonly next: number;
  /** A packet could not be read. */
  lost(): void;
  /** A packet brought `pictures` frames; null: they could not be counted. @returns decode index of the first */
  packet(pictures: number | null): number;
}

/** @param first decode index of the first frame that will be counted */
export function frameCounter(first: number): FrameCounter {
  let next = first;
  let lost = 0;
  return {
    get next() {
      return next + lost;
    },
    lost() {
      lost++;
    },
    packet(pictures) {
      const index = next + lost;
      next = index + (pictures ?? 1);
      lost = 0;
      return index;
    },
  };
}
