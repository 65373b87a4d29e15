// mb_field_decoding_flag of a pair of macroblocks in MBAFF frames where it is not coded (7.4.4).

import { sliceNumbers, types } from "./macroblock-arrays";
import { FIELD } from "./macroblock-type";
import { mbStride } from "./picture-size";
import { mbIndex, sliceNumber } from "./slice-state";

// @ts-ignore: decorator
@inline
function inSlice(index: i32): bool {
  return <i32>load<u16>(sliceNumbers + ((<isize>index) << 1)) == sliceNumber;
}

// @ts-ignore: decorator
@inline
function isField(index: i32): bool {
  return (load<u32>(types + ((<isize>index) << 2)) & FIELD) != 0;
}

/** That of the pair on the left or, if it is not in the slice, above, else a frame pair. The current macroblock is the pair's top one. */
export function inferFieldFlag(): bool {
  if (inSlice(mbIndex - 1)) return isField(mbIndex - 1);
  const above = mbIndex - 2 * mbStride;
  return inSlice(above) && isField(above);
}
