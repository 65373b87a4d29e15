// Inter prediction (8.4.2): fractional samples and weights.

/** Prepares for a P or B slice: addresses of the references, implicit weights (8.4.2.3.1; MBAFF: of the field lists, too). */
export function beginInter(): void {}

/** Predicts the macroblock from referenceCache and vectorCache, at destination.ts' samples. */
export function predictInter(): void {}
