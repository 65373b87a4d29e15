import { InvalidSyntaxError } from "../errors.js";
import { clause } from "./clause.js";
import type { RbspReader } from "./rbsp-reader.js";

/** memory_management_control_operation (Rec. ITU-T H.264, Table 7-9), with what follows it. */
export type MarkingOperation =
  | { readonly operation: 1; readonly differenceOfPicNums: number }
  | { readonly operation: 2; readonly longTermPicNum: number }
  | { readonly operation: 3; readonly differenceOfPicNums: number; readonly longTermFrameIdx: number }
  | { readonly operation: 4; readonly maxLongTermFrames: number }
  | { readonly operation: 5 }
  | { readonly operation: 6; readonly longTermFrameIdx: number };

/** dec_ref_pic_marking() (7.3.3.3). */
export interface ReferenceMarking {
  /** Of IDR pictures: no_output_of_prior_pics_flag has no effect here. */
  readonly longTermReference: boolean;
  /** Null: the sliding window (8.2.5.3). */
  readonly operations: readonly MarkingOperation[] | null;
}

export const NO_MARKING: ReferenceMarking = { longTermReference: false, operations: null };

const CLAUSE = clause("7.4.3.3");
/** Each of 32 fields can be marked twice, and two more operations. */
const MOST_OPERATIONS = 66;

/** @param maxPicNum MaxPicNum */
export function readReferenceMarking(bits: RbspReader, idr: boolean, maxPicNum: number): ReferenceMarking {
  if (idr) {
    bits.flag("no_output_of_prior_pics_flag");
    return { longTermReference: bits.flag("long_term_reference_flag"), operations: null };
  }
  if (!bits.flag("adaptive_ref_pic_marking_mode_flag")) return NO_MARKING;
  const operations: MarkingOperation[] = [];
  for (;;) {
    const operation = bits.ue("memory_management_control_operation", 6, CLAUSE);
    if (operation === 0) return { longTermReference: false, operations };
    if (operations.length === MOST_OPERATIONS) {
      const element = "memory_management_control_operation";
      throw new InvalidSyntaxError(element, operation, `${MOST_OPERATIONS} at most`, CLAUSE, bits.where());
    }
    operations.push(readOperation(bits, operation, maxPicNum));
  }
}

function readOperation(bits: RbspReader, operation: number, maxPicNum: number): MarkingOperation {
  const difference = () => 1 + bits.ue("difference_of_pic_nums_minus1", maxPicNum - 1, CLAUSE);
  switch (operation) {
    case 1:
      return { operation, differenceOfPicNums: difference() };
    case 2:
      return { operation, longTermPicNum: bits.ue("long_term_pic_num", 31, CLAUSE) };
    case 3: {
      const differenceOfPicNums = difference();
      return { operation, differenceOfPicNums, longTermFrameIdx: bits.ue("long_term_frame_idx", 15, CLAUSE) };
    }
    case 4:
      return { operation, maxLongTermFrames: bits.ue("max_long_term_frame_idx_plus1", 16, CLAUSE) };
    case 6:
      return { operation, longTermFrameIdx: bits.ue("long_term_frame_idx", 15, CLAUSE) };
    default:
      return { operation: 5 };
  }
}

/** Whether the picture's marking ends all that came before it: memory_management_control_operation 5. */
export function resetsAll({ operations }: ReferenceMarking): boolean {
  return operations?.some(({ operation }) => operation === 5) ?? false;
}
