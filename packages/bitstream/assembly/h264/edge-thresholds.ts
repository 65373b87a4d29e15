// How far the deblocking filter goes on an edge (8.7.2.2): thresholds by the quantisers of its sides and the offsets of the slice.

import { HIGH } from "./config";

/** α′ by indexA (Table 8-16): u8[52]. */
const alphas: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 5, 6, 7, 8, 9, 10, 12, 13, 15, 17, 20, 22, 25, 28, 32, 36, 40, 45, 50, 56, 63,
  71, 80, 90, 101, 113, 127, 144, 162, 182, 203, 226, 255, 255,
], 16);
/** β′ by indexB (Table 8-16): u8[52]. */
const betas: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
  14, 14, 15, 15, 16, 16, 17, 17, 18, 18,
], 16);
/** t′C0 by indexA and bS (Table 8-17): u8[52][4], of which the first is not used. */
const clips: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0,
  1, 1, 0, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 2, 0, 1, 1, 2, 0, 1, 1, 2, 0, 1, 1, 2, 0, 1, 2, 3, 0,
  1, 2, 3, 0, 2, 2, 3, 0, 2, 2, 4, 0, 2, 3, 4, 0, 2, 3, 4, 0, 3, 3, 5, 0, 3, 4, 6, 0, 3, 4, 6, 0, 4, 5, 7, 0, 4, 5, 8, 0, 4, 6, 9,
  0, 5, 7, 10, 0, 6, 8, 11, 0, 6, 8, 13, 0, 7, 10, 14, 0, 8, 11, 16, 0, 9, 12, 18, 0, 10, 13, 20, 0, 11, 15, 23, 0, 13, 17, 25,
], 16);

/** α and β of the edge; where either is 0 it is not filtered. */
export let alpha: i32 = 0;
export let beta: i32 = 0;
/** t′C0 for bS 0…3: a byte each, not scaled by the bit depth. */
export let clip: u32 = 0;
/** Bits of a sample beyond 8. */
export let depthShift: i32 = 0;

/** Sets them for an edge of qPav `qp`. False: nothing is filtered. */
// @ts-ignore: decorator
@inline
export function setThresholds(qp: i32, offsetA: i32, offsetB: i32, depth: i32): bool {
  const indexA = <usize>max(0, min(51, qp + offsetA));
  const indexB = <usize>max(0, min(51, qp + offsetB));
  alpha = load<u8>(alphas + indexA);
  beta = load<u8>(betas + indexB);
  clip = load<u32>(clips + (indexA << 2));
  if (HIGH) {
    depthShift = depth - 8;
    alpha <<= depthShift;
    beta <<= depthShift;
  }
  return alpha != 0 && beta != 0;
}
