// Prediction of vectors from the neighbours' (8.4.1.1, 8.4.1.3), out of caches.ts.

export let predictedX: i32 = 0;
export let predictedY: i32 = 0;

/** Median prediction (8.4.1.3) for a partition whose first block is at cache entry `entry`, `blocks` 4×4 blocks wide, into predictedX, predictedY. */
export function predictVector(list: usize, entry: usize, blocks: usize, reference: i32): void {}

/** Directional prediction of 16×8 partition 0 or 1. */
export function predict16x8(list: usize, partition: i32, reference: i32): void {}

/** Directional prediction of 8×16 partition 0 or 1. */
export function predict8x16(list: usize, partition: i32, reference: i32): void {}

/** Motion of P_Skip (8.4.1.1): fills referenceCache and vectorCache of the macroblock (list 0 alone). fillMotion() comes before. */
export function predictSkip(): void {}
