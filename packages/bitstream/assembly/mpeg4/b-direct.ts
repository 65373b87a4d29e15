// Direct mode of B-VOPs (ISO/IEC 14496-2, 7.6.9.5): vectors made from those of the macroblock at the same place in the future
// anchor, scaled by the distances in time, and a difference.

import { backwardVectors, forwardVectors, setVector } from "./b-motion";
import { topFieldFirst, trbFields, trdFields } from "./field-state";
import { vectorsOfMacroblock } from "./motion-vector";
import { anchorIntra, mbIndex, mbX, mbY, trb, trd } from "./picture-state";
import { mbWidth, notCoded, partitions } from "./sequence";

/** Whether the future anchor's macroblock at this place is not coded: then the B-VOP has no bits for it. */
// @ts-ignore: decorator
@inline
export function colocatedNotCoded(): bool {
  return !anchorIntra && load<u8>(notCoded + <usize>mbIndex) != 0;
}

/** Whether the future anchor's macroblock at this place has four vectors. */
export function colocatedFour(): bool {
  return !anchorIntra && load<u8>(partitions + <usize>(mbY * mbWidth * 4 + mbX * 2)) == 8;
}

/** Makes the vectors of a direct macroblock; returns whether it has four. */
export function setDirectVectors(differenceX: i32, differenceY: i32): bool {
  if (anchorIntra) {
    setVector(forwardVectors, differenceX, differenceY);
    setVector(backwardVectors, differenceX, differenceY);
    return false;
  }
  const at = vectorsOfMacroblock();
  if (!colocatedFour()) {
    setDirectVector(0, at, differenceX, differenceY);
    v128.store(forwardVectors, v128.load32_splat(forwardVectors));
    v128.store(backwardVectors, v128.load32_splat(backwardVectors));
    return false;
  }
  const row = <usize>(mbWidth << 3);
  setDirectVector(0, at, differenceX, differenceY);
  setDirectVector(4, at + 4, differenceX, differenceY);
  setDirectVector(8, at + row, differenceX, differenceY);
  setDirectVector(12, at + row + 4, differenceX, differenceY);
  return true;
}

/**
 * Makes the vectors of a direct macroblock whose co-located one is predicted field by field (7.7.2.2): the fields stand for lists of
 * their own, half a frame apart.
 * @param references the co-located macroblock's, as readFieldReferences (field-motion.ts) has them
 */
export function setDirectFieldVectors(references: i32, differenceX: i32, differenceY: i32): void {
  const at = vectorsOfMacroblock();
  const row = <usize>(mbWidth << 3);
  for (let field = 0; field < 2; field++) {
    const later = ((references >> field) & 1) - field;
    const between = topFieldFirst ? -later : later;
    const block = <usize>(field << 3);
    setScaled(block, at + (field ? row : 0), differenceX, differenceY, trbFields + between, trdFields + between);
    store<u32>(forwardVectors + block, load<u32>(forwardVectors + block), 4);
    store<u32>(backwardVectors + block, load<u32>(backwardVectors + block), 4);
  }
}

/** The vectors of one block, from the future anchor's at `colocated`. */
// @ts-ignore: decorator
@inline
function setDirectVector(block: usize, colocated: usize, differenceX: i32, differenceY: i32): void {
  setScaled(block, colocated, differenceX, differenceY, trb, trd);
}

function setScaled(block: usize, colocated: usize, differenceX: i32, differenceY: i32, trb: i32, trd: i32): void {
  for (let component: usize = 0; component < 4; component += 2) {
    const moved = <i32>load<i16>(colocated + component);
    const difference = component == 0 ? differenceX : differenceY;
    const past = (moved * trb) / trd + difference;
    const future = difference != 0 ? past - moved : (moved * (trb - trd)) / trd;
    store<i16>(forwardVectors + block + component, <i16>past);
    store<i16>(backwardVectors + block + component, <i16>future);
  }
}
