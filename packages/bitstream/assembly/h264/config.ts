// What the build for 8 bits per sample and the one for more (config-high.ts stands in for this file) differ in.

/** Samples have more than 8 bits. */
export const HIGH: bool = false;
export type Sample = u8;
/** A transform coefficient, scaled. */
export type Coefficient = i16;
