import { NoTripletError } from "./errors.js";
import { randomStream } from "./random.js";
import { tripletPositions } from "./triplet.js";

/** A group of pictures that was chosen, and the uniform position it stands for. */
export interface ChosenGop {
  readonly gop: number;
  readonly triplet: number;
}

/**
 * Eight groups of pictures, one from the middle of each eighth of the video. In videos of fewer than eight groups some come
 * more than once.
 * @throws NoTripletError for a video without groups
 */
export function uniformGops(gopCount: number): ChosenGop[] {
  if (gopCount < 1) throw new NoTripletError("the video has no I-frame to make a triplet from");
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
  if (gopCount < 1) throw new NoTripletError("the video has no I-frame to make a triplet from");
  const random = randomStream(seed);
  const triplet = Math.floor(random() * tripletPositions);
  const gop = Math.floor(((triplet + random()) * gopCount) / tripletPositions);
  return { triplet, gop: Math.min(gop, gopCount - 1) };
}

/**
 * For each of `steps` time steps the position in the group (0 = its I-frame) up to which the trace is read. Groups of `steps`
 * P-frames give each one, shorter groups repeat their last frame (a lone I-frame: 0, no motion), longer ones are read at
 * evenly spaced frames, the last included.
 * @param frameCount  frames in the group, its I-frame included
 */
export function stepPositions(frameCount: number, steps: number): number[] {
  const following = frameCount - 1;
  return Array.from({ length: steps }, (_, t) =>
    following <= steps ? Math.min(t + 1, following) : Math.ceil(((t + 1) * following) / steps),
  );
}
