import { type CropWindow, frameHeight, frameWidth } from "@cvar/accumulate";

/** A rectangle in pixels, from the frame's upper left corner. */
export interface PixelRectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A rectangle of the 340×256 frame as a window.
 * @param of  size of the frame that the pixels are counted in, whatever the video's own
 */
export function windowAt(
  { left, top, width, height }: PixelRectangle,
  flip = false,
  of: readonly [number, number] = [frameWidth, frameHeight],
): CropWindow {
  return { left: left / of[0], top: top / of[1], width: width / of[0], height: height / of[1], flip };
}
