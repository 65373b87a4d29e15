// Intra macroblocks: prediction (8.3), residual (8.5) and their sum.

/** Prepares for a slice whose settings may have changed. */
export function beginIntra(): void {}

/**
 * Predicts the macroblock (mbType; modes: modeCache, mode16x16 of slice-state.ts, chromaModes of macroblock-arrays.ts) and adds its residual (coefficients,
 * dcCoefficients, codedBlocks) at destination.ts' samples; clears the coefficients. With wantCoded the residual goes to its planes, too.
 */
export function reconstructIntra(): void {}
