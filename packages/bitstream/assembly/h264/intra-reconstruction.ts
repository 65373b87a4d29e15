// Intra macroblocks: prediction (8.3), residual (8.5) and their sum.

/** Prepares for a slice whose settings may have changed. */
export function beginIntra(): void {}

/**
 * Predicts the macroblock (mbType, modeCache, chroma mode: macroblock-arrays.ts) and adds its residual (coefficients,
 * dcCoefficients, codedBlocks) at destination.ts' samples; clears the coefficients. With wantCoded the residual goes to its planes, too.
 */
export function reconstructIntra(): void {}
