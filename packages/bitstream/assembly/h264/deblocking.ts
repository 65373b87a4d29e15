// The deblocking filter (8.7).

/** Notes what the filter needs of a slice (slice-parameters.ts), by its number. False where memory does not suffice. */
export function noteSlice(): bool {
  return true;
}

/** Lays out memory; false where it does not suffice. */
export function configureDeblocking(): bool {
  return true;
}

/** Forgets the slices of the picture before. False where memory does not suffice. */
export function beginDeblockable(): bool {
  return true;
}

/** Filters the current picture (destination.ts: currentLuma …): structure 3: the frame, 1, 2: only that field's macroblocks. Called once all its macroblocks are decoded. */
export function deblockPicture(structure: i32): void {}
