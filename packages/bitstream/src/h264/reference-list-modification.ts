import { InvalidSyntaxError } from "../errors.js";
import { clause } from "./clause.js";
import type { RbspReader } from "./rbsp-reader.js";

/** One step of ref_pic_list_modification() (Rec. ITU-T H.264, 7.3.3.1). */
export interface ListModification {
  /** modification_of_pic_nums_idc: 0 subtract, 1 add, 2 long-term. */
  readonly idc: 0 | 1 | 2;
  /** abs_diff_pic_num_minus1 + 1, or long_term_pic_num. */
  readonly value: number;
}

const CLAUSE = clause("7.4.3.1");

/**
 * The modifications of one list.
 *
 * @param active num_ref_idx_active of the list, which bounds their number
 * @param maxPicNum MaxPicNum
 */
export function readListModifications(bits: RbspReader, active: number, maxPicNum: number): ListModification[] {
  const steps: ListModification[] = [];
  if (!bits.flag("ref_pic_list_modification_flag")) return steps;
  for (;;) {
    const idc = bits.ue("modification_of_pic_nums_idc", 3, CLAUSE);
    if (idc === 3) return steps;
    if (steps.length === active) {
      const range = `${active} modifications at most`;
      throw new InvalidSyntaxError("modification_of_pic_nums_idc", idc, range, CLAUSE, bits.where());
    }
    if (idc === 2) steps.push({ idc, value: bits.ue("long_term_pic_num", 31, CLAUSE) });
    else steps.push({ idc: idc as 0 | 1, value: 1 + bits.ue("abs_diff_pic_num_minus1", maxPicNum - 1, CLAUSE) });
  }
}
