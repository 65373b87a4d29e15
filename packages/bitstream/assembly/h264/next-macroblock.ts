// The order of macroblocks in a slice (7.3.4, 8.2.2): raster order, or that of slice groups.

/** u8 of each macroblock (map unit mapped to macroblocks: MbToSliceGroupMap, by mbAddr) when the picture has slice groups; laid out by reserveSliceGroups(). */
export let sliceGroupMap: usize = 0;

/** CurrMbAddr. Of MBAFF frames too (bit 0: bottom macroblock of the pair). */
export let mbAddress: i32 = 0;

/** Address of room for the map, for the caller to write, or 0. */
export function reserveSliceGroups(): usize {
  return 0;
}

/** Goes to the slice's first macroblock. False (a fault is noted): outside of the picture. */
export function firstMacroblock(): bool {
  return true;
}

/** Goes to the next macroblock of the slice group. False: there is none. In MBAFF frames from a top to its bottom macroblock without looking. */
export function nextMacroblock(): bool {
  return false;
}
