import { type BitstreamError, InvalidSyntaxError, TruncatedStreamError, type Where } from "../errors.js";
import { clause } from "./clause.js";

/** Numbers shared with assembly/h264/fault.ts. */
const TRUNCATED = 1;
const PARTITION = 19;

/** Element, range and clause of each fault of the macroblock layer. */
const FAULTS: Record<number, readonly [element: string, value: string | null, range: string, clause: string]> = {
  2: ["mb_type", null, "Tables 7-11, 7-13 and 7-14", "7.4.5"],
  3: ["sub_mb_type", null, "Tables 7-17 and 7-18", "7.4.5.2"],
  4: ["ref_idx", null, "the pictures of the slice's list", "7.4.5.1"],
  5: ["mvd", "a code of too many bits", "−8192…8191.75 in quarter samples", "7.4.5.1"],
  6: ["an intra prediction mode", "one that needs samples that are not available", "8.3.1.2", "7.4.5.1"],
  7: ["intra_chroma_pred_mode", null, "0…3", "7.4.5.1"],
  8: ["coded_block_pattern", null, "0…47", "7.4.5"],
  9: ["mb_qp_delta", null, "−26 − QpBdOffset / 2…25 + QpBdOffset / 2", "7.4.5"],
  10: ["coeff_token", "an unassigned code", "Table 9-5", "9.2.1"],
  11: ["total_zeros", "an unassigned code, or too many", "Tables 9-7 to 9-9", "9.2.3"],
  12: ["level_prefix", null, "0…15 + bits of the profile", "9.2.2.1"],
  13: ["mb_skip_run", null, "the macroblocks left in the picture", "7.4.4"],
  14: ["a macroblock's address", null, "those of the picture that are not decoded yet", "7.4.3"],
  15: ["ref_idx", "that of a missing picture", "pictures that were decoded", "8.2.4"],
  17: ["direct prediction", "without its colocated picture", "a picture that was decoded", "8.4.1.2"],
  18: ["run_before", "past the beginning of its block", "zeros_left", "9.2.3"],
};

/** The typed error of a fault of the macroblock layer. */
export function decodeFault(code: number, value: number, where: Where): BitstreamError {
  if (code === TRUNCATED) return new TruncatedStreamError("the slice's data ends before its last macroblock", where);
  if (code === PARTITION) {
    const message = `the residual of ${value} macroblocks is in a data partition that is missing or damaged`;
    return new TruncatedStreamError(message, where);
  }
  const [element, found, range, number] = FAULTS[code] ?? ["a macroblock", "invalid", "valid", "7.3.5"];
  return new InvalidSyntaxError(element, found ?? value, range, clause(number), where);
}

/** What is wrong where slices do not make up a picture. */
export function lostMacroblocks(count: number, where: Where): BitstreamError {
  return new TruncatedStreamError(`${count} macroblocks of the picture are in none of its slices`, where);
}
