import { randomStream } from "../random.js";
import type { ChosenGop, GopFacts, Sampler } from "./sampler.js";
import { requireGops } from "./triplets.js";

export interface SegmentOptions {
  /** K: equal stretches that the video is cut into (Wang et al., 2016). */
  readonly segments: number;
  /** Training: a random frame of each segment, by this seed. Null: the middle one, as in testing. */
  readonly random: number | null;
  /** True: I-frames alone are read, so that a segment may choose any frame. False: a frame that has motion. */
  readonly imageOnly?: boolean;
}

/**
 * TSN's segments as CoViAR samples them (Wu et al., 2018): one frame of each of K equal segments of the video's frames, and the
 * I-frame of its group. Bounds and middles are rounded as there, halves to even.
 *
 * For motion and residual an I-frame has nothing to show: the frame decoded before it is taken. Where that is an I-frame
 * too, the nearest group with frames to trace is looked for, first before, then after; a video of I-frames alone has zero
 * motion. In videos of fewer frames than segments, frames come more than once.
 */
export function segmentSampler({ segments, random, imageOnly = false }: SegmentOptions): Sampler {
  return {
    steps: 1,
    gops(groups) {
      requireGops(groups.length);
      const draw = random === null ? null : randomStream(random);
      const frames = groups.reduce((sum, { frameCount }) => sum + frameCount, 0);
      const still = imageOnly || !groups.some(hasFollowing);
      return Array.from({ length: segments }, (_, segment) => {
        const index = frameOfSegment(still ? frames : frames - 1, segments, segment, draw);
        if (still) return { triplet: segment, gop: placeOf(groups, index).gop, position: 0 };
        return { triplet: segment, ...tracedPlaceOf(groups, index + 1) };
      });
    },
    positions({ position = 0 }, traced) {
      const at = position === 0 ? 0 : nearest(traced, position);
      return { motion: [at], residual: [at] };
    },
  };
}

/** The frame of a segment among `count` frames; the last frame of all is drawn by no segment, as in CoViAR. */
function frameOfSegment(count: number, segments: number, segment: number, draw: (() => number) | null): number {
  const size = Math.max(0, count - 1) / segments;
  if (draw === null) return roundHalfToEven(size * (segment + 0.5));
  const begin = roundHalfToEven(size * segment);
  const end = Math.max(roundHalfToEven(size * (segment + 1)), begin + 1);
  return begin + Math.floor(draw() * (end - begin));
}

type Place = Required<Pick<ChosenGop, "gop" | "position">>;

function placeOf(groups: readonly GopFacts[], index: number): Place {
  let position = index;
  let gop = 0;
  while (gop < groups.length - 1 && position >= groups[gop]!.frameCount) position -= groups[gop++]!.frameCount;
  return { gop, position };
}

/** As {@link placeOf}, at a frame with motion; some group has one. */
function tracedPlaceOf(groups: readonly GopFacts[], index: number): Place {
  const place = placeOf(groups, index);
  if (place.position > 0) return place;
  const before = groups.findLastIndex((group, gop) => gop < place.gop && hasFollowing(group));
  if (before >= 0) return { gop: before, position: groups[before]!.frameCount - 1 };
  return { gop: groups.findIndex(hasFollowing), position: 1 };
}

function hasFollowing({ frameCount }: GopFacts): boolean {
  return frameCount > 1;
}

/** The last traced position up to `position`, else the first one after it; 0 where nothing is traced. */
function nearest(traced: readonly number[], position: number): number {
  return traced.findLast((each) => each <= position) ?? traced[0] ?? 0;
}

function roundHalfToEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
