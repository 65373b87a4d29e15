// Rows of predicted samples and where they are written.

import { HIGH, Sample } from "./config";
import { SAMPLE_SHIFT } from "./picture-size";

/** Bytes of a sample. */
export const SAMPLE: usize = 1 << SAMPLE_SHIFT;

/** Copies `rows` rows of `bytes` (4, 8, 16, 32) bytes: row y is at `from` + y · `delta`. */
export function copyRows(from: usize, delta: usize, at: usize, step: usize, bytes: usize, rows: i32): void {
  if (bytes == 4) {
    for (; rows > 0; rows--) {
      store<u32>(at, load<u32>(from));
      from += delta;
      at += step;
    }
  } else if (bytes == 8) {
    for (; rows > 0; rows--) {
      store<u64>(at, load<u64>(from));
      from += delta;
      at += step;
    }
  } else {
    for (; rows > 0; rows--) {
      v128.store(at, v128.load(from));
      if (HIGH && bytes == 32) v128.store(at, v128.load(from, 16), 16);
      from += delta;
      at += step;
    }
  }
}

/** Writes a row of `bytes` bytes of one sample value. */
// @ts-ignore: decorator
@inline
export function fillRow(value: i32, at: usize, bytes: usize): void {
  const row = v128.splat<Sample>(<Sample>value);
  if (bytes == 4) v128.store32_lane(at, row, 0);
  else if (bytes == 8) v128.store64_lane(at, row, 0);
  else {
    v128.store(at, row);
    if (HIGH && bytes == 32) v128.store(at, row, 16);
  }
}

export function fillRows(value: i32, at: usize, step: usize, bytes: usize, rows: i32): void {
  for (; rows > 0; rows--) {
    fillRow(value, at, bytes);
    at += step;
  }
}

/** Each row takes the value of the sample left of it. */
export function extendLeft(at: usize, step: usize, bytes: usize, rows: i32): void {
  for (; rows > 0; rows--) {
    fillRow(<i32>load<Sample>(at - SAMPLE), at, bytes);
    at += step;
  }
}

/** The sum of `count` samples, `step` bytes apart. */
// @ts-ignore: decorator
@inline
export function sumOf(at: usize, step: usize, count: i32): i32 {
  let sum = 0;
  for (; count > 0; count--) {
    sum += <i32>load<Sample>(at);
    at += step;
  }
  return sum;
}
