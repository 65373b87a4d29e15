import { clampIndex } from "./grid";

/**
 * I_0[Γ(i)] of the pixel (x, y) of a plane, read where `reconstruct` reads it: luma at the pixel nearest to i − Π (halves up),
 * chroma at half the trace of the even luma pixel, down.
 *
 * @param motion Π, f32 [lumaHeight, lumaWidth, 2]
 * @param chroma 1 for the chroma planes of 4:2:0, 0 for luma
 */
// @ts-ignore: decorator
@inline
export function stillAt(
  reference: usize,
  motion: usize,
  x: i32,
  y: i32,
  width: i32,
  height: i32,
  lumaWidth: i32,
  chroma: i32,
): i32 {
  const at = motion + (<usize>((y << chroma) * lumaWidth + (x << chroma)) << 3);
  const px = <f64>load<f32>(at);
  const py = <f64>load<f32>(at, 4);
  const sx = <i32>(chroma ? floor<f64>(<f64>x - px * 0.5) : floor<f64>(<f64>x - px + 0.5));
  const sy = <i32>(chroma ? floor<f64>(<f64>y - py * 0.5) : floor<f64>(<f64>y - py + 0.5));
  return <i32>load<u8>(reference + clampIndex(sy, height) * width + clampIndex(sx, width));
}
