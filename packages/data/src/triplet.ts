/** What a network may look at. */
export type Modality = "image" | "motion" | "residual";

export const modalities: readonly Modality[] = ["image", "motion", "residual"];

/** Uniform positions of triplets in a video, as in the papers' testing. */
export const tripletPositions = 8;

export interface TripletShape {
  /** S: side of the network's input in pixels. */
  readonly size: number;
  /** T: P-frames per triplet; 11 in a group of 12. */
  readonly steps: number;
}

/**
 * One group of pictures as the network sees it, normalised: its I-frame, and Π and Δ traced back to it at T of its P-frames.
 * Arrays of modalities that were not asked for are empty.
 */
export interface Triplet {
  /** `[S, S, 3]` RGB, ImageNet mean and deviation. */
  readonly image: Float32Array;
  /** `[T, S, S, 2]` as (x, y): Π over 20 pixels of a 340×256 frame, within ±1. */
  readonly motion: Float32Array;
  /** `[T, S, S, 3]` RGB: Δ / 127.5, within ±1. */
  readonly residual: Float32Array;
  /** Which of the video's eight uniform positions it stands for, 0…7. */
  readonly triplet: number;
  /** Index of its group of pictures in the video. */
  readonly gop: number;
}
