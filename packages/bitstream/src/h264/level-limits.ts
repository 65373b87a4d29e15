/** MaxDpbMbs by level_idc (Rec. ITU-T H.264, Table A-1); 9 is level 1b. */
const MAX_DPB_MACROBLOCKS: readonly (readonly [levelIdc: number, maxDpbMbs: number])[] = [
  [9, 396],
  [10, 396],
  [11, 900],
  [12, 2_376],
  [13, 2_376],
  [20, 2_376],
  [21, 4_752],
  [22, 8_100],
  [30, 8_100],
  [31, 18_000],
  [32, 20_480],
  [40, 32_768],
  [41, 32_768],
  [42, 34_816],
  [50, 110_400],
  [51, 184_320],
  [52, 184_320],
  [60, 696_320],
  [61, 696_320],
  [62, 696_320],
];

/** MaxDpbFrames (A.3.1 h): frames that the decoded picture buffer of a level holds; of a level between two, that of the next. */
export function maxDpbFrames(levelIdc: number, level1b: boolean, frameMacroblocks: number): number {
  const level = level1b ? 9 : levelIdc;
  const entry = MAX_DPB_MACROBLOCKS.find(([known]) => known >= level) ?? MAX_DPB_MACROBLOCKS.at(-1)!;
  return Math.min(16, Math.floor(entry[1] / frameMacroblocks));
}
