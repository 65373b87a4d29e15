// The macroblock and the row and column of 4×4 blocks around it, copied side by side, so that predictions look at fixed offsets and
// need not know whose the neighbours are (in MBAFF frames they are found, and their vectors scaled, while the caches are filled).
//
// A cache has 8 entries in a row. Entry of block (x, y) of the macroblock, x and y 0…3: FIRST + x + 8·y. Left neighbours stand at
// x = −1, those above at y = −1 (that above and right of the macroblock at x = 4, y = −1). Entries at x = 4, y ≥ 0 are never available.

export const FIRST: usize = 12;
export const ENTRIES: usize = 40;

/** Entry of 4×4 block `blkIdx` in coding order (Figure 6-10): u8[16]. */
export const entryOfBlock: usize = memory.data<u8>([
  12, 13, 20, 21, 14, 15, 22, 23, 28, 29, 36, 37, 30, 31, 38, 39,
], 16);

/** total_coeff, u8: three caches one behind the other: Y, Cb, Cr. NOT_AVAILABLE: the neighbour is not available (6.4.11.4). */
export const countCache: usize = memory.data(3 * 40, 16);
export const NOT_AVAILABLE: u8 = 64;

/** Reference index, i8[2 lists][40]: ≥ 0; −1: available, and does not use the list (or intra); −2: not available. */
export const referenceCache: usize = memory.data(2 * 40, 16);
export const REF_UNAVAILABLE: i8 = -2;
/** Vectors, i16 pairs [2 lists][40]: (x, y), 0 where there is no reference. */
export const vectorCache: usize = memory.data(2 * 40 * 4, 16);
/** |mvd|, u8 pairs [2 lists][40] (x, y), CABAC only; 0 where not available. In units of the current macroblock (MBAFF: scaled). */
export const differenceCache: usize = memory.data(2 * 40 * 2, 16);
/** u8[40]: 1 where a block is predicted directly: its reference index counts as 0 in CABAC's contexts (7.3.5.1: predMode direct). */
export const directCache: usize = memory.data(40, 16);
/** Intra4x4PredMode, i8[40]: 0…8; 2 where the neighbour is available but not of INTRA_4X4; −1: not available (dcPredModePredictedFlag). */
export const modeCache: usize = memory.data(40, 16);

/** Bytes from list 0 to list 1. */
export const REFERENCE_LIST: usize = 40;
export const VECTOR_LIST: usize = 160;
export const DIFFERENCE_LIST: usize = 80;

/**
 * Coefficients of the macroblock, scaled by whoever reads them (residual-reconstruction.ts has the factors: (level · factor + 8) >> 4 of
 * 4×4 blocks, (level · factor + 32) >> 6 of 8×8 ones; lossless macroblocks and SP/SI slices: not scaled), in raster order of their block: Coefficient[16] of each 4×4 block in coding
 * order (blkIdx 0…15 of Y, then Cb, then Cr; 8×8 block i of a plane takes the place of its four), 48 blocks. Exceptions: the DC
 * coefficients of Intra16x16 and of chroma blocks are in `dcCoefficients`, unscaled, until the transform of DC puts them here.
 * All zeros between macroblocks: whoever transforms a block clears it.
 */
export const coefficients: usize = memory.data(48 * 16 * 4, 16);
/** i32[3][16]: DC coefficients: Y, Cb, Cr of Intra16x16 (Cb, Cr: 4:4:4) in coding order of blocks (blkIdx); chroma of 4:2:0: c[0…3], 4:2:2: c[0…7] in order of chroma blkIdx, at 16, 32. */
export const dcCoefficients: usize = memory.data(3 * 16 * 4, 16);
/** u32 bit masks of blocks with coefficients (blkIdx), Y, Cb, Cr: what the transforms have to look at; DC-only counts. 8×8: the bit of its first block. */
export const codedBlocks: usize = memory.data(3 * 4, 16);
/** Samples of an I_PCM macroblock, u16 each: 256 of Y, then of Cb and Cr (mbChromaWidth · mbChromaHeight each), in raster order. */
export const pcmSamples: usize = memory.data(768 * 2, 16);
