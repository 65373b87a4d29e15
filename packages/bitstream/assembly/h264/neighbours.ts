// Neighbouring macroblocks and their blocks (6.4.9…6.4.13), with the rules of MBAFF frames (6.4.12.2, Table 6-4).

/** Index (slice-state.ts, mbIndex) of the neighbours; −1: not available (another slice, or not decoded, or outside). */
export let topIndex: i32 = -1;
export let topLeftIndex: i32 = -1;
export let topRightIndex: i32 = -1;
/** The left neighbour of block rows 0…1 and of 2…3: they differ only where a field macroblock stands beside a frame pair. */
export let leftIndex: i32 = -1;
export let lowerLeftIndex: i32 = -1;
/** u8[4]: the row of 4×4 blocks in the left neighbour(s) that each row of blocks of the macroblock has on its left. */
export let leftRows: usize = 0;
/** Their types (macroblock-type.ts); 0: not available. */
export let topType: u32 = 0;
export let topLeftType: u32 = 0;
export let topRightType: u32 = 0;
export let leftType: u32 = 0;
export let lowerLeftType: u32 = 0;

/** Finds them for the macroblock at slice-state's place, whose mbField is known. */
export function findNeighbours(): void {}
