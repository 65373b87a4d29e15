/**
 * Global motion of one plane (ISO/IEC 14496-2, 7.8.5): pixel (i, j) comes from ⌊(offset + i · right + j · down) / 2^16⌋ / unit,
 * whole numbers all.
 */
// @ts-ignore: decorator
@unmanaged
export class Warp {
  offsetX: f64;
  offsetY: f64;
  rightX: f64;
  rightY: f64;
  downX: f64;
  downY: f64;
  /** Steps per pixel. */
  unit: f64;
}

// @ts-ignore: decorator
@inline
export function warpX(warp: Warp, x: i32, y: i32): f32 {
  return <f32>(floor((warp.offsetX + <f64>x * warp.rightX + <f64>y * warp.downX) / 65536) / warp.unit);
}

// @ts-ignore: decorator
@inline
export function warpY(warp: Warp, x: i32, y: i32): f32 {
  return <f32>(floor((warp.offsetY + <f64>x * warp.rightY + <f64>y * warp.downY) / 65536) / warp.unit);
}
