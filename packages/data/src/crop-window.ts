import { type CropWindow, frameHeight, frameWidth } from "@cvar/accumulate";
import { randomStream } from "./random.js";

/** Side of the crop at scale 1 in testing, of 256 lines. */
const centreSize = 224;

export interface AugmentOptions {
  readonly seed: number;
  /** Sides of the crop over 256. Default 1, .875, .75, .66. */
  readonly scales?: readonly number[];
  /** False where left and right tell classes apart. Default true: half of the samples are mirrored. */
  readonly flip?: boolean;
}

/** The middle 224×224 of 340×256. */
export function centreCrop(): CropWindow {
  return windowAt((frameWidth - centreSize) / 2, (frameHeight - centreSize) / 2, centreSize, centreSize, false);
}

/**
 * A crop of a random scale at one of thirteen fixed places (corners, edges, centre and between), width and height at most one
 * scale apart, mirrored half of the time: the augmentation of TSN (Wang et al., 2016) that CoViAR and its successors train with.
 */
export function randomCrop({ seed, scales = [1, 0.875, 0.75, 0.66], flip = true }: AugmentOptions): CropWindow {
  const random = randomStream(seed);
  const pick = (count: number) => Math.floor(random() * count);
  const shapes = scales.flatMap((w, i) => scales.flatMap((h, j) => (Math.abs(i - j) <= 1 ? [[w, h] as const] : [])));
  const [w, h] = shapes[pick(shapes.length)]!;
  const [across, down] = places[pick(places.length)]!;
  const width = frameHeight * w;
  const height = frameHeight * h;
  const left = ((frameWidth - width) * across) / 4;
  const top = ((frameHeight - height) * down) / 4;
  return windowAt(left, top, width, height, random() < 0.5 && flip);
}

/** Places of the crop in quarters of the free room. */
const places = [
  [0, 0],
  [4, 0],
  [0, 4],
  [4, 4],
  [2, 2],
  [0, 2],
  [4, 2],
  [2, 4],
  [2, 0],
  [1, 1],
  [3, 1],
  [1, 3],
  [3, 3],
] as const;

function windowAt(left: number, top: number, width: number, height: number, flip: boolean): CropWindow {
  return {
    left: left / frameWidth,
    top: top / frameHeight,
    width: width / frameWidth,
    height: height / frameHeight,
    flip,
  };
}
