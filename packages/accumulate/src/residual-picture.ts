import { ShapeMismatchError } from "./errors.js";

/**
 * A residual as a picture around middle grey: 128 + gain·Δ, clipped.
 * @param residual  `[height, width, 3]` in RGB, or `[height, width]` for luma alone (drawn grey)
 * @returns `[height, width, 3]`, 0…255
 * @throws ShapeMismatchError
 */
export function residualToRgb(residual: Int16Array, width: number, height: number, gain = 1): Uint8Array {
  const pixels = width * height;
  if (residual.length !== pixels && residual.length !== 3 * pixels)
    throw new ShapeMismatchError("residual", [3 * pixels], [residual.length]);
  const rgb = new Uint8ClampedArray(3 * pixels);
  const grey = residual.length === pixels;
  for (let k = 0; k < rgb.length; k++) rgb[k] = 128 + gain * residual[grey ? Math.floor(k / 3) : k]!;
  return new Uint8Array(rgb.buffer);
}
