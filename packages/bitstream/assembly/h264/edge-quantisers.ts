// qPp and qPq of the deblocking filter (8.7.2.2).

import * as arrays from "./macroblock-arrays";
import { I_PCM } from "./macroblock-type";
import { chromaQpOffset } from "./picture-size";

/** QPC by qPI (Table 8-15): u8[52]. */
const chromaQps: usize = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 29, 30, 31, 32, 32, 33,
  34, 34, 35, 35, 36, 36, 37, 37, 37, 38, 38, 38, 39, 39, 39, 39,
], 16);

/** Of luma: QPY, 0 for I_PCM. */
// @ts-ignore: decorator
@inline
export function lumaQpOf(index: usize): i32 {
  return load<u32>(arrays.types + (index << 2)) & I_PCM ? 0 : <i32>load<i8>(arrays.qps + index);
}

/** Of a chroma plane: QPC for a macroblock's QPY with the plane's chroma_qp_index_offset. */
// @ts-ignore: decorator
@inline
export function chromaQpOf(qp: i32, offset: i32): i32 {
  const index = max(-chromaQpOffset, min(51, qp + offset));
  return index < 0 ? index : <i32>load<u8>(chromaQps + <usize>index);
}
