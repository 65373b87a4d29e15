import { tripletPositions } from "../triplet.js";
import type { Sampling } from "./sampling.js";

/**
 * What a pass over a dataset reads of each clip.
 * - `"triplets"`: a random one in training, eight uniform ones in testing;
 * - `{ segments }`: a frame of each segment, random in training, the middle one in testing;
 * - `"neighbours"`: a random group and a random neighbour in training, eight uniform groups by the rule of testing.
 */
export type PassSampling = "triplets" | { readonly segments: number } | "neighbours";

/** A clip's part of {@link PassSampling}. @param seed  the clip's in this pass */
export function samplingOf(sampling: PassSampling, train: boolean, seed: number): Sampling {
  if (sampling === "triplets") return train ? { random: seed } : "uniform";
  if (sampling === "neighbours") return { neighbours: train ? "random" : "uniform", seed };
  return { segments: sampling.segments, random: train ? seed : null };
}

/** Samples of a clip, each of which may come in several crops. */
export function samplesPerClip(sampling: PassSampling, train: boolean): number {
  if (typeof sampling === "object") return sampling.segments;
  return train ? 1 : tripletPositions;
}
