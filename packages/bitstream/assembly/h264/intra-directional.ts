// Prediction of 4×4 and 8×8 blocks (8.3.1.2, 8.3.2.2). The samples around a block are laid out in one line: from the lowest one on
// the left up to the corner, and from there to the right. Each direction's rows then are stretches of this line, or of its two- or
// three-sample filtered versions.

import { HIGH, Sample } from "./config";
import { INTRA_PRED_MODE, fault } from "./fault";
import { NEEDS_CORNER, NEEDS_LEFT, NEEDS_TOP } from "./intra-availability";
import { SAMPLE, copyRows, fillRow, fillRows } from "./intra-samples";

/** Intra4x4PredMode, Intra8x8PredMode (Tables 8-2, 8-3). */
const VERTICAL: i32 = 0;
const HORIZONTAL: i32 = 1;
const DC: i32 = 2;
const DIAGONAL_DOWN_LEFT: i32 = 3;
const DIAGONAL_DOWN_RIGHT: i32 = 4;
const VERTICAL_RIGHT: i32 = 5;
const HORIZONTAL_DOWN: i32 = 6;
const VERTICAL_LEFT: i32 = 7;

const ALL: u8 = NEEDS_LEFT | NEEDS_TOP | NEEDS_CORNER;
/** What each mode needs: u8[9]. */
const needs: usize = memory.data<u8>([NEEDS_TOP, NEEDS_LEFT, 0, NEEDS_TOP, ALL, ALL, ALL, NEEDS_TOP, NEEDS_LEFT], 16);

/** Bytes of a line, 32 of them before the corner. */
const LINE: usize = 128;
const lines: usize = memory.data(5 * 128, 16);
/** The corner's place p[−1, −1]; p[−1, k] is k + 1 samples before it, p[k, −1] behind it. */
const corner: usize = lines + 32;
/** (a + b + 1) >> 1 of each sample and the next one. */
const halves: usize = corner + LINE;
/** (a + 2b + c + 2) >> 2 of each sample and its two neighbours. */
const thirds: usize = halves + LINE;
/** Both of them in turn. */
const mixed: usize = thirds + LINE;

// @ts-ignore: decorator
@inline
function sampleAt(line: usize, index: i32): i32 {
  return <i32>load<Sample>(line + <usize>index * SAMPLE);
}

// @ts-ignore: decorator
@inline
function put(line: usize, index: i32, value: i32): void {
  store<Sample>(line + <usize>index * SAMPLE, <Sample>value);
}

/**
 * Lays out the samples around the block of `size` samples at `at`. Those that are not available are `grey`: no mode that a stream may
 * choose uses them; one that does is a fault, after which decoding goes on.
 */
export function readEdge(
  mode: i32, at: usize, step: usize, size: i32, left: bool, topLeft: bool, top: bool, topRight: bool, grey: i32,
): void {
  const have: u8 = (left ? NEEDS_LEFT : 0) | (top ? NEEDS_TOP : 0) | (topLeft ? NEEDS_CORNER : 0);
  if (load<u8>(needs + <usize>mode) & ~have) fault(INTRA_PRED_MODE, mode);
  const bytes = <usize>size * SAMPLE;
  if (left) {
    let from = at - SAMPLE;
    for (let k = 1; k <= size; k++) {
      put(corner, -k, <i32>load<Sample>(from));
      from += step;
    }
  } else for (let k = 1; k <= size; k++) put(corner, -k, grey);
  const above = at - step;
  put(corner, 0, topLeft ? <i32>load<Sample>(above - SAMPLE) : grey);
  if (top) copyRows(above, 0, corner + SAMPLE, 0, bytes, 1);
  else fillRow(grey, corner + SAMPLE, bytes);
  if (top && topRight) copyRows(above + bytes, 0, corner + SAMPLE + bytes, 0, bytes, 1);
  else fillRow(sampleAt(corner, size), corner + SAMPLE + bytes, bytes);
}

/** Makes `halves` and `thirds`, of which the ends count as if the last sample went on. */
function filterEdge(size: i32): void {
  put(corner, -size - 1, sampleAt(corner, -size));
  put(corner, 2 * size + 1, sampleAt(corner, 2 * size));
  const end = corner + <usize>(2 * size + 1) * SAMPLE;
  for (let at = corner - <usize>size * SAMPLE; at < end; at += 16) {
    const before = v128.load(at - SAMPLE);
    const middle = v128.load(at);
    const behind = v128.load(at + SAMPLE);
    v128.store(at + LINE, v128.avgr<Sample>(middle, behind));
    const odd = v128.and(v128.xor(before, behind), v128.splat<Sample>(1));
    v128.store(at + 2 * LINE, v128.avgr<Sample>(middle, v128.sub<Sample>(v128.avgr<Sample>(before, behind), odd)));
  }
}

