// How libavcodec before build 4653 made diagonal quarter-pel samples: not one direction after the other, as the standard
// (7.6.2.2) has it, but as means of the nearest whole and half samples. Streams of those days are rare, so plain loops do.

import { roundingType } from "./picture-state";

/** Bytes from one row to the next of the samples below. */
const PITCH: usize = 32;
/** Whole samples of the block and one more row and column; half samples along rows, along columns, and along both. */
const whole: usize = memory.data(544, 16);
const alongRows: usize = memory.data(544, 16);
const alongColumns: usize = memory.data(544, 16);
const alongBoth: usize = memory.data(544, 16);

/**
 * Whether a position was made otherwise: both fractions are set, and the columns' is not a half.
 * @param fraction x + 4·y, each 0…3
 */
export function isOldDiagonal(fraction: i32): bool {
  return (fraction & 1) != 0 && fraction > 3;
}

/** Predicts `size` × `size` pixels, 16 or 8, from an old diagonal position; `averaged` as in quarter-pel.ts. */
export function predictOldDiagonal(
  source: usize, sourceStride: usize, target: usize, targetStride: usize, fraction: i32, size: i32, averaged: bool,
): void {
  const right: usize = (fraction & 3) == 3 ? 1 : 0;
  const y = fraction >> 2;
  const below = y == 3 ? PITCH : 0;
  for (let row: usize = 0; row <= <usize>size; row++) {
    memory.copy(whole + row * PITCH, source + row * sourceStride, size + 1);
    for (let i = 0; i < size; i++) store<u8>(alongRows + row * PITCH + i, half(whole + row * PITCH, 1, i, size));
  }
  for (let column: usize = 0; column < <usize>size; column++) {
    for (let i = 0; i < size; i++) {
      const at = column + <usize>i * PITCH;
      store<u8>(alongColumns + at, half(whole + column + right, PITCH, i, size));
      store<u8>(alongBoth + at, half(alongRows + column, PITCH, i, size));
    }
  }
  for (let row: usize = 0; row < <usize>size; row++) {
    for (let column: usize = 0; column < <usize>size; column++) {
      const at = column + row * PITCH;
      let sum = <i32>load<u8>(alongColumns + at) + <i32>load<u8>(alongBoth + at);
      if (y == 2) sum = (sum + 1 - roundingType) >> 1;
      else {
        sum += <i32>load<u8>(whole + at + right + below) + <i32>load<u8>(alongRows + at + below);
        sum = (sum + 2 - roundingType) >> 2;
      }
      const to = target + column + row * targetStride;
      store<u8>(to, averaged ? (<i32>load<u8>(to) + sum + 1) >> 1 : sum);
    }
  }
}

/** Half sample `i` of a line of size + 1 whole ones, `step` bytes apart, mirrored at both ends. */
function half(line: usize, step: usize, i: i32, size: i32): u8 {
  const sum =
    20 * (sample(line, step, i, size) + sample(line, step, i + 1, size)) -
    6 * (sample(line, step, i - 1, size) + sample(line, step, i + 2, size)) +
    3 * (sample(line, step, i - 2, size) + sample(line, step, i + 3, size)) -
    (sample(line, step, i - 3, size) + sample(line, step, i + 4, size));
  return <u8>max(0, min(255, (sum + 16 - roundingType) >> 5));
}

function sample(line: usize, step: usize, i: i32, size: i32): i32 {
  const mirrored = i < 0 ? -1 - i : i > size ? 2 * size + 1 - i : i;
  return <i32>load<u8>(line + <usize>mirrored * step);
}
