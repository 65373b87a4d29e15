// Fields and frames of pairs of macroblocks around the current one in MBAFF frames.

import { sliceNumbers, types } from "./macroblock-arrays";
import { FIELD } from "./macroblock-type";
import { mbStride } from "./picture-size";
import { mbIndex, sliceNumber } from "./slice-state";

// @ts-ignore: decorator
@inline
function inSlice(index: i32): bool {
  return <i32>load<u16>(sliceNumbers + ((<isize>index) << 1)) == sliceNumber;
}

/** The pair whose top macroblock is at `index` is in the slice and has fields. */
// @ts-ignore: decorator
@inline
export function isFieldPair(index: i32): bool {
  return inSlice(index) && (load<u32>(types + ((<isize>index) << 2)) & FIELD) != 0;
}

/**
 * What mb_field_decoding_flag is taken for where it is not coded (7.4.4): that of the pair on the left or, if that is not in the
 * slice, above, else 0. The current macroblock is the pair's top one.
 */
export function inferFieldFlag(): bool {
  return inSlice(mbIndex - 1) ? isFieldPair(mbIndex - 1) : isFieldPair(mbIndex - 2 * mbStride);
}
