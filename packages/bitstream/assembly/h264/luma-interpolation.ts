// Luma sample interpolation (8.4.2.2.1): the 16 quarter positions by the three half positions and means (Figure 8-4, Table 8-12).

import { HIGH } from "./config";
import { SAMPLE_SHIFT } from "./picture-size";
import { halfBoth8, halfDown8, halfRight8 } from "./six-tap";
import { halfBothHigh, halfDownHigh, halfRightHigh } from "./six-tap-high";

let sampleDepth: i32 = 8;

/**
 * Predicts a block of `width` (4, 8 or 16) columns and `rows` rows from `at` (its sample at the whole part of the vector) and the
 * fraction (x, y) of the vector in quarters. Steps in bytes; `depth`: bits of a sample.
 */
export function interpolateLuma(
  at: usize, step: usize, to: usize, toStep: usize, width: i32, rows: i32, x: i32, y: i32, depth: i32,
): void {
  sampleDepth = depth;
  const right = x == 3 ? at + (1 << SAMPLE_SHIFT) : at;
  const below = y == 3 ? at + step : at;
  if (y == 0) {
    if (x == 0) copyBlock(at, step, to, toStep, width, rows);
    else halfRight(at, step, to, toStep, width, rows, x == 2 ? 0 : right, step);
  } else if (x == 0) {
    halfDown(at, step, to, toStep, width, rows, y == 2 ? 0 : below, step);
  } else if (x == 2) {
    halfBoth(at, step, to, toStep, width, rows, y == 2 ? 0 : y == 1 ? 1 : 2, 0);
  } else if (y == 2) {
    halfDown(right, step, to, toStep, width, rows, 0, 0);
    halfBoth(at, step, to, toStep, width, rows, 0, to);
  } else {
    halfDown(right, step, to, toStep, width, rows, 0, 0);
    halfRight(below, step, to, toStep, width, rows, to, toStep);
  }
}

// @ts-ignore: decorator
@inline
function halfRight(
  at: usize, step: usize, to: usize, toStep: usize, width: i32, rows: i32, other: usize, otherStep: usize,
): void {
  if (HIGH) halfRightHigh(at, step, to, toStep, width, rows, other, otherStep, sampleDepth);
  else halfRight8(at, step, to, toStep, width, rows, other, otherStep);
}

// @ts-ignore: decorator
@inline
function halfDown(
  at: usize, step: usize, to: usize, toStep: usize, width: i32, rows: i32, other: usize, otherStep: usize,
): void {
  if (HIGH) halfDownHigh(at, step, to, toStep, width, rows, other, otherStep, sampleDepth);
  else halfDown8(at, step, to, toStep, width, rows, other, otherStep);
}

// @ts-ignore: decorator
@inline
function halfBoth(at: usize, step: usize, to: usize, toStep: usize, width: i32, rows: i32, row: i32, other: usize): void {
  if (HIGH) halfBothHigh(at, step, to, toStep, width, rows, row, other, toStep, sampleDepth);
  else halfBoth8(at, step, to, toStep, width, rows, row, other, toStep);
}

/** Copies a block whose rows have 2, 4, 8 or 16 samples. */
export function copyBlock(at: usize, step: usize, to: usize, toStep: usize, width: i32, rows: i32): void {
  const bytes = width << SAMPLE_SHIFT;
  if (bytes == 16) {
    for (let y = 0; y < rows; y++) {
      v128.store(to, v128.load(at));
      at += step;
      to += toStep;
    }
  } else if (bytes == 8) {
    for (let y = 0; y < rows; y++) {
      store<u64>(to, load<u64>(at));
      at += step;
      to += toStep;
    }
  } else if (bytes == 4) {
    for (let y = 0; y < rows; y++) {
      store<u32>(to, load<u32>(at));
      at += step;
      to += toStep;
    }
  } else if (bytes == 2) {
    for (let y = 0; y < rows; y++) {
      store<u16>(to, load<u16>(at));
      at += step;
      to += toStep;
    }
  } else {
    for (let y = 0; y < rows; y++) {
      v128.store(to, v128.load(at));
      v128.store(to, v128.load(at, 16), 16);
      at += step;
      to += toStep;
    }
  }
}
