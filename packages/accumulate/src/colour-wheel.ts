import { flowToRgb } from "./flow-colours.js";
import type { RgbImage } from "./rgb-image.js";

/** The colours of {@link flowToRgb}, to stand beside its pictures: the colour of a vector is the one at its tip. `size` in pixels. */
export function colourWheel(size = 192): RgbImage {
  const motion = new Float32Array(size * size * 2);
  const radius = size / 2;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [dx, dy] = [x + 0.5 - radius, y + 0.5 - radius];
      if (dx * dx + dy * dy <= radius * radius) motion.set([dx, dy], 2 * (y * size + x));
    }
  }
  return { width: size, height: size, rgb: flowToRgb(motion, size, size, radius) };
}
