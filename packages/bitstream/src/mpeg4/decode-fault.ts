import { type BitstreamError, InvalidSyntaxError, TruncatedStreamError, type Where } from "../errors.js";

/** Numbers shared with assembly/mpeg4/fault.ts. */
const TRUNCATED = 1;

/** Element, range and clause (ISO/IEC 14496-2) of each fault of the macroblock layer. */
const FAULTS: Record<number, readonly [element: string, value: string | null, range: string, clause: string]> = {
  2: ["mcbpc", "an unassigned code", "Tables B-6 and B-7", "6.3.6"],
  3: ["cbpy", "an unassigned code", "Table B-8", "6.3.6"],
  4: ["horizontal_mv_data or vertical_mv_data", "an unassigned code", "Table B-12", "6.3.6.2"],
  5: ["dct_dc_size", "an unassigned code", "Tables B-13 and B-14", "6.3.7"],
  6: ["marker_bit", "0", "1", "6.2"],
  7: ["a DCT coefficient", "an unassigned code", "Tables B-16 and B-17", "7.4.1"],
  8: ["the run of a DCT coefficient", "past the end of its block", "64 coefficients", "7.4.1"],
  9: ["the level of an escaped DCT coefficient", "0", "−2048…−1, 1…2047", "7.4.1.3"],
  10: ["macroblock_number", null, "the number of the next macroblock", "6.3.5.2"],
  11: ["quant_scale", "0", "1…31", "6.3.5.2"],
  12: ["the header extension of a video packet", "not that of its VOP", "the VOP's own header", "6.3.5.2"],
  13: ["dc_marker or motion_marker", "missing", "a marker behind the first partition", "6.3.5.3"],
  14: ["resync_marker", "missing", "a video packet or the end of the VOP", "6.3.5.2"],
  15: ["gob_number", null, "the number of the next group of blocks", "6.3.5.3"],
  16: ["intra_dc_coefficient", null, "1…127, 129…255", "7.4.1.2"],
  20: ["mb_type", "an unassigned code", "Table B-3", "6.3.6"],
  30: ["dmv_length", "an unassigned code", "Table B-33", "6.2.5.4"],
};

/** The typed error of a fault of the macroblock layer. */
export function decodeFault(code: number, value: number, where: Where): BitstreamError {
  if (code === TRUNCATED) {
    return new TruncatedStreamError("the picture's data ends before its last macroblock", where);
  }
  const [element, found, range, clause] = FAULTS[code] ?? ["a macroblock", "invalid", "valid", "6.2.6"];
  return new InvalidSyntaxError(element, found ?? value, range, `ISO/IEC 14496-2, ${clause}`, where);
}
