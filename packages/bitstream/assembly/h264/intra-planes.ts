// Prediction of whole planes of a macroblock: Intra16x16 (8.3.3) and chroma of 4:2:0 and 4:2:2 (8.3.4).

import { Coefficient, HIGH, Sample } from "./config";
import { INTRA_CHROMA_PRED_MODE, INTRA_PRED_MODE, fault } from "./fault";
import * as available from "./intra-availability";
import { SAMPLE, copyRows, extendLeft, fillRows, sumOf } from "./intra-samples";

/** Intra16x16PredMode (Table 8-4). */
const VERTICAL_16X16: i32 = 0;
const HORIZONTAL_16X16: i32 = 1;
const DC_16X16: i32 = 2;
/** intra_chroma_pred_mode (Table 8-5). */
const DC_CHROMA: i32 = 0;
const HORIZONTAL_CHROMA: i32 = 1;
const VERTICAL_CHROMA: i32 = 2;
/** Plane prediction, in both tables. */
const PLANE: i32 = 3;

// No stream may choose a mode whose samples are not available: that is a fault, and grey stands in.

/** Predicts 16×16 samples of `depth` bits. */
export function predict16x16(mode: i32, at: usize, step: usize, depth: i32): void {
  const grey = 1 << (depth - 1);
  if (mode == DC_16X16) fillRows(mean16x16(at, step, grey), at, step, 16 * SAMPLE, 16);
  else if (mode == VERTICAL_16X16) predictVertical(at, step, 16, 16, grey, INTRA_PRED_MODE);
  else if (mode == HORIZONTAL_16X16) predictHorizontal(at, step, 16, 16, grey, INTRA_PRED_MODE);
  else predictPlane(at, step, 16, 16, depth, INTRA_PRED_MODE);
}

/** Predicts `width` × `height` (8×8, 8×16) samples of chroma. */
export function predictChromaPlane(mode: i32, at: usize, step: usize, width: i32, height: i32, depth: i32): void {
  const grey = 1 << (depth - 1);
  if (mode == DC_CHROMA) {
    for (let y = 0; y < height; y += 4) {
      for (let x = 0; x < width; x += 4) {
        const block = at + <usize>x * SAMPLE + <usize>y * step;
        fillRows(meanOfChroma(at, step, x, y, height, grey), block, step, 4 * SAMPLE, 4);
      }
    }
  } else if (mode == VERTICAL_CHROMA) predictVertical(at, step, width, height, grey, INTRA_CHROMA_PRED_MODE);
  else if (mode == HORIZONTAL_CHROMA) predictHorizontal(at, step, width, height, grey, INTRA_CHROMA_PRED_MODE);
  else predictPlane(at, step, width, height, depth, INTRA_CHROMA_PRED_MODE);
}

function predictVertical(at: usize, step: usize, width: i32, height: i32, grey: i32, code: i32): void {
  const bytes = <usize>width * SAMPLE;
  if (available.top) copyRows(at - step, 0, at, step, bytes, height);
  else {
    fault(code, code == INTRA_PRED_MODE ? VERTICAL_16X16 : VERTICAL_CHROMA);
    fillRows(grey, at, step, bytes, height);
  }
}

function predictHorizontal(at: usize, step: usize, width: i32, height: i32, grey: i32, code: i32): void {
  const bytes = <usize>width * SAMPLE;
  if (available.left && available.lowerLeft) extendLeft(at, step, bytes, height);
  else {
    fault(code, HORIZONTAL_16X16);
    fillRows(grey, at, step, bytes, height);
  }
}

function mean16x16(at: usize, step: usize, grey: i32): i32 {
  const left = available.left && available.lowerLeft;
  if (!left && !available.top) return grey;
  let sum = available.top ? sumOf(at - step, SAMPLE, 16) : 0;
  if (left) sum += sumOf(at - SAMPLE, step, 16);
  return left && available.top ? (sum + 16) >> 5 : (sum + 8) >> 4;
}

/** DC of the 4×4 block of chroma at (x, y) (8.3.4.1…8.3.4.3). */
function meanOfChroma(at: usize, step: usize, x: i32, y: i32, height: i32, grey: i32): i32 {
  const left = y < height >> 1 ? available.left : available.lowerLeft;
  const top = available.top;
  // On the upper edge the samples above come first, on the left edge those on the left.
  const both = left && top && (x > 0) == (y > 0);
  const preferLeft = x == 0;
  const useTop = both || (top && !(left && preferLeft));
  const useLeft = both || (left && !(top && !preferLeft));
  if (!useTop && !useLeft) return grey;
  let sum = useTop ? sumOf(at - step + <usize>x * SAMPLE, SAMPLE, 4) : 0;
  if (useLeft) sum += sumOf(at - SAMPLE + <usize>y * step, step, 4);
  return both ? (sum + 4) >> 3 : (sum + 2) >> 2;
}

/** Plane prediction: a slope along each edge. */
function predictPlane(at: usize, step: usize, width: i32, height: i32, depth: i32, code: i32): void {
  const above = at - step;
  const before = at - SAMPLE;
  const corner = above - SAMPLE;
  if (!available.top || !available.topLeft || !available.left || !available.lowerLeft) {
    fault(code, PLANE);
    fillRows(1 << (depth - 1), at, step, <usize>width * SAMPLE, height);
    return;
  }
  const b = slope(corner, SAMPLE, width);
  const c = slope(corner, step, height);
  const corners = sampleOf(before + <usize>(height - 1) * step) + sampleOf(above + <usize>(width - 1) * SAMPLE);
  // Value of column 0, row 0, before the shift.
  let first = 16 * corners + 16 - b * ((width >> 1) - 1) - c * ((height >> 1) - 1);
  const lanes = HIGH ? i32x4(0, 1, 2, 3) : i16x8(0, 1, 2, 3, 4, 5, 6, 7);
  const count = HIGH ? 4 : 8;
  const columns = v128.mul<Coefficient>(lanes, v128.splat<Coefficient>(<Coefficient>b));
  const largest = i32x4.splat((1 << depth) - 1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x += count) {
      const sums = v128.add<Coefficient>(columns, v128.splat<Coefficient>(<Coefficient>(first + b * x)));
      const values = v128.shr<Coefficient>(sums, 5);
      if (HIGH) {
        const clipped = i32x4.min_s(values, largest);
        v128.store64_lane(at + (<usize>x << 1), i16x8.narrow_i32x4_u(clipped, clipped), 0);
      } else v128.store64_lane(at + <usize>x, i8x16.narrow_i16x8_u(values, values), 0);
    }
    first += c;
    at += step;
  }
}

// @ts-ignore: decorator
@inline
function sampleOf(at: usize): i32 {
  return <i32>load<Sample>(at);
}

/** b or c: the slope of the `length` samples that follow the corner, `step` bytes apart. */
function slope(corner: usize, step: usize, length: i32): i32 {
  const half = length >> 1;
  const middle = corner + <usize>half * step;
  let sum = 0;
  for (let k = 1; k <= half; k++) {
    const distance = <usize>k * step;
    sum += k * (sampleOf(middle + distance) - sampleOf(middle - distance));
  }
  return ((length == 16 ? 5 : 34) * sum + 32) >> 6;
}
