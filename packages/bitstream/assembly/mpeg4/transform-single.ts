// The plain inverse DCT (transform-simple.ts) of a block with a single coefficient: half of the inter blocks at low rates. Its rows
// are multiples of one row.

import { dot, high, low, narrow } from "../common/lanes";

const W1: i16 = 22725;
const W2: i16 = 21407;
const W3: i16 = 19266;
const W4: i16 = 16383;
const W5: i16 = 12873;
const W6: i16 = 8867;
const W7: i16 = 4520;

/** Weights of the first pass by column: outputs 0…7. A row with nothing but its first coefficient becomes that × 8: W4 + 1. */
const ACROSS: usize = memory.data<i16>([
  W4 + 1, W4 + 1, W4 + 1, W4 + 1, W4 + 1, W4 + 1, W4 + 1, W4 + 1,
  W1, W3, W5, W7, -W7, -W5, -W3, -W1,
  W2, W6, -W6, -W2, -W2, -W6, W6, W2,
  W3, -W7, -W1, -W5, W5, W1, W7, -W3,
  W4, -W4, -W4, W4, W4, -W4, -W4, W4,
  W5, -W1, W7, W3, -W3, -W7, W1, -W5,
  W6, -W2, W2, -W6, -W6, W2, -W2, W6,
  W7, -W5, W3, -W1, W1, -W3, W5, -W7,
], 16);

/**
 * Weights of the second pass by row, in the order of blocks (0 2 1 3 4 6 5 7): outputs 0…7, each with W4 for the rounding, which is
 * 32 × W4.
 */
const DOWN: usize = memory.data<i16>([
  W4, W4, W4, W4, W4, W4, W4, W4, W4, W4, W4, W4, W4, W4, W4, W4,
  W2, W4, W6, W4, -W6, W4, -W2, W4, -W2, W4, -W6, W4, W6, W4, W2, W4,
  W1, W4, W3, W4, W5, W4, W7, W4, -W7, W4, -W5, W4, -W3, W4, -W1, W4,
  W3, W4, -W7, W4, -W1, W4, -W5, W4, W5, W4, W1, W4, W7, W4, -W3, W4,
  W4, W4, -W4, W4, -W4, W4, W4, W4, W4, W4, -W4, W4, -W4, W4, W4, W4,
  W6, W4, -W2, W4, W2, W4, -W6, W4, -W6, W4, W2, W4, -W2, W4, W6, W4,
  W5, W4, -W1, W4, W7, W4, W3, W4, -W3, W4, -W7, W4, W1, W4, -W5, W4,
  W7, W4, -W5, W4, W3, W4, -W1, W4, W1, W4, -W3, W4, W5, W4, -W7, W4,
], 16);

/**
 * Inverse transform of a block that is 0 but for the coefficient at byte `place`; writes eight rows of eight i16, `stride` bytes
 * apart.
 */
export function transformSingle(place: i32, coefficient: i32, target: usize, stride: usize): void {
  const across = v128.load(ACROSS + <usize>(place & 0x70));
  const pairs = i16x8.splat(<i16>coefficient);
  const half = i16x8.splat(1024);
  const one = i16x8.splat(1);
  // coefficient × weight + 1024 × 1
  const factor = low(pairs, half);
  const row = narrow(dot(factor, low(across, one)), dot(factor, high(across, one)), 11);
  const thirtyTwo = i16x8.splat(32);
  const left = low(row, thirtyTwo);
  const right = high(row, thirtyTwo);
  const down = DOWN + <usize>((place & 0x0e) << 4);
  put(left, right, v128.load32_splat(down), target);
  put(left, right, v128.load32_splat(down, 4), target + stride);
  put(left, right, v128.load32_splat(down, 8), target + 2 * stride);
  put(left, right, v128.load32_splat(down, 12), target + 3 * stride);
  target += 4 * stride;
  put(left, right, v128.load32_splat(down, 16), target);
  put(left, right, v128.load32_splat(down, 20), target + stride);
  put(left, right, v128.load32_splat(down, 24), target + 2 * stride);
  put(left, right, v128.load32_splat(down, 28), target + 3 * stride);
}

// @ts-ignore: decorator
@inline
function put(left: v128, right: v128, weight: v128, target: usize): void {
  v128.store(target, narrow(dot(left, weight), dot(right, weight), 20));
}
