import { NoTripletError } from "../errors.js";
import { randomStream } from "../random.js";
import { tripletPositions } from "../triplet.js";
import type { ChosenGop, Sampler } from "./sampler.js";

/**
 * Eight groups of pictures, one from the middle of each eighth of the video. In videos of fewer than eight groups some come
 * more than once.
 * @throws NoTripletError for a video without groups
 */
export function uniformGops(gopCount: number): ChosenGop[] {
  requireGops(gopCount);
  return Array.from({ length: tripletPositions }, (_, triplet) => {
    return { triplet, gop: Math.floor(((triplet + 0.5) * gopCount) / tripletPositions) };
  });
}

/**
 * One random group of pictures: a random eighth of the video, then a random group in it, so that every position is seen
 * equally often however short the video.
 * @throws NoTripletError for a video without groups
 */
export function randomGop(gopCount: number, seed: number): ChosenGop {
  requireGops(gopCount);
  const random = randomStream(seed);
  const triplet = Math.floor(random() * tripletPositions);
  const gop = Math.floor(((triplet + random()) * gopCount) / tripletPositions);
  return { triplet, gop: Math.min(gop, gopCount - 1) };
}

/**
 * For each of `steps` time steps the position up to which the trace is read. Groups of `steps` traced frames give each one,
 * shorter groups repeat their last frame (a lone I-frame: 0, no motion), longer ones are read at evenly spaced frames, the last
 * included.
 * @param traced  positions of the group's P-frames (or whatever is traced), ascending
 */
export function stepPositions(traced: readonly number[], steps: number): number[] {
  const count = traced.length;
  if (count === 0) return new Array<number>(steps).fill(0);
  return Array.from({ length: steps }, (_, t) => {
    const rank = count <= steps ? Math.min(t + 1, count) : Math.ceil(((t + 1) * count) / steps);
    return traced[rank - 1]!;
  });
}

/** Triplets as in Das Biswas et al.: eight uniform ones, or a random one by its seed, each of `steps` traced frames. */
export function tripletSampler(which: "uniform" | { readonly random: number }, steps: number): Sampler {
  return {
    steps,
    gops: ({ length }) => (which === "uniform" ? uniformGops(length) : [randomGop(length, which.random)]),
    positions: (_, traced) => {
      const positions = stepPositions(traced, steps);
      return { motion: positions, residual: positions };
    },
  };
}

/** @throws NoTripletError */
export function requireGops(gopCount: number): void {
  if (gopCount < 1) throw new NoTripletError("the video has no I-frame to make a triplet from");
}
