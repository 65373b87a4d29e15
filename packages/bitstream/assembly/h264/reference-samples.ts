// Samples of the reference pictures (8.4.2.1, 8.4.2.2): where the planes of a picture of the lists are, and blocks that reach beyond
// its borders.

import { HIGH } from "./config";
import { currentCb, currentCr, currentLuma } from "./destination";
import { SAMPLE_SHIFT, chromaStride, lumaStride } from "./picture-size";
import * as slots from "./picture-slots";
import * as p from "./slice-parameters";
import { active0, active1, currentSlot, mbField, mbY } from "./slice-state";

const ENTRIES: usize = 32;
/** Of each list 32 entries of u32[4]: address of the planes Y, Cb, Cr (0: none kept), 1 for a bottom field. */
const planes: usize = memory.data(2 * 32 * 16, 16);

/** Planes of the reference that chooseReference() was asked for; 0: none. */
export let referenceLuma: usize = 0;
export let referenceCb: usize = 0;
export let referenceCr: usize = 0;
/** Its parity: 1 bottom field; 0 for a top field or a frame. */
export let referenceParity: i32 = 0;

/** Notes the planes of the slice's references. */
export function findReferences(): void {
  for (let list: usize = 0; list < 2; list++) {
    const active = <usize>(list == 0 ? active0 : active1);
    for (let i: usize = 0; i < ENTRIES; i++) {
      const entry = p.referenceLists + (list * ENTRIES + i) * p.ENTRY_CELLS * 4;
      const slot = load<i32>(entry);
      const to = planes + (list * ENTRIES + i) * 16;
      // The first field of the current frame stands in its planes, whose ever they are.
      const own = slot == currentSlot;
      if (i >= active || <u32>slot >= <u32>slots.SLOTS || (!own && slots.slotPointer(slot, slots.LUMA) == 0)) {
        store<u32>(to, 0);
        continue;
      }
      const luma = own ? currentLuma : slots.slotPointer(slot, slots.LUMA);
      const cb = own ? currentCb : slots.slotPointer(slot, slots.CB);
      const cr = own ? currentCr : slots.slotPointer(slot, slots.CR);
      const bottom = load<i32>(entry, 4) == 2;
      store<u32>(to, <u32>(luma + (bottom ? <usize>lumaStride : 0)));
      store<u32>(to, <u32>(cb + (bottom ? <usize>chromaStride : 0)), 4);
      store<u32>(to, <u32>(cr + (bottom ? <usize>chromaStride : 0)), 8);
      store<u32>(to, bottom ? 1 : 0, 12);
    }
  }
}

/** Sets the planes above to those of `list`'s entry `reference` of the macroblock: of field macroblocks a field of refIdx >> 1. */
// @ts-ignore: decorator
@inline
export function chooseReference(list: usize, reference: i32): void {
  const at = planes + (list * ENTRIES + <usize>((mbField ? reference >> 1 : reference) & 31)) * 16;
  referenceLuma = load<u32>(at);
  referenceCb = load<u32>(at, 4);
  referenceCr = load<u32>(at, 8);
  referenceParity = load<u32>(at, 12);
  if (mbField && referenceLuma != 0) {
    referenceParity = (reference ^ mbY) & 1;
    if (referenceParity) {
      referenceLuma += lumaStride;
      referenceCb += chromaStride;
      referenceCr += chromaStride;
    }
  }
}

/** Bytes from one row of `edgeBlock` to the next: 21 samples, and what filters load beyond. */
export const EDGE_STEP: usize = HIGH ? 64 : 32;
const edgeBlock: usize = memory.data(64 * 21 + 64, 16);

/**
 * Copies a block of up to 21 × 21 samples whose first is (x, y) of a plane of `width` × `height` samples, and which may lie outside
 * of it to any extent: there its border goes on (8-239, 8-240). Returns the copy's address, rows EDGE_STEP bytes apart.
 */
export function copyBeyondBorders(
  plane: usize, step: usize, x: i32, y: i32, columns: i32, rows: i32, width: i32, height: i32,
): usize {
  const inside = max(0, min(columns, -x)); // first column that is not left of the plane
  const outside = max(inside, min(columns, width - x)); // first one right of it
  const lastAt = <usize>(width - 1) << SAMPLE_SHIFT;
  let to = edgeBlock;
  for (let row = 0; row < rows; row++) {
    const line = plane + <usize>max(0, min(height - 1, y + row)) * step;
    // What is stored too far to the right is overwritten: by the next part or the next row.
    if (inside > 0) fillRow(to, line);
    if (inside < outside) copyRow(to + (<usize>inside << SAMPLE_SHIFT), line + (<usize>(x + inside) << SAMPLE_SHIFT));
    if (outside < columns) fillRow(to + (<usize>outside << SAMPLE_SHIFT), line + lastAt);
    to += EDGE_STEP;
  }
  return edgeBlock;
}

/** Stores a row of the sample at `sample`. */
// @ts-ignore: decorator
@inline
function fillRow(to: usize, sample: usize): void {
  const all = HIGH ? v128.load16_splat(sample) : v128.load8_splat(sample);
  v128.store(to, all);
  v128.store(to, all, 16);
  if (HIGH) v128.store(to, all, 32);
}

// @ts-ignore: decorator
@inline
function copyRow(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  if (HIGH) v128.store(to, v128.load(from, 32), 32);
}
