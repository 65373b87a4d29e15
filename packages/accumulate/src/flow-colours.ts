import { ShapeMismatchError } from "./errors.js";

/** The longest vector of a field in pixels, at least 1: the default scale of {@link flowToRgb}. */
export function flowScale(motion: Float32Array | Int16Array): number {
  let square = 1;
  for (let k = 0; k < motion.length; k += 2) {
    square = Math.max(square, motion[k]! * motion[k]! + motion[k + 1]! * motion[k + 1]!);
  }
  return Math.sqrt(square);
}

/**
 * Vectors as colours: hue is the direction (red right, 90° yellow-green down, 180° cyan left, 270° violet up), saturation the
 * length over `scale`; zero is white, `scale` and longer are the full colour.
 * @param motion  `[height, width, 2]` as (x, y), pixels, y downwards
 * @param scale  pixels of full colour; default {@link flowScale}
 * @returns `[height, width, 3]`, 0…255
 * @throws ShapeMismatchError
 */
export function flowToRgb(
  motion: Float32Array | Int16Array,
  width: number,
  height: number,
  scale: number = flowScale(motion),
): Uint8Array {
  if (motion.length !== width * height * 2)
    throw new ShapeMismatchError("motion", [width * height * 2], [motion.length]);
  const rgb = new Uint8Array(width * height * 3);
  for (let k = 0; k < width * height; k++) {
    const x = motion[2 * k]!;
    const y = motion[2 * k + 1]!;
    const saturation = Math.min(1, Math.hypot(x, y) / scale);
    const hue = ((Math.atan2(y, x) / Math.PI) * 3 + 6) % 6;
    rgb[3 * k] = wheel(hue, 5, saturation);
    rgb[3 * k + 1] = wheel(hue, 3, saturation);
    rgb[3 * k + 2] = wheel(hue, 1, saturation);
  }
  return rgb;
}

/** One channel of HSV with value 1: hue in sixths of the circle; n is 5 for red, 3 for green, 1 for blue. */
function wheel(hue: number, n: number, saturation: number): number {
  const k = (n + hue) % 6;
  return Math.round(255 * (1 - saturation * Math.max(0, Math.min(k, 4 - k, 1))));
}
