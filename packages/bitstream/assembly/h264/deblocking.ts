// The deblocking filter (8.7), over a whole picture.

import { allocateStrengths } from "./boundary-strength";
import { deblockMacroblock } from "./deblock-macroblock";
import { allocateSlices, anyFilters, forgetSlices, rememberSlice } from "./filtered-slices";
import { mbHeight, mbWidth } from "./picture-size";
import { mbaff } from "./slice-state";

/** Notes what the filter needs of a slice (slice-parameters.ts), by its number. False: a fault was noted. */
export function noteSlice(): bool {
  return rememberSlice();
}

/** Lays out memory; false where it does not suffice. */
export function configureDeblocking(): bool {
  return allocateSlices() && allocateStrengths();
}

/** Forgets the slices of the picture before. False where memory does not suffice. */
export function beginDeblockable(): bool {
  forgetSlices();
  return true;
}

/** Filters the current picture (destination.ts: currentLuma …): structure 3: the frame, 1, 2: only that field's macroblocks. Called once all its macroblocks are decoded. */
export function deblockPicture(structure: i32): void {
  if (!anyFilters) return;
  if (structure == 3 && mbaff) {
    for (let y = 0; y + 1 < mbHeight; y += 2) {
      for (let x = 0; x < mbWidth; x++) {
        deblockMacroblock(x, y, false, true);
        deblockMacroblock(x, y + 1, false, true);
      }
    }
    return;
  }
  const fields = structure != 3;
  for (let y = structure == 2 ? 1 : 0; y < mbHeight; y += fields ? 2 : 1) {
    for (let x = 0; x < mbWidth; x++) deblockMacroblock(x, y, fields, false);
  }
}
