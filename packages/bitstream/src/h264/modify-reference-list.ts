import { findPicture, type Numbering, type ReferenceFrame, type ReferencePicture } from "./reference-frame.js";
import type { ListModification } from "./reference-list-modification.js";

/**
 * The modification process for reference picture lists (Rec. ITU-T H.264, 8.2.4.3), and cutting the list to its length.
 *
 * @param active num_ref_idx_active of the list
 * @returns `active` entries; null: a picture that is not there
 */
export function modifiedReferenceList(
  initial: readonly ReferencePicture[],
  steps: readonly ListModification[],
  active: number,
  frames: readonly ReferenceFrame[],
  current: Numbering,
): (ReferencePicture | null)[] {
  const list: (ReferencePicture | null)[] = [];
  for (let i = 0; i < active; i++) list.push(initial[i] ?? null);
  let predicted = current.picNum;
  for (const [index, { idc, value }] of steps.entries()) {
    let number = value;
    if (idc !== 2) {
      predicted = modulo(predicted + (idc === 0 ? -value : value), current.maxPicNum);
      number = predicted > current.picNum ? predicted - current.maxPicNum : predicted;
    }
    const picture = findPicture(frames, current, number, idc === 2);
    if (picture) moveTo(list, index, picture);
    else list[index] = null;
  }
  return list;
}

/** Puts a picture at an index, moves the others back, and takes it out of its old place behind. */
function moveTo(list: (ReferencePicture | null)[], index: number, picture: ReferencePicture): void {
  const last = list.length;
  list.splice(index, 0, picture);
  const old = list.findIndex(
    (entry, i) => i > index && entry?.frame === picture.frame && entry.structure === picture.structure,
  );
  list.splice(old < 0 ? last : old, 1);
}

function modulo(value: number, modulus: number): number {
  return ((value % modulus) + modulus) % modulus;
}