/** Filters the reference samples of an 8×8 block (8.3.2.2.1), in place. */
export function filterReference(left: bool, topLeft: bool, top: bool): void {
  const corners = sampleAt(corner, 0);
  const upper = sampleAt(corner, 1);
  const upperLeft = sampleAt(corner, -1);
  // A corner that is not available counts as its neighbour, and the other way round.
  if (!topLeft && top) put(corner, 0, upper);
  if (topLeft && !top) put(corner, 1, corners);
  if (topLeft && !left) put(corner, -1, corners);
  filterEdge(8);
  if (!topLeft) put(thirds, -1, (3 * upperLeft + sampleAt(corner, -2) + 2) >> 2);
  const bytes: usize = 25 * SAMPLE;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(corner - 8 * SAMPLE + at, v128.load(thirds - 8 * SAMPLE + at));
  }
}

/** Predicts a block from the samples that are laid out. `left`, `top`: availability, for DC. */
export function predictDirectional(mode: i32, at: usize, step: usize, size: i32, left: bool, top: bool, grey: i32): void {
  const bytes = <usize>size * SAMPLE;
  if (mode == VERTICAL) {
    copyRows(corner + SAMPLE, 0, at, step, bytes, size);
    return;
  }
  if (mode == HORIZONTAL) {
    for (let y = 1; y <= size; y++) {
      fillRow(sampleAt(corner, -y), at, bytes);
      at += step;
    }
    return;
  }
  if (mode == DC) {
    fillRows(meanOf(size, left, top, grey), at, step, bytes, size);
    return;
  }
  filterEdge(size);
  if (mode == DIAGONAL_DOWN_LEFT) copyRows(thirds + 2 * SAMPLE, SAMPLE, at, step, bytes, size);
  else if (mode == DIAGONAL_DOWN_RIGHT) copyRows(thirds, <usize>0 - SAMPLE, at, step, bytes, size);
  else if (mode == VERTICAL_LEFT) {
    copyRows(halves + SAMPLE, SAMPLE, at, 2 * step, bytes, size >> 1);
    copyRows(thirds + 2 * SAMPLE, SAMPLE, at + step, 2 * step, bytes, size >> 1);
  } else if (mode == VERTICAL_RIGHT) {
    // Rows grow to the left by every second sample of the left edge: even rows behind halves, odd ones behind thirds.
    const more = size >> 1;
    for (let k = 1; k < more; k++) put(halves, -k, sampleAt(thirds, 1 - 2 * k));
    for (let k = 1; k < more; k++) put(thirds, -k, sampleAt(thirds, -2 * k));
    copyRows(halves, <usize>0 - SAMPLE, at, 2 * step, bytes, more);
    copyRows(thirds, <usize>0 - SAMPLE, at + step, 2 * step, bytes, more);
  } else if (mode == HORIZONTAL_DOWN) {
    for (let k = 0; k < size; k++) {
      put(mixed, 2 * k, sampleAt(halves, k - size));
      put(mixed, 2 * k + 1, sampleAt(thirds, k - size + 1));
    }
    for (let k = 1; k < size - 1; k++) put(mixed, 2 * size + k - 1, sampleAt(thirds, k));
    copyRows(mixed + 2 * (bytes - SAMPLE), <usize>0 - 2 * SAMPLE, at, step, bytes, size);
  } else {
    for (let k = 0; k < size - 1; k++) {
      put(mixed, 2 * k, sampleAt(halves, -2 - k));
      put(mixed, 2 * k + 1, sampleAt(thirds, -2 - k));
    }
    const last = sampleAt(corner, -size);
    for (let k = 2 * size - 2; k < 3 * size; k++) put(mixed, k, last);
    copyRows(mixed, 2 * SAMPLE, at, step, bytes, size);
  }
}

function meanOf(size: i32, left: bool, top: bool, grey: i32): i32 {
  if (!left && !top) return grey;
  let sum = 0;
  if (top) for (let k = 1; k <= size; k++) sum += sampleAt(corner, k);
  if (left) for (let k = 1; k <= size; k++) sum += sampleAt(corner, -k);
  const shift = (size == 4 ? 2 : 3) + (left && top ? 1 : 0);
  return (sum + (1 << (shift - 1))) >> shift;
}
