// What is wrong with the macroblocks of a picture that was decoded in spite of a fault, and what stands in for those that are lost.

import { copyPast } from "./b-macroblock";
import { allocate } from "../common/memory";
import { bFieldFlags, fieldFlags, interlaced } from "./field-state";
import { noteNotCoded, reconstructNotCoded } from "./macroblock";
import { B_VOP, goToMacroblock, mbX, mbY, predicted, vopType, wantPixels } from "./picture-state";
import {
  currentCb, currentCr, currentY, mbHeight, mbWidth, notCoded, referenceCb, referenceCr, referenceY, strideC, strideY,
} from "./sequence";

/** Decoded, and nothing is known to be wrong. */
export const INTACT: i32 = 0;
/** Decoded from a packet in which something was wrong. */
export const DOUBTFUL: i32 = 1;
/** Not decoded: a stand-in. */
export const CONCEALED: i32 = 2;

/** Samples of a picture of which nothing is known. */
const GREY: u8 = 128;

/** Whether to go on after a fault. */
export let tolerant: bool = false;
/** u8 of each macroblock: one of the above. */
export let conditions: usize = 0;
/** The picture that came before is there. */
let referenceHeld: bool = false;

/** Prepares for damaged pictures; false where memory does not suffice. */
export function tolerate(): bool {
  conditions = allocate(<usize>(mbWidth * mbHeight));
  tolerant = conditions != 0;
  return tolerant;
}

/** Says whether the picture before can stand in for what is lost of a picture without prediction. */
export function holdReference(held: bool): void {
  referenceHeld = held;
}

/** Everything counts as lost until it is decoded. */
export function beginDamage(): void {
  memory.fill(conditions, <u8>CONCEALED, <usize>(mbWidth * mbHeight));
}

/** Notes the condition of macroblocks `first`…`next` − 1. */
export function noteCondition(first: i32, next: i32, condition: i32): void {
  if (next > first) memory.fill(conditions + <usize>first, <u8>condition, <usize>(next - first));
}

/** The first macroblock from `first` on that is intact, or their number. */
export function nextIntact(first: i32): i32 {
  const count = mbWidth * mbHeight;
  let index = first;
  while (index < count && load<u8>(conditions + <usize>index) != INTACT) index++;
  return index;
}

/** Whether any macroblock was decoded. */
export function anyDecoded(): bool {
  for (let index = 0; index < mbWidth * mbHeight; index++) {
    if (load<u8>(conditions + <usize>index) != CONCEALED) return true;
  }
  return false;
}

/**
 * Fills in the macroblocks that are lost: in P-VOPs they count as not coded, in B-VOPs they are as in the past anchor; in others they
 * are copied from the picture before, or grey where there is none.
 */
export function concealLost(): void {
  for (let index = 0; index < mbWidth * mbHeight; index++) {
    if (load<u8>(conditions + <usize>index) != CONCEALED) continue;
    goToMacroblock(index, mbWidth);
    if (interlaced) forgetFields(index, index + 1);
    if (vopType == B_VOP) copyPast();
    else if (predicted) {
      noteNotCoded();
      reconstructNotCoded();
      // B-VOPs have bits for it unless it was not coded, and most are coded.
      store<u8>(notCoded + <usize>index, 0);
    } else if (wantPixels) {
      const luma = <usize>((mbY << 4) * strideY + (mbX << 4));
      const chroma = <usize>((mbY << 3) * strideC + (mbX << 3));
      standIn(currentY + luma, referenceY + luma, strideY, 16);
      standIn(currentCb + chroma, referenceCb + chroma, strideC, 8);
      standIn(currentCr + chroma, referenceCr + chroma, strideC, 8);
    }
  }
}

/** Forgets what was noted of the fields of macroblocks `first`…`next` − 1: they count as predicted as frames. */
export function forgetFields(first: i32, next: i32): void {
  const flags = vopType == B_VOP ? bFieldFlags : fieldFlags;
  for (let index = first; index < next; index++) {
    const y = index / mbWidth;
    const at = flags + <usize>(y * mbWidth * 4 + (index - y * mbWidth) * 2);
    store<u16>(at, 0);
    store<u16>(at + <usize>(mbWidth << 1), 0);
  }
}

function standIn(target: usize, source: usize, stride: i32, size: i32): void {
  for (let row = 0; row < size; row++) {
    if (referenceHeld && referenceY != 0) memory.copy(target, source, <usize>size);
    else memory.fill(target, GREY, <usize>size);
    target += <usize>stride;
    source += <usize>stride;
  }
}
