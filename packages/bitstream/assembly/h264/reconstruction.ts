// What becomes of a macroblock once its syntax is read.

/**
 * Called by the slice data's decoders for each macroblock when its type, motion (caches and arrays), modes, coefficients and QP are
 * known and written back. Skipped macroblocks, too.
 */
export function reconstructMacroblock(): void {}
