import { type CropWindow, frameHeight, frameWidth } from "@cvar/accumulate";
import { InvalidOptionError } from "./errors.js";
import { windowAt } from "./frame-window.js";

/** Spatial crops of a frame in testing: of "8×10 views", the 10. */
export type CropCount = 1 | 3 | 10;

export const cropCounts: readonly CropCount[] = [1, 3, 10];

/** Side of the crops of 1- and 10-crop testing, of 256 lines. */
const cropSize = 224;

/** The middle 224×224 of 340×256. */
export function centreCrop(): CropWindow {
  return testCrops(1)[0]!;
}

/**
 * The crops that a video is tested by; its score is their mean.
 * - 1: the middle 224×224;
 * - 3: squares of the frame's full height, 256×256, at its left end, middle and right end;
 * - 10: 224×224 in the four corners and the middle (upper left, upper right, lower left, lower right, middle), each followed by its
 *   mirror image.
 * @param squared  the frame is first squeezed to 256×256, as CoViAR's testing does: crops then reach further across. Default
 *   false: 340×256
 * @throws InvalidOptionError for other numbers
 */
export function testCrops(count: CropCount, squared = false): CropWindow[] {
  const frame = [squared ? frameHeight : frameWidth, frameHeight] as const;
  const crop = (across: number, down: number, size = cropSize, flip = false) => {
    const rectangle = { left: (frame[0] - size) * across, top: (frame[1] - size) * down, width: size, height: size };
    return windowAt(rectangle, flip, frame);
  };
  switch (count) {
    case 1:
      return [crop(0.5, 0.5)];
    case 3:
      return [0, 0.5, 1].map((across) => crop(across, 0, frameHeight));
    case 10:
      return corners.flatMap(([across, down]) => [crop(across, down), crop(across, down, cropSize, true)]);
    default:
      throw new InvalidOptionError("crops", count, cropCounts.join(", "));
  }
}

/** Shares of the free room left of and above the crop. */
const corners = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
  [0.5, 0.5],
] as const;
