// Scan orders (ISO/IEC 14496-2, Figure 7-5). Blocks are stored transposed, and with rows in the order 0 2 1 3 4 6 5 7: what the
// inverse transform multiplies and adds in pairs then stands side by side (transform-simple.ts). The tables hold that index; the
// weighting matrices come in the same order (src/mpeg4/weighting-matrices.ts).

import { allocate } from "../common/memory";

export let zigzag: usize = 0;
export let alternateHorizontal: usize = 0;
export let alternateVertical: usize = 0;

/** Figure 7-5 (a), raster indices. */
const ALTERNATE_HORIZONTAL: usize = memory.data<u8>([
  0, 1, 2, 3, 8, 9, 16, 17, 10, 11, 4, 5, 6, 7, 15, 14, 13, 12, 19, 18, 24, 25, 32, 33, 26, 27, 20, 21, 22, 23, 28, 29,
  30, 31, 34, 35, 40, 41, 48, 49, 42, 43, 36, 37, 38, 39, 44, 45, 46, 47, 50, 51, 56, 57, 58, 59, 52, 53, 54, 55, 60, 61, 62, 63,
]);

/** Figure 7-5 (b), raster indices. */
const ALTERNATE_VERTICAL: usize = memory.data<u8>([
  0, 8, 16, 24, 1, 9, 2, 10, 17, 25, 32, 40, 48, 56, 57, 49, 41, 33, 26, 18, 3, 11, 4, 12, 19, 27, 34, 42, 50, 58, 35, 43,
  51, 59, 20, 28, 5, 13, 6, 14, 21, 29, 36, 44, 52, 60, 37, 45, 53, 61, 22, 30, 7, 15, 23, 31, 38, 46, 54, 62, 39, 47, 55, 63,
]);

/** Figure 7-5 (c), raster indices. */
const ZIGZAG: usize = memory.data<u8>([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
]);

/** The scans of the picture: of blocks without AC prediction, and predicted from above and from the left. */
export let plainScan: usize = 0;
export let fromAboveScan: usize = 0;
export let fromLeftScan: usize = 0;

/** alternate_vertical_scan_flag: one scan for all. */
export function chooseScans(alternate: bool): void {
  plainScan = alternate ? alternateVertical : zigzag;
  fromAboveScan = alternate ? alternateVertical : alternateHorizontal;
  fromLeftScan = alternateVertical;
}

/** Makes the transposed tables: u8 [64], the byte offset of the i-th coefficient's 16 bits. */
export function buildScans(): void {
  zigzag = transposed(ZIGZAG);
  alternateHorizontal = transposed(ALTERNATE_HORIZONTAL);
  alternateVertical = transposed(ALTERNATE_VERTICAL);
  chooseScans(false);
}

function transposed(raster: usize): usize {
  const table = allocate(64);
  for (let i: usize = 0; i < 64; i++) {
    const at = <i32>load<u8>(raster + i);
    const row = at >> 3;
    const lane = (row & 4) | ((row & 1) << 1) | ((row >> 1) & 1);
    store<u8>(table + i, <u8>((((at & 7) << 3) | lane) << 1));
  }
  return table;
}
