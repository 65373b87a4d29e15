import { ShapeMismatchError } from "./errors.js";
import type { RgbImage } from "./rgb-image.js";

/**
 * Images in a row, aligned at the top, on white.
 * @param gap  white pixels between neighbours
 * @throws ShapeMismatchError if there is none, or one's bytes do not fit its size
 */
export function sideBySide(images: readonly RgbImage[], gap = 4): RgbImage {
  if (images.length === 0) throw new ShapeMismatchError("images", [1], [0]);
  for (const { width, height, rgb } of images) {
    if (rgb.length !== width * height * 3) throw new ShapeMismatchError("image", [height, width, 3], [rgb.length]);
  }
  const width = images.reduce((sum, image) => sum + image.width, 0) + gap * (images.length - 1);
  const height = Math.max(...images.map((image) => image.height));
  const rgb = new Uint8Array(width * height * 3).fill(255);
  let left = 0;
  for (const image of images) {
    for (let y = 0; y < image.height; y++) {
      rgb.set(image.rgb.subarray(y * image.width * 3, (y + 1) * image.width * 3), (y * width + left) * 3);
    }
    left += image.width + gap;
  }
  return { width, height, rgb };
}
