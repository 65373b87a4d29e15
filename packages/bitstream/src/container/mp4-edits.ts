/** An edit of a track (ISO/IEC 14496-12, 8.6.6), both times in units of the track's media. */
export interface Edit {
  /** −1: nothing is shown for a while. */
  readonly mediaTime: number;
  /** 0: to the end. */
  readonly duration: number;
}

/** What edits need to know of a sample, in decode order; `time` is its composition time. */
export interface EditedSample {
  readonly time: number;
  readonly isSync: boolean;
}

/** A sample as the edits present it. */
export interface Presented {
  /** Index of the sample. */
  readonly sample: number;
  /** Presentation time in units of the media; below the edit's start where the sample is not shown. */
  readonly time: number;
  /** False: it is there because samples that are shown refer to it. */
  readonly shown: boolean;
}

/** Samples that all edits together may present: an edit can repeat the whole track. */
export class TooManySamples {
  constructor(readonly count: number) {}
}

/**
 * Applies an edit list as FFmpeg does: each edit begins to decode at the last key frame that is not after its start, and shows
 * what its time span covers. Samples that no edit needs are left out; edits that overlap present samples twice.
 *
 * @param most samples that may be presented
 * @returns samples in decode order, or how many there were when they became too many
 */
export function presented(
  samples: readonly EditedSample[],
  edits: readonly Edit[],
  most: number,
): Presented[] | TooManySamples {
  const found: Presented[] = [];
  let start = 0;
  for (const { mediaTime, duration } of edits) {
    if (mediaTime < 0) {
      start += duration;
      continue;
    }
    const end = duration === 0 ? Number.POSITIVE_INFINITY : mediaTime + duration;
    let keysBehind = 0;
    const first = found.length;
    let needed = first;
    let earliest = Number.POSITIVE_INFINITY;
    for (let i = keyFrameBefore(samples, mediaTime); i < samples.length; i++) {
      const { time, isSync } = samples[i]!;
      // Pictures behind the first key frame after the end may be shown before it; behind the second there is none.
      if (time >= end && isSync && ++keysBehind === 2) break;
      const shown = time >= mediaTime && time < end;
      found.push({ sample: i, time, shown });
      if (shown) {
        needed = found.length;
        earliest = Math.min(earliest, time);
      }
      if (found.length > most) return new TooManySamples(found.length);
    }
    found.length = needed;
    // An edit may begin inside a frame: the first that it shows stands at its start.
    for (let i = first; i < needed; i++) found[i] = { ...found[i]!, time: start + found[i]!.time - earliest };
    start += duration;
  }
  return found;
}

/** The last key frame at or before a time, in decode order; the first sample where there is none. */
function keyFrameBefore(samples: readonly EditedSample[], time: number): number {
  return Math.max(
    0,
    samples.findLastIndex((sample) => sample.isSync && sample.time <= time),
  );
}
