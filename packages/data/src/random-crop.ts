import { type CropWindow, frameHeight, frameWidth } from "@cvar/accumulate";
import { InvalidOptionError } from "./errors.js";
import { windowAt } from "./frame-window.js";
import { randomStream } from "./random.js";

/** Where a training crop may lie in the 340×256 frame. */
export type CropPlaces = "thirteen" | "five" | "anywhere";

export interface AugmentOptions {
  readonly seed: number;
  /** Sides of the crop over 256, each 0 < s ≤ 1. Default 1, .875, .75, .66 (CoViAR takes the first three for motion and residual). */
  readonly scales?: readonly number[];
  /** Steps in `scales` that width and height may be apart: `max_distort` of TSN's program. Default 1; 0: squares. */
  readonly distortion?: number;
  /**
   * `"thirteen"` (default; TSN's training): corners, middles of the edges, centre, and the quarters between them. `"five"`: corners
   * and centre. `"anywhere"`: any whole pixel, as CoViAR's training takes it.
   */
  readonly places?: CropPlaces;
  /** False where left and right tell classes apart. Default true: half of the samples are mirrored. */
  readonly flip?: boolean;
}

/**
 * A crop of random width and height at a random place, mirrored half of the time: scale jittering and corner cropping of TSN
 * (Wang et al., 2016), which CoViAR and its successors train with. Sides are not rounded to whole pixels.
 * @throws InvalidOptionError
 */
export function randomCrop(options: AugmentOptions): CropWindow {
  const { seed, scales = [1, 0.875, 0.75, 0.66], distortion = 1, places = "thirteen", flip = true } = options;
  if (scales.length === 0 || !scales.every((scale) => scale > 0 && scale <= 1))
    throw new InvalidOptionError("augment.scales", scales.join(", "), "one or more numbers over 0 up to 1");
  if (!(distortion >= 0)) throw new InvalidOptionError("augment.distortion", distortion, "numbers from 0");
  if (places !== "anywhere" && !Object.hasOwn(fixedPlaces, places))
    throw new InvalidOptionError("augment.places", places, "thirteen, five, anywhere");
  const random = randomStream(seed);
  const pick = (count: number) => Math.floor(random() * count);
  const shapes = scales.flatMap((w, i) =>
    scales.flatMap((h, j) => (Math.abs(i - j) <= distortion ? [[w, h] as const] : [])),
  );
  const [w, h] = shapes[pick(shapes.length)]!;
  const [width, height] = [frameHeight * w, frameHeight * h];
  const room = [frameWidth - width, frameHeight - height] as const;
  const [left, top] = places === "anywhere" ? room.map(pixelWithin) : placed(fixedPlaces[places], room);
  return windowAt({ left: left!, top: top!, width, height }, random() < 0.5 && flip);

  function pixelWithin(free: number): number {
    return pick(Math.floor(free) + 1);
  }

  function placed(quarters: readonly Quarters[], [across, down]: readonly [number, number]): [number, number] {
    const [x, y] = quarters[pick(quarters.length)]!;
    return [(across * x) / 4, (down * y) / 4];
  }
}

/** A place of the crop in quarters of the free room. */
type Quarters = readonly [number, number];

const five: readonly Quarters[] = [
  [0, 0],
  [4, 0],
  [0, 4],
  [4, 4],
  [2, 2],
];

const fixedPlaces = {
  five,
  thirteen: [...five, [0, 2], [4, 2], [2, 4], [2, 0], [1, 1], [3, 1], [1, 3], [3, 3]] as readonly Quarters[],
};
