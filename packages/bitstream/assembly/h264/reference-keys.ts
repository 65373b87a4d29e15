// What the reference indices of a slice refer to, as keys that stay valid when pictures move in lists (picture-slots.ts, REFERENCE_KEYS_0).

import { IDENTITY, slotCell } from "./picture-slots";
import { ENTRY_CELLS, referenceLists } from "./slice-parameters";
import { active0, active1, mbField, mbY, mbaff } from "./slice-state";

/** Of each list: keys of the slice's own references, and of top and bottom field macroblocks of MBAFF frames. */
const KINDS: usize = 3;
/** One entry before index 0, for −1: none. */
const KIND_BYTES: usize = (1 + 64) * 4;
const LIST_BYTES: usize = KINDS * KIND_BYTES;
const keys: usize = memory.data(2 * 3 * 65 * 4, 16);
const LONGEST_LIST: i32 = 32;

/** Address of the key of reference index 0 in a list, for the current macroblock; that of index −1 stands before it. */
// @ts-ignore: decorator
@inline
export function keysOf(list: usize): usize {
  const kind: usize = mbField ? 1 + <usize>(mbY & 1) : 0;
  return keys + list * LIST_BYTES + kind * KIND_BYTES + 4;
}

/** Slot of an entry of a reference list of the slice; −1: missing. */
// @ts-ignore: decorator
@inline
export function listSlot(list: usize, index: i32): i32 {
  return load<i32>(referenceLists + (((list << 5) + <usize>index) * ENTRY_CELLS << 2));
}

/** Structure that an entry of a reference list of the slice refers to: 1 top field, 2 bottom field, 3 frame. */
// @ts-ignore: decorator
@inline
export function listStructure(list: usize, index: i32): i32 {
  return load<i32>(referenceLists + (((list << 5) + <usize>index) * ENTRY_CELLS << 2), 4);
}

/** Lays out the keys of a P or B slice. */
export function beginReferenceKeys(): void {
  memory.fill(keys, 0xff, 2 * LIST_BYTES);
  for (let list: usize = 0; list < 2; list++) {
    const active = min(list == 0 ? active0 : active1, LONGEST_LIST);
    const own = keys + list * LIST_BYTES + 4;
    for (let i = 0; i < active; i++) {
      const slot = listSlot(list, i);
      if (slot < 0) continue;
      const identity = slotCell(slot, IDENTITY) << 2;
      store<i32>(own + (<usize>i << 2), identity | listStructure(list, i));
      if (!mbaff) continue;
      // Fields of one frame follow each other, that of the macroblock's parity first (8.4.2.1).
      const top = own + KIND_BYTES + (<usize>i << 3);
      const bottom = top + KIND_BYTES;
      store<i32>(top, identity | 1);
      store<i32>(top, identity | 2, 4);
      store<i32>(bottom, identity | 2);
      store<i32>(bottom, identity | 1, 4);
    }
  }
}
