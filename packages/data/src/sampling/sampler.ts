import type { Gop } from "@cvar/bitstream";
import { InvalidOptionError } from "../errors.js";

/** What is known of a group of pictures before any of it is read. */
export type GopFacts = Pick<Gop, "frameCount">;

/** A group of pictures that was chosen. */
export interface ChosenGop {
  readonly gop: number;
  /** The uniform position or the segment that it stands for. */
  readonly triplet: number;
  /** Segments only: the frame that was meant, in decode order from the group's I-frame (0) on. */
  readonly position?: number;
  /** Temporal neighbours only: the group at t + Δt, whose I-frame belongs to the sample. */
  readonly neighbour?: number;
}

/** Positions of frames in a group of pictures, in decode order; 0 is its I-frame, whose trace is zero. */
export interface TracePositions {
  /** Where Π is read, ascending: one position for each time step. */
  readonly motion: readonly number[];
  /** Where Δ is read, likewise. */
  readonly residual: readonly number[];
}

/** A sample: a group of pictures, and the frames of it that are traced to its I-frame. */
export interface SamplePoint extends ChosenGop, TracePositions {}

/**
 * Chooses what is read of a video, in two steps that depend on their arguments (and the seed that the sampler was made with)
 * alone: groups by their lengths, then frames of the chosen ones, whose types are known by then.
 */
export interface Sampler {
  /** T: time steps per sample. */
  readonly steps: number;
  /** @throws NoTripletError for a video without groups */
  gops(groups: readonly GopFacts[]): readonly ChosenGop[];
  /** @param traced  positions of the group's frames that may be traced, ascending; none in a lone I-frame */
  positions(chosen: ChosenGop, traced: readonly number[]): TracePositions;
}

/** A sampler of one sample of another; undefined: of all. @throws InvalidOptionError, when sampling, if there is no such sample */
export function onlySample(sampler: Sampler, only: number | undefined): Sampler {
  if (only === undefined) return sampler;
  const gops = (groups: readonly GopFacts[]) => {
    const all = sampler.gops(groups);
    const chosen = all[only];
    if (chosen === undefined) throw new InvalidOptionError("only", only, `0 to ${all.length - 1}`);
    return [chosen];
  };
  return { ...sampler, gops };
}

/** Everything that a sampler chooses of a video. @param tracedOf  as the `traced` of {@link Sampler.positions}, by group */
export function samplePoints(
  sampler: Sampler,
  groups: readonly GopFacts[],
  tracedOf: (gop: number) => readonly number[] = (gop) => allFollowing(groups[gop]!),
): SamplePoint[] {
  return sampler.gops(groups).map((chosen) => ({ ...chosen, ...sampler.positions(chosen, tracedOf(chosen.gop)) }));
}

/** The positions after the I-frame: those of the P-frames where there are no B-frames. */
export function allFollowing({ frameCount }: GopFacts): number[] {
  return Array.from({ length: Math.max(0, frameCount - 1) }, (_, k) => k + 1);
}
