import { InvalidOptionError } from "../errors.js";
import type { Modality, TripletShape } from "../triplet.js";
import { groupSampler, neighbourSampler, type WhichGroups } from "./neighbours.js";
import type { Sampler } from "./sampler.js";
import { segmentSampler } from "./segments.js";
import { tripletSampler } from "./triplets.js";

/**
 * What is read of a video, as plain data:
 * - `"uniform"`: eight triplets, one from each eighth of the video; `{ random }`: one from a random place, by that seed;
 * - `{ segments, random? }`: TSN's segments, a random frame of each by that seed, or the middle ones;
 * - `{ groups, seed? }`: groups of pictures with one random motion field and one random residual each;
 * - `{ neighbours, seed? }`: the same with the I-frame of a neighbouring group, for temporal pooling.
 */
export type Sampling =
  | "uniform"
  | { readonly random: number }
  | { readonly segments: number; readonly random?: number | null }
  | { readonly groups: WhichGroups; readonly seed?: number }
  | { readonly neighbours: WhichGroups; readonly seed?: number };

/**
 * The sampler that a sampling stands for.
 * @throws InvalidOptionError for segments that are no whole number from 1, or several time steps of what has one
 */
export function samplerFor(which: Sampling, shape: TripletShape, modalities: readonly Modality[]): Sampler {
  if (which === "uniform" || !("segments" in which || "groups" in which || "neighbours" in which))
    return tripletSampler(which, shape.steps);
  if (shape.steps !== 1)
    throw new InvalidOptionError("shape.steps", shape.steps, "1 for segments, groups and neighbours");
  if ("groups" in which) return groupSampler({ groups: which.groups, seed: which.seed ?? 0 });
  if ("neighbours" in which) return neighbourSampler({ neighbours: which.neighbours, seed: which.seed ?? 0 });
  const { segments, random = null } = which;
  if (!Number.isInteger(segments) || segments < 1)
    throw new InvalidOptionError("which.segments", segments, "whole numbers from 1");
  const imageOnly = modalities.every((modality) => modality === "image");
  return segmentSampler({ segments, random, imageOnly });
}
