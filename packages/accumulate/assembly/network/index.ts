import { colourRow } from "./colours";
import { scalePairs, sumColumns, sumPairs } from "./columns";
import { Resampling } from "./resampling";
import { sumRows } from "./rows";

/** Π, f32 [·, 2], to f32 [size, size, 2]: resampled, times a factor for each axis, within ±1. Writes 16 bytes past its end. */
export function networkMotion(plane: Resampling, to: usize, size: i32, scaleX: f32, scaleY: f32): void {
  const scales = f32x4(scaleX, scaleY, scaleX, scaleY);
  for (let y = 0; y < size; y++, to += <usize>size << 3) {
    sumRows<f32>(plane, y, plane.line);
    if (plane.columnTaps == 0) scalePairs(plane.line, to, size, scales);
    else sumPairs(plane.line, to, size, plane.columnTaps, plane.columnFirst, plane.columnWeights, scales);
  }
}

/** Δ as planes i16 to f32 [size, size, 3]: resampled, RGB, normalised as `table` says (colours.ts). Writes 16 bytes past its end. */
export function networkResidual(y: Resampling, cb: Resampling, cr: Resampling, to: usize, size: i32, table: usize): void {
  colours<i16>(y, cb, cr, to, size, table);
}

/** The same of a picture's planes, u8. */
export function networkImage(y: Resampling, cb: Resampling, cr: Resampling, to: usize, size: i32, table: usize): void {
  colours<u8>(y, cb, cr, to, size, table);
}

// @ts-ignore: decorator
@inline
function colours<T>(y: Resampling, cb: Resampling, cr: Resampling, to: usize, size: i32, table: usize): void {
  for (let row = 0; row < size; row++, to += <usize>(3 * size) << 2) {
    colourRow(outputRow<T>(y, row, size), outputRow<T>(cb, row, size), outputRow<T>(cr, row, size), to, size, table);
  }
}

/** Where row y of the output stands, f32 [size]. */
// @ts-ignore: decorator
@inline
function outputRow<T>(plane: Resampling, y: i32, size: i32): usize {
  sumRows<T>(plane, y, plane.line);
  if (plane.columnTaps == 0) return plane.line;
  sumColumns(plane.line, plane.out, size, plane.columnTaps, plane.columnFirst, plane.columnWeights);
  return plane.out;
}
