// Stands in for config.ts in the build for 9…14 bits per sample (scripts/build-wasm.mjs --high).

/** Samples have more than 8 bits. */
export const HIGH: bool = true;
export type Sample = u16;
/** A transform coefficient, scaled. */
export type Coefficient = i32;
