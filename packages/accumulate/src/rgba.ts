import { ShapeMismatchError } from "./errors.js";
import type { RgbImage } from "./rgb-image.js";

/**
 * An image as a canvas takes it, opaque: `new ImageData(toRgba(image), image.width)`.
 * @returns `[height, width, 4]`, 0…255
 * @throws ShapeMismatchError
 */
export function toRgba({ width, height, rgb }: RgbImage): Uint8ClampedArray<ArrayBuffer> {
  if (rgb.length !== width * height * 3) throw new ShapeMismatchError("image", [height, width, 3], [rgb.length]);
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba[to] = rgb[from]!;
    rgba[to + 1] = rgb[from + 1]!;
    rgba[to + 2] = rgb[from + 2]!;
  }
  return rgba;
}
