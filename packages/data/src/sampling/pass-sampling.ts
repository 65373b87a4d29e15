import { tripletPositions } from "../triplet.js";
import type { Sampling } from "./sampling.js";

/**
 * What a pass over a dataset reads of each clip.
 * - `"triplets"`: a random one in training, eight uniform ones in testing;
 * - `{ segments }`: a frame of each segment, random in training, the middle one in testing;
 * - `"groups"`: a random group in training, eight uniform ones in testing, each with one random motion field and residual;
 * - `"neighbours"`: the same with the I-frame of a neighbouring group, random in training, by the rule of testing then.
 */
export type PassSampling = "triplets" | { readonly segments: number } | "groups" | "neighbours";

/** A clip's part of {@link PassSampling}. @param seed  the clip's in this pass */
export function samplingOf(sampling: PassSampling, train: boolean, seed: number): Sampling {
  if (sampling === "triplets") return train ? { random: seed } : "uniform";
  if (sampling === "groups") return { groups: train ? "random" : "uniform", seed };
  if (sampling === "neighbours") return { neighbours: train ? "random" : "uniform", seed };
  return { segments: sampling.segments, random: train ? seed : null };
}

/** Samples of a clip, each of which may come in several crops. */
export function samplesPerClip(sampling: PassSampling, train: boolean): number {
  if (typeof sampling === "object") return sampling.segments;
  return train ? 1 : tripletPositions;
}
