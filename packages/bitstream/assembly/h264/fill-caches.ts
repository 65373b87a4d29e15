// Fills caches.ts from the neighbours, once the type of the macroblock is known, and writes the macroblock's part back.

/** Fills countCache's neighbours (Y, Cb, Cr): CAVLC's nC (9.2.1) and CABAC's coded_block_flag (9.3.3.1.1.9) are made of them. */
export function fillCounts(): void {}

/** Fills modeCache's neighbours (8.3.1.1). */
export function fillModes(): void {}

/** Fills the neighbours of referenceCache, vectorCache and, with CABAC, differenceCache and directCache, of the lists that the slice has. */
export function fillMotion(): void {}

/** Writes countCache back: coefficientCounts of the macroblock. */
export function storeCounts(): void {}

/** Writes modeCache back. */
export function storeModes(): void {}

/** Writes back vectors, reference indices and keys and, with CABAC, differences and directBlocks. */
export function storeMotion(): void {}

/** Notes that the macroblock has no motion (intra): reference −1, vectors 0. */
export function storeNoMotion(): void {}
