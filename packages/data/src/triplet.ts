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
 * A sample as the network sees it, normalised: a group's I-frame, and Π and Δ traced back to it at T of its frames. Arrays of what
 * was not asked for are empty.
 */
export interface Triplet {
  /** `[S, S, 3]` RGB, ImageNet mean and deviation. */
  readonly image: Float32Array;
  /** `[T, S, S, 2]` as (x, y): Π over 20 pixels of a 340×256 frame, within ±1. */
  readonly motion: Float32Array;
  /** `[T, S, S, 3]` RGB: Δ / 127.5, within ±1. */
  readonly residual: Float32Array;
  /** `[S, S, 3]`, as `image`: the I-frame of the group at t + Δt, where neighbours are sampled. */
  readonly neighbour: Float32Array;
  /** `[T, S, S, 2]`, as `motion`: optical flow, where it was asked for. */
  readonly flow: Float32Array;
  /** Which of the video's eight uniform positions (0…7), or which segment, it stands for. */
  readonly triplet: number;
  /** Which of the crops of the frame, from 0. */
  readonly crop: number;
  /** Index of its group of pictures in the video. */
  readonly gop: number;
  /** Δt: −1 or 1 where neighbours are sampled, else (and in videos of one group) 0. */
  readonly offset: -1 | 0 | 1;
}
